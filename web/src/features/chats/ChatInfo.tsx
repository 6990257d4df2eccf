import { ArrowLeft, LogOut, Pencil, UserPlus } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { useChat, useClient } from '../../store/hooks.ts';
import type { ChatRow } from '../../sync/chat-row.ts';
import { Avatar } from '../../ui/Avatar.tsx';
import { IconButton } from '../../ui/Button.tsx';
import { Row } from '../../ui/Row.tsx';
import { Switch } from '../../ui/Switch.tsx';
import { AddMembers } from './AddMembers.tsx';
import { EditGroup } from './EditGroup.tsx';
import { InviteLinks } from './InviteLinks.tsx';
import { LeaveDialog } from './LeaveDialog.tsx';
import { Members } from './Members.tsx';
import { useChatName } from './name.ts';
import { PeerInfo } from './PeerInfo.tsx';
import { SafetyInfo } from './SafetyInfo.tsx';
import './chats.css';
import './info.css';

/** The details of a chat: who is in it, and what can be changed. */
export function ChatInfo({ chat: id }: { chat: number }) {
  const { t } = useTranslation(['chats', 'common']);
  const client = useClient();
  const chat = useChat(id);
  useEffect(() => void client.service.refresh(id), [client, id]);
  if (!chat) return null;
  return (
    <>
      <header className="info-header">
        <Link href={`/chat/${id}`} className="icon-button icon-button-ghost" aria-label={t('common:back')}>
          <ArrowLeft aria-hidden="true" />
        </Link>
        <h1>{t('infoTitle')}</h1>
      </header>
      <div className="info">
        <Top chat={chat} />
        <Switch
          label={t('notifications')}
          checked={!chat.muted}
          onChange={(on) => void client.settings(id, { muted: !on }).catch(() => undefined)}
        />
        {chat.peer_id !== null && <PeerInfo user={chat.peer_id} />}
        {chat.type !== 'saved' && <SafetyInfo chat={chat} />}
        {chat.type === 'group' && <Group chat={chat} />}
        {chat.type !== 'saved' && <Leaving chat={chat} />}
      </div>
    </>
  );
}

function Top({ chat }: { chat: ChatRow }) {
  const { t } = useTranslation(['chats', 'common']);
  const name = useChatName(chat);
  const [editing, setEditing] = useState(false);
  const mayEdit = chat.type === 'group' && chat.role !== 'member';
  return (
    <div className="info-top">
      <Avatar id={chat.peer_id ?? -chat.id} name={name} picture={chat.avatar} size="xl" />
      <h2 dir="auto">{name}</h2>
      {chat.description && <p dir="auto">{chat.description}</p>}
      {mayEdit && <IconButton icon={Pencil} label={t('editGroup')} onClick={() => setEditing(true)} />}
      {editing && <EditGroup chat={chat} onClose={() => setEditing(false)} />}
    </div>
  );
}

function Group({ chat }: { chat: ChatRow }) {
  const { t } = useTranslation('chats');
  const [adding, setAdding] = useState(false);
  const moderates = chat.role !== 'member';
  return (
    <>
      {moderates && <InviteLinks chat={chat.id} />}
      <section className="info-section">
        <h3>{t('members', { count: chat.members?.length ?? 0 })}</h3>
        {moderates && <Row icon={UserPlus} title={t('addMembers')} onClick={() => setAdding(true)} />}
        <Members chat={chat} />
      </section>
      {adding && <AddMembers chat={chat} onClose={() => setAdding(false)} />}
    </>
  );
}

function Leaving({ chat }: { chat: ChatRow }) {
  const { t } = useTranslation('chats');
  const [leaving, setLeaving] = useState(false);
  const leaves = chat.type === 'group' && chat.role !== 'owner';
  return (
    <>
      <Row
        danger
        icon={LogOut}
        title={t(leaves ? 'leave' : chat.type === 'group' ? 'deleteGroup' : 'deleteChat')}
        onClick={() => setLeaving(true)}
      />
      {leaving && <LeaveDialog chat={chat} onClose={() => setLeaving(false)} />}
    </>
  );
}
