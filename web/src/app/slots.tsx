import { MessagesSquare } from 'lucide-react';
import { lazy, type ReactNode, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation, useSearchParams } from 'wouter';
import { type Account, accounts, deviceId, forgetAccount } from '../api/accounts.ts';
import { matches, wordsOf } from '../lib/text/words.ts';
import { openClient, useCurrentClient, useOfClient } from '../store/current-client.ts';
import { ClientContext } from '../store/hooks.ts';
import { type ChatRow, totalUnread } from '../sync/chat-row.ts';
import { Empty } from '../ui/Empty.tsx';
import { ChatsPane } from './ChatsPane.tsx';
import { deferred } from './deferred.tsx';
import { placeOf } from './routes.ts';
import { useNews } from './useNews.ts';

const OpenChat = deferred(() => import('./OpenChat.tsx').then((m) => m.OpenChat));
const ChatInfo = lazy(() => import('../features/chats/ChatInfo.tsx').then((m) => ({ default: m.ChatInfo })));

const JoinDialog = lazy(() =>
  import('../features/chats/JoinDialog.tsx').then((m) => ({ default: m.JoinDialog })),
);

/**
 * A new password ends the old token before its own answer brings the next one: the socket hears of the end first.
 */
const NEW_TOKEN_MS = 5_000;

/** Begins everything that an account needs while it is open, and returns how to end it. */
export function startSession(account: Pick<Account, 'id' | 'token'>): () => void {
  const session = { user: account.id, token: account.token, device: deviceId() };
  return openClient(session, () => {
    setTimeout(() => {
      const known = accounts().all.find(({ id }) => id === account.id);
      if (known?.token === account.token) forgetAccount(account.id);
    }, NEW_TOKEN_MS);
  });
}

/** Fetches the code of an open chat, at once where a path names one. */
export async function fetchPlace(path: string): Promise<void> {
  if (placeOf(path)?.chat != null) await OpenChat.fetch();
}

/** Everything below needs the account's client, which begins right after the first drawing. */
function WithClient({ children }: { children: ReactNode }) {
  const client = useCurrentClient();
  return client && <ClientContext value={client}>{children}</ClientContext>;
}

/** The list of chats with its search, below the stories. */
export function ListSlot({ chat }: { account: Account; chat: number | null }) {
  return (
    <WithClient>
      <ChatsPane selected={chat} />
    </WithClient>
  );
}

/** The open chat, or what stands there when none is open. */
export function ChatSlot({ chat }: { account: Account; chat: number | null }) {
  const { t } = useTranslation('shell');
  const [, go] = useLocation();
  const [search] = useSearchParams();
  const at = Number(search.get('m') ?? Number.NaN);
  if (chat === null) {
    return (
      <Empty icon={MessagesSquare} title={t('noChatTitle')}>
        {t('noChatText')}
      </Empty>
    );
  }
  return (
    <WithClient>
      <OpenChat chat={chat} at={Number.isInteger(at) ? at : null} onBack={() => go('/')} />
    </WithClient>
  );
}

/** The details of the open chat. */
export function InfoSlot({ chat }: { account: Account; chat: number }) {
  return (
    <WithClient>
      <ChatInfo chat={chat} />
    </WithClient>
  );
}

/** Counts the events of a kind that concern no chat. */
function useEvents(isMeant: (type: string) => boolean): number {
  const client = useCurrentClient();
  const [count, setCount] = useState(0);
  const meant = useRef(isMeant);
  meant.current = isMeant;
  useEffect(
    () => client?.onEvent(({ type }) => meant.current(type) && setCount((before) => before + 1)),
    [client],
  );
  return count;
}

/** What a link into a group leads to. */
export function JoinSlot({ code }: { code: string }) {
  return (
    <WithClient>
      <JoinDialog code={code} />
    </WithClient>
  );
}

/** Grows whenever a story was published or taken back somewhere. */
export function useStoryNews(): number {
  return useEvents((type) => type.startsWith('story:'));
}

/** What the connection to the server is doing. */
export function useLink(): 'live' | 'slow' | 'connecting' | 'updating' | 'offline' {
  const state = useOfClient('connection', (client) => client.connection, 'connecting');
  if (state === 'catching-up') return 'updating';
  if (state === 'polling') return 'slow';
  return state === 'live' || state === 'connecting' ? state : 'offline';
}

const NO_CHATS: readonly ChatRow[] = [];

/** How many messages are unread in chats that are not muted. */
export function useUnread(): number {
  return totalUnread(useOfClient('chats', (client) => client.chats, NO_CHATS));
}

/** A chat or a person that the command palette leads to. */
export interface Jump {
  readonly id: string;
  readonly name: string;
  readonly picture: string | null;
  /** Decides the colour of the initials. */
  readonly colour: number;
  readonly run: () => void;
}

const MOST_JUMPS = 12;

/** What the command palette finds for a query; everything at hand for an empty one. */
export function useJumps(_account: Account, query: string): readonly Jump[] {
  const chats = useOfClient('chats', (client) => client.chats, NO_CHATS);
  const [, go] = useLocation();
  return useMemo(() => {
    const words = wordsOf(query);
    return chats
      .filter(({ name, archived }) => (words.length > 0 || !archived) && matches(name ?? '', words))
      .slice(0, MOST_JUMPS)
      .map(({ id, name, avatar, peer_id }) => ({
        ...{ id: `chat ${id}`, name: name ?? '', picture: avatar, colour: peer_id ?? -id },
        run: () => go(`/chat/${id}`),
      }));
  }, [chats, query, go]);
}

/** Goes to the chat after or before the open one in the list. */
export function useChatSteps(chat: number | null): (by: 1 | -1) => void {
  const chats = useOfClient('chats', (client) => client.chats, NO_CHATS);
  const [, go] = useLocation();
  return (by) => {
    const shown = chats.filter(({ archived }) => !archived);
    const next = shown[shown.findIndex(({ id }) => id === chat) + by];
    if (next) go(`/chat/${next.id}`);
  };
}

/** A number that changes when another device changed the settings of the account. */
export function useSettingsNews(): number {
  return useEvents((type) => type === 'settings:update');
}

/** Tells the messages that come in while the page is out of sight. */
export function useChatNews(account: Account): void {
  useNews(
    account,
    useOfClient('chats', (client) => client.chats, NO_CHATS),
  );
}
