import { Crown, EllipsisVertical, Shield, ShieldOff, UserMinus } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { http } from '../../api/current.ts';
import type { Participant } from '../../api/models.ts';
import type { Wish } from '../../e2ee/groups/chain.ts';
import { errorText } from '../../locales/error-text.ts';
import { beginWith } from '../../store/begin.ts';
import { useClient } from '../../store/hooks.ts';
import { told } from '../../store/told.ts';
import type { ChatRow } from '../../sync/chat-row.ts';
import { Avatar } from '../../ui/Avatar.tsx';
import { MenuButton, type MenuEntry } from '../../ui/Menu.tsx';
import { Row } from '../../ui/Row.tsx';
import { toast } from '../../ui/toasts.ts';

/** As membership entries say it. */
const ADMIN = 1;
const MERE = 0;
const RANK = { owner: 2, admin: 1, member: 0 } as const;

/** Who is in a group, the higher roles first. */
export function Members({ chat }: { chat: ChatRow }) {
  const members = [...(chat.members ?? [])].sort(
    (a, b) => RANK[b.role] - RANK[a.role] || a.name.localeCompare(b.name),
  );
  return members.map((member) => <Member key={member.id} chat={chat} member={member} />);
}

function Member({ chat, member }: { chat: ChatRow; member: Participant }) {
  const { t } = useTranslation(['chats', 'common', 'encryption']);
  const client = useClient();
  const [, go] = useLocation();
  const entries = useEntries(chat, member);
  const open = async () => {
    const { chat: found, fellBack } = await beginWith(client, member);
    await client.service.refresh(found);
    if (fellBack) toast(t('encryption:fellBack', { name: member.name }));
    go(`/chat/${found}`);
  };
  return (
    <Row
      lead={<Avatar id={member.id} name={member.name} picture={member.avatar} online={member.online} />}
      title={member.id === client.me ? t('common:you') : member.name}
      {...(member.role === 'member' ? {} : { detail: t(`role_${member.role}`) })}
      trail={
        entries.length > 0 && (
          <MenuButton
            icon={EllipsisVertical}
            label={t('memberMenu', { name: member.name })}
            entries={entries}
          />
        )
      }
      {...(member.id === client.me ? {} : { onClick: () => void open().catch(tell) })}
    />
  );
}

function tell(error: unknown): void {
  toast(errorText(error), { kind: 'error' });
}

function useEntries(chat: ChatRow, member: Participant): MenuEntry[] {
  const { t } = useTranslation('chats');
  const client = useClient();
  if (member.id === client.me || RANK[chat.role] <= RANK[member.role]) return [];
  const path = { id: chat.id, userId: member.id };
  const run = (work: () => Promise<unknown>, wish: Wish) => async () => {
    try {
      await work();
      if (chat.mode === 'e2ee') await told(client.service.signMembers(chat.id, wish));
      await client.service.refresh(chat.id);
    } catch (error) {
      tell(error);
    }
  };
  const role = (to: 'admin' | 'member') =>
    run(() => http.put('/api/chats/{id}/members/{userId}', { path, body: { role: to } }), {
      roles: { [member.id]: to === 'admin' ? ADMIN : MERE },
    });
  const remove: MenuEntry = {
    ...{ id: 'remove', label: t('removeMember'), icon: UserMinus, danger: true },
    run: run(() => http.delete('/api/chats/{id}/members/{userId}', { path }), { remove: [member.id] }),
  };
  if (chat.role !== 'owner') return [remove];
  return [
    member.role === 'admin'
      ? { id: 'role', label: t('makeMember'), icon: ShieldOff, run: role('member') }
      : { id: 'role', label: t('makeAdmin'), icon: Shield, run: role('admin') },
    {
      ...{ id: 'owner', label: t('handOver'), icon: Crown },
      run: run(() => http.post('/api/chats/{id}/owner', { path, body: { userId: member.id } }), {
        roles: { [member.id]: ADMIN },
      }),
    },
    remove,
  ];
}
