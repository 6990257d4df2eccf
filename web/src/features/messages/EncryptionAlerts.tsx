import { ShieldAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { AlertRow } from '../../e2ee/database.ts';
import { errorText } from '../../locales/error-text.ts';
import { useClient, useEncryption, usePerson } from '../../store/hooks.ts';
import { told } from '../../store/told.ts';
import type { ChatRow } from '../../sync/chat-row.ts';
import { Button } from '../../ui/Button.tsx';
import { toast } from '../../ui/toasts.ts';
import { TrustAnew } from './TrustAnew.tsx';

/** What the user must know about the security of an encrypted chat, until they have said that they do. */
export function EncryptionAlerts({ chat }: { chat: ChatRow }) {
  const { alerts } = useEncryption();
  if (chat.mode !== 'e2ee') return null;
  const people = new Set<number | null>([chat.peer_id, ...(chat.members ?? []).map(({ id }) => id)]);
  const mine = alerts.filter(
    (alert) => alert.chat === chat.id || (alert.chat === null && people.has(alert.user)),
  );
  return mine.map((alert) => <Alert key={alert.id} alert={alert} chat={chat} />);
}

function Alert({ alert: { id, kind, user }, chat }: { alert: AlertRow; chat: ChatRow }) {
  const { t } = useTranslation('encryption');
  const client = useClient();
  // A name may become known after the alert.
  const name = usePerson(user ?? 0)?.name;
  return (
    <div className="encryption-alert" role="alert">
      <ShieldAlert aria-hidden="true" />
      <p>{t(`alert.${wordsFor(kind)}`, { name: name ?? chat.name ?? '' })}</p>
      {kind === 'member_unsigned' && user !== null && chat.role !== 'member' && (
        <Button
          variant="secondary"
          onClick={() => void told(client.service.signMembers(chat.id, { add: [user] })).catch(tell)}
        >
          {t('confirmMember', { name: name ?? '' })}
        </Button>
      )}
      {TRUSTED_ANEW.some((each) => each === kind) && <TrustAnew chat={chat} />}
      <Button variant="ghost" onClick={() => void client.service.dismissAlert(id)}>
        {t('dismiss')}
      </Button>
    </div>
  );
}

const KINDS = [
  ...(['identity_changed', 'identity_blocked', 'plaintext', 'downgrade', 'other_people'] as const),
  ...(['member_unsigned', 'membership', 'membership_unconfirmed', 'membership_unjudged'] as const),
];
/** Where the list of a group's members is not believed, or not enough to vouch for it. */
const TRUSTED_ANEW = ['membership', 'membership_unconfirmed', 'membership_unjudged'];

function tell(error: unknown): void {
  toast(errorText(error), { kind: 'error' });
}

function wordsFor(kind: string) {
  const own = KINDS.find((each) => each === kind);
  return own ?? 'security';
}
