import { Link2, Trash2 } from 'lucide-react';
import { useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { http } from '../../api/current.ts';
import type { Invite } from '../../api/models.ts';
import { errorText } from '../../locales/error-text.ts';
import { Button, IconButton } from '../../ui/Button.tsx';
import { Row } from '../../ui/Row.tsx';
import { toast } from '../../ui/toasts.ts';

/** The links into a group: makes and ends them. A link's address is shown once, when it is made. */
export function InviteLinks({ chat }: { chat: number }) {
  const { t } = useTranslation('chats');
  const [invites, setInvites] = useState<readonly Invite[]>([]);
  const [made, setMade] = useState<string | null>(null);
  const load = useCallback(async () => {
    const answer = await http.get('/api/chats/{id}/invites', { path: { id: chat } });
    setInvites(answer.invites);
  }, [chat]);
  useEffect(() => void load().catch(() => undefined), [load]);
  const tell = (error: unknown) => toast(errorText(error), { kind: 'error' });
  const make = async () => {
    const { invite } = await http.post('/api/chats/{id}/invites', { path: { id: chat }, body: {} });
    setMade(`${location.origin}/join/${invite.code}`);
    await load();
  };
  const end = async (inviteId: number) => {
    await http.delete('/api/chats/{id}/invites/{inviteId}', { path: { id: chat, inviteId } });
    setMade(null);
    await load();
  };
  return (
    <section className="info-section">
      <h3>{t('inviteLinks')}</h3>
      <Row icon={Link2} title={t('newLink')} onClick={() => void make().catch(tell)} />
      {made && <MadeLink address={made} />}
      {invites.map(({ id, uses }) => (
        <Row
          key={id}
          title={t('linkOf', { id })}
          detail={t('linkUses', { uses })}
          trail={<IconButton icon={Trash2} label={t('endLink')} onClick={() => void end(id).catch(tell)} />}
        />
      ))}
    </section>
  );
}

function MadeLink({ address }: { address: string }) {
  const { t } = useTranslation('chats');
  const copy = async () => {
    await navigator.clipboard.writeText(address);
    toast(t('linkCopied'), { kind: 'success' });
  };
  return (
    <div className="link-made">
      <code>{address}</code>
      <p className="info-note">{t('linkHint')}</p>
      <Button onClick={() => void copy()}>{t('copyLink')}</Button>
    </div>
  );
}
