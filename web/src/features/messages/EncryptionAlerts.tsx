import { ShieldAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useClient, useEncryption } from '../../store/hooks.ts';
import type { ChatRow } from '../../sync/chat-row.ts';
import { Button } from '../../ui/Button.tsx';

/** What the user must know about the security of an encrypted chat, until they have said that they do. */
export function EncryptionAlerts({ chat }: { chat: ChatRow }) {
  const { t } = useTranslation('encryption');
  const client = useClient();
  const { alerts } = useEncryption();
  if (chat.mode !== 'e2ee') return null;
  const people = new Set([chat.peer_id, ...(chat.members ?? []).map(({ id }) => id)]);
  const mine = alerts.filter(
    (alert) => alert.chat === chat.id || (alert.user !== null && people.has(alert.user)),
  );
  return mine.map(({ id, kind, user }) => (
    <div key={id} className="encryption-alert" role="alert">
      <ShieldAlert aria-hidden="true" />
      <p>{t(`alert.${wordsFor(kind)}`, { name: client.person(user ?? 0)?.name ?? chat.name ?? '' })}</p>
      <Button variant="ghost" onClick={() => void client.service.dismissAlert(id)}>
        {t('dismiss')}
      </Button>
    </div>
  ));
}

function wordsFor(kind: string) {
  const own = (['identity_changed', 'identity_blocked', 'plaintext', 'downgrade'] as const).find(
    (each) => each === kind,
  );
  return own ?? 'security';
}
