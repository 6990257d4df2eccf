import { ArrowLeft, Bookmark, Search } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { timesIn } from '../../lib/time.ts';
import { useChat, useClient, useConnection, usePresence, useTyping } from '../../store/hooks.ts';
import type { ChatRow } from '../../sync/chat-row.ts';
import { Avatar } from '../../ui/Avatar.tsx';
import { IconButton } from '../../ui/Button.tsx';
import { ModeMark } from '../../ui/ModeMark.tsx';

interface HeaderProps {
  readonly chat: ChatRow;
  readonly onBack: () => void;
  readonly onSearch: () => void;
}

/** Whom one talks to, and what they are doing. A press shows the details. */
export function Header({ chat, onBack, onSearch }: HeaderProps) {
  const { t } = useTranslation(['messages', 'common']);
  const name = chat.type === 'saved' ? t('saved') : (chat.name ?? t('nameless'));
  const online = usePresence(chat.peer_id)?.online ?? false;
  return (
    <header className="chat-header">
      <IconButton icon={ArrowLeft} className="chat-back" label={t('common:back')} onClick={onBack} />
      <Link href={`/chat/${chat.id}/info`} className="chat-header-main">
        {chat.type === 'saved' ? (
          <span className="chat-saved" aria-hidden="true">
            <Bookmark />
          </span>
        ) : (
          <Avatar id={chat.peer_id ?? -chat.id} name={name} picture={chat.avatar} online={online} />
        )}
        <span className="chat-header-text">
          <span className="chat-header-name">
            <h1 dir="auto">{name}</h1>
            <ModeMark encrypted={chat.mode === 'e2ee'} />
          </span>
          <Status chat={chat} />
        </span>
      </Link>
      <IconButton icon={Search} label={t('searchHere')} onClick={onSearch} />
    </header>
  );
}

function Status({ chat }: { chat: ChatRow }) {
  const { t } = useTranslation('messages');
  const typing = useTyping(chat.id);
  const connection = useConnection();
  if (connection === 'offline' || connection === 'stopped') return <Line text={t('waitingForNetwork')} />;
  if (connection === 'connecting' || connection === 'catching-up') return <Line text={t('updating')} />;
  if (typing.size > 0) return <TypingLine chat={chat} users={[...typing.keys()]} />;
  if (chat.type === 'saved') return null;
  return chat.type === 'group' ? <GroupLine id={chat.id} /> : <PresenceLine user={chat.peer_id} />;
}

function Line({ text, live = false }: { text: string; live?: boolean }) {
  return <span className={live ? 'chat-status chat-status-live' : 'chat-status'}>{text}</span>;
}

function TypingLine({ chat, users }: { chat: ChatRow; users: readonly number[] }) {
  const { t } = useTranslation('messages');
  const client = useClient();
  if (chat.type !== 'group') return <Line live text={t('typing')} />;
  const names = users.map((user) => client.person(user)?.name ?? t('somebody')).join(', ');
  return <Line live text={t('typingNamed', { names })} />;
}

function GroupLine({ id }: { id: number }) {
  const { t } = useTranslation('messages');
  const count = useChat(id)?.members?.length;
  return <Line text={count === undefined ? '' : t('members', { count })} />;
}

function PresenceLine({ user }: { user: number | null }) {
  const { t, i18n } = useTranslation('messages');
  const presence = usePresence(user);
  if (!presence) return <Line text="" />;
  if (presence.online) return <Line live text={t('online')} />;
  if (!presence.last_seen) return <Line text={t('lastSeenRecently')} />;
  return <Line text={t('lastSeen', { ago: timesIn(i18n.language).ago(presence.last_seen) })} />;
}
