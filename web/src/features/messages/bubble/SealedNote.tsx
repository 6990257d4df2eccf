import { ShieldAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { wordsFor } from './sealed-words.ts';

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
