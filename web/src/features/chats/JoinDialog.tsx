import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { http } from '../../api/current.ts';
import type { Answer } from '../../api/http.ts';
import { errorText } from '../../locales/error-text.ts';
import { useClient } from '../../store/hooks.ts';
import { Avatar } from '../../ui/Avatar.tsx';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { useAction } from '../../ui/useAction.ts';

type Invited = Answer<'/api/invites/{code}', 'get'>['chat'];

/** What a link into a group leads to, and the way in. */
export function JoinDialog({ code }: { code: string }) {
  const { t } = useTranslation(['chats', 'common']);
  const client = useClient();
  const [, go] = useLocation();
  const [invited, setInvited] = useState<Invited | null>(null);
  const [gone, setGone] = useState(false);
  useEffect(() => {
    http.get('/api/invites/{code}', { path: { code } }).then(
      ({ chat }) => setInvited(chat),
      () => setGone(true),
    );
  }, [code]);
  const join = useAction(async () => {
    const { chat_id } = await http.post('/api/invites/{code}', { path: { code } });
    await client.service.refresh(chat_id);
    go(`/chat/${chat_id}`);
  });
  const name = invited?.name ?? t('nameless');
  const failure = gone ? t('joinGone') : join.failure === null ? null : errorText(join.failure);
  return (
    <Dialog
      title={invited ? t('joinTitle', { name }) : t('group')}
      closeLabel={t('common:close')}
      onClose={() => go('/')}
      size="s"
      actions={
        <Button variant="primary" busy={join.busy} disabled={!invited} onClick={() => void join.run()}>
          {t(invited?.is_member ? 'open' : 'join')}
        </Button>
      }
    >
      {invited && (
        <div className="info-top">
          <Avatar id={0} name={name} picture={invited.avatar} size="xl" />
          <p>{t('joinMembers', { count: invited.member_count })}</p>
          {invited.description && <p dir="auto">{invited.description}</p>}
          {invited.is_member && <p>{t('alreadyMember')}</p>}
        </div>
      )}
      {failure && <p role="alert">{failure}</p>}
    </Dialog>
  );
}
