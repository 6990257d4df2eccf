import { ShieldAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';

const UNTRUSTED = new Set([
  ...['GHOST_DEVICE', 'IDENTITY_MISMATCH', 'BAD_SIGNATURE', 'NOT_A_MEMBER', 'SELF_SESSION', 'BAD_KEY'],
  ...['LIST_ROLLBACK', 'LIST_FORK', 'LIST_GAP', 'LIST_OUTDATED'],
]);
const OWN_WORDS = ['UNLINKED', 'BEFORE_DEVICE', 'PLAINTEXT'] as const;

/** Stands for a message that cannot be read: why not, and what helps. */
export function SealedNote({ reason }: { reason: string }) {
  const { t } = useTranslation('encryption');
  return (
    <p className="sealed-note">
      <ShieldAlert aria-hidden="true" />
      {t(`sealed.${wordsFor(reason)}`)}
    </p>
  );
}

function wordsFor(reason: string) {
  const own = OWN_WORDS.find((each) => each === reason);
  if (own) return own;
  if (UNTRUSTED.has(reason)) return 'UNTRUSTED';
  return reason === 'UNSUPPORTED_VERSION' ? 'NEWER' : 'DAMAGED';
}
