import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { matches, wordsOf } from '../../lib/text/words.ts';
import { timesIn } from '../../lib/time.ts';
import { errorText } from '../../locales/error-text.ts';
import { beginWith } from '../../store/begin.ts';
import type { Person } from '../../store/db.ts';
import { useChats, useClient } from '../../store/hooks.ts';
import { Avatar } from '../../ui/Avatar.tsx';
import { Button } from '../../ui/Button.tsx';
import { Row } from '../../ui/Row.tsx';
import { SkeletonRows } from '../../ui/Skeleton.tsx';
import { toast } from '../../ui/toasts.ts';
import { type FoundLine, useFound } from './found.ts';
import { Marked } from './Marked.tsx';

/** Everything that fits a few words: chats, people, messages of all chats. */
export function SearchResults({ query, onDone }: { query: string; onDone: () => void }) {
  const { t } = useTranslation('search');
  const { people, messages, next, more } = useFound(query);
  const chats = useChats();
  const shown = useMemo(() => {
    const words = wordsOf(query);
    return chats.filter(({ name }) => matches(name ?? '', words)).slice(0, 20);
  }, [chats, query]);
  const me = useClient().me;
  const known = new Set([me, ...shown.map(({ peer_id }) => peer_id)]);
  const others = people?.filter(({ id }) => !known.has(id)) ?? [];
  const looking = people === null || messages === null;
  const nothing = !looking && shown.length + others.length + messages.length === 0;
  return (
    <section className="results" aria-label={t('results')} aria-busy={looking}>
      {shown.length > 0 && <h2>{t('chats')}</h2>}
      {shown.map((chat) => (
        <ChatHit
          key={chat.id}
          id={chat.id}
          name={chat.name ?? ''}
          avatar={chat.avatar}
          peer={chat.peer_id}
          onDone={onDone}
        />
      ))}
      {others.length > 0 && <h2>{t('people')}</h2>}
      {others.map((person) => (
        <PersonHit key={person.id} person={person} onDone={onDone} />
      ))}
      {messages !== null && messages.length > 0 && <h2>{t('messages')}</h2>}
      {messages?.map((message) => (
        <MessageHit key={message.id} message={message} onDone={onDone} />
      ))}
      {next !== null && (
        <Button variant="ghost" wide onClick={more}>
          {t('older')}
        </Button>
      )}
      {looking && shown.length === 0 && <SkeletonRows rows={4} label={t('searching')} />}
      {nothing && (
        <p className="results-none" role="status">
          {t('nothing')}
        </p>
      )}
    </section>
  );
}

interface ChatHitProps {
  readonly id: number;
  readonly name: string;
  readonly avatar: string | null;
  readonly peer: number | null;
  readonly onDone: () => void;
}

function ChatHit({ id, name, avatar, peer, onDone }: ChatHitProps) {
  const [, go] = useLocation();
  const open = () => {
    onDone();
    go(`/chat/${id}`);
  };
  return <Row lead={<Avatar id={peer ?? -id} name={name} picture={avatar} />} title={name} onClick={open} />;
}

function PersonHit({ person, onDone }: { person: Person; onDone: () => void }) {
  const { t } = useTranslation('encryption');
  const client = useClient();
  const [, go] = useLocation();
  const open = async () => {
    const { chat, fellBack } = await beginWith(client, person);
    await client.service.refresh(chat);
    if (fellBack) toast(t('fellBack', { name: person.name }));
    onDone();
    go(`/chat/${chat}`);
  };
  return (
    <Row
      lead={<Avatar id={person.id} name={person.name} picture={person.avatar} />}
      title={person.name}
      onClick={() => void open().catch((error: unknown) => toast(errorText(error), { kind: 'error' }))}
    />
  );
}

function MessageHit({ message, onDone }: { message: FoundLine; onDone: () => void }) {
  const { t, i18n } = useTranslation('search');
  const [, go] = useLocation();
  const chat = useClient().chat(message.chat);
  const name = chat?.type === 'saved' ? t('saved') : (chat?.name ?? message.chatName ?? message.author);
  const open = () => {
    onDone();
    go(`/chat/${message.chat}?m=${message.seq}`);
  };
  return (
    <Row
      lead={<Avatar id={chat?.peer_id ?? -message.chat} name={name} picture={chat?.avatar} />}
      title={name}
      detail={
        <>
          {chat?.type === 'personal' ? '' : `${message.author}: `}
          <Marked text={message.text} marks={message.marks} />
        </>
      }
      trail={<time dateTime={message.time}>{timesIn(i18n.language).short(message.time)}</time>}
      onClick={open}
    />
  );
}
