import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { OfferedMembers } from '../../e2ee/desk.ts';
import { errorText } from '../../locales/error-text.ts';
import { useClient, usePerson } from '../../store/hooks.ts';
import { told } from '../../store/told.ts';
import type { ChatRow } from '../../sync/chat-row.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { LoadedView } from '../../ui/LoadedView.tsx';
import { toast } from '../../ui/toasts.ts';
import { useAction } from '../../ui/useAction.ts';
import { useLoaded } from '../../ui/useLoaded.ts';

/** As membership entries say it. */
const ADMIN = 1;

type Member = OfferedMembers['members'][number];

/** The way out where nobody can vouch for a group's list of members any more: says what it means before it is done. */
export function TrustAnew({ chat }: { chat: ChatRow }) {
  const { t } = useTranslation('encryption');
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Button variant="secondary" onClick={() => setAsking(true)}>
        {t('trustAnew.open')}
      </Button>
      {asking && <TrustDialog chat={chat} onClose={() => setAsking(false)} />}
    </>
  );
}

function TrustDialog({ chat, onClose }: { chat: ChatRow; onClose: () => void }) {
  const { t } = useTranslation(['encryption', 'common']);
  const client = useClient();
  const loaded = useLoaded(
    async () => ({ offered: await told(client.service.offeredMembers(chat.id)) }),
    chat.id,
  );
  const offered = loaded.value?.offered;
  const trust = useAction(async () => {
    if (!offered) return;
    await told(client.service.trustMembersAnew(chat.id, offered.name));
    toast(t('encryption:trustAnew.done'));
    onClose();
  });
  return (
    <Dialog
      title={t('encryption:trustAnew.title')}
      closeLabel={t('common:cancel')}
      onClose={onClose}
      actions={
        <Button variant="danger" busy={trust.busy} disabled={!offered} onClick={() => void trust.run()}>
          {t('encryption:trustAnew.confirm')}
        </Button>
      }
    >
      <LoadedView loaded={loaded}>
        {({ offered: list }) =>
          list ? (
            <>
              <p>{t('encryption:trustAnew.text')}</p>
              <ul>
                {list.members.map((member) => (
                  <Offered key={member.user} chat={chat} member={member} />
                ))}
              </ul>
              {isAdmin(list.members, client.me) && <p>{t('encryption:trustAnew.answers')}</p>}
            </>
          ) : (
            <p>{t('encryption:trustAnew.none')}</p>
          )
        }
      </LoadedView>
      {trust.failure !== null && <p role="alert">{errorText(trust.failure)}</p>}
    </Dialog>
  );
}

function isAdmin(members: readonly Member[], me: number): boolean {
  return members.some(({ user, role }) => user === me && role === ADMIN);
}

function Offered({ chat, member: { user, role } }: { chat: ChatRow; member: Member }) {
  const { t } = useTranslation(['encryption', 'common', 'chats']);
  const client = useClient();
  const person = usePerson(user);
  const known = person?.name ?? chat.members?.find(({ id }) => id === user)?.name;
  const name = known ?? t('encryption:trustAnew.unknown', { id: user });
  return (
    <li>
      {user === client.me ? t('common:you') : name}
      {role === ADMIN && ` — ${t('chats:role_admin')}`}
    </li>
  );
}
