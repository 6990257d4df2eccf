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
