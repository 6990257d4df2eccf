import { MessagesSquare } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Account } from '../api/accounts.ts';
import { Empty } from '../ui/Empty.tsx';

/** Begins everything that an account needs while it is open, and returns how to end it. */
export function startSession(_account: Account): () => void {
  return () => undefined;
}

/** The list of chats with its search, below the stories. */
export function ListSlot(_: { account: Account; chat: number | null }) {
  return null;
}

/** The open chat, or what stands there when none is open. */
export function ChatSlot(_: { account: Account; chat: number | null }) {
  const { t } = useTranslation('shell');
  return (
    <Empty icon={MessagesSquare} title={t('noChatTitle')}>
      {t('noChatText')}
    </Empty>
  );
}

/** The details of the open chat. */
export function InfoSlot(_: { account: Account; chat: number }) {
  return null;
}

/** A number that changes when there may be new stories. */
export function useStoryNews(): number {
  return 0;
}

/** What the connection to the server is doing. */
export function useLink(): 'live' | 'connecting' | 'updating' | 'offline' {
  return 'live';
}

/** How many messages are unread in chats that are not muted. */
export function useUnread(): number {
  return 0;
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

/** What the command palette finds for a query; everything at hand for an empty one. */
export function useJumps(_account: Account, _query: string): readonly Jump[] {
  return [];
}

/** Goes to the chat after or before the open one in the list. */
export function useChatSteps(_chat: number | null): (by: 1 | -1) => void {
  return () => undefined;
}
