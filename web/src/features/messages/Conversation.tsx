import { Hand as Hello, MessageCircleQuestion as Unknown } from 'lucide-react';
import { type ReactNode, useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useChat, useClient } from '../../store/hooks.ts';
import { type ChatRow, kindOf, unreadOf } from '../../sync/chat-row.ts';
import { Empty } from '../../ui/Empty.tsx';
import { SkeletonRows } from '../../ui/Skeleton.tsx';
import { ConversationContext } from './context.ts';
import { EncryptionAlerts } from './EncryptionAlerts.tsx';
import { Header } from './Header.tsx';
import { MessageList } from './list/MessageList.tsx';
import { useChatWindow } from './list/use-chat-window.ts';
import { ChatOverlays } from './overlays/ChatOverlays.tsx';
import { PinBar } from './PinBar.tsx';
import { SearchBar } from './SearchBar.tsx';
import { SelectionBar } from './SelectionBar.tsx';
import { useActions } from './use-actions.ts';
import { useFailures } from './use-failures.ts';
import './messages.css';
import './bubble/bubble.css';
import './bubble/text.css';
import './bubble/media.css';

interface ConversationProps {
  readonly chat: number;
  /** The message to begin at, as a link or a search names it. */
  readonly at: number | null;
  readonly onBack: () => void;
  /** The field to write in, below the messages. */
  readonly composer: ReactNode;
}

/** An open chat. */
export function Conversation({ chat: id, at, onBack, composer }: ConversationProps) {
  const { t } = useTranslation('messages');
  const client = useClient();
  const chat = useChat(id);
  if (chat) return <Open key={id} chat={chat} at={at} onBack={onBack} composer={composer} />;
  if (!client.ready || !client.listed) return <SkeletonRows label={t('loading')} />;
  return (
    <Empty icon={Unknown} title={t('noSuchChat')}>
      {t('noSuchChatText')}
    </Empty>
  );
}

function Open({ chat, at, onBack, composer }: Omit<ConversationProps, 'chat'> & { chat: ChatRow }) {
  const client = useClient();
  const [searching, setSearching] = useState(false);
  // A row that an earlier version has stored has no pins at all.
  const unknown = !chat.pins || (chat.type === 'group' && chat.members === null);
  useEffect(() => {
    if (unknown) void client.service.refresh(chat.id);
  }, [client, chat.id, unknown]);
  const view = useChatWindow(chat, at);
  useFailures(chat.id);
  const actions = useActions(chat, view);
  const { selected } = actions;
  const parts = useMemo(
    () => ({ chat, me: client.me, jump: view.jump, ...actions.parts }),
    [chat, client.me, view.jump, actions.parts],
  );
  return (
    <ConversationContext value={parts}>
      <Header chat={chat} onBack={onBack} onSearch={() => setSearching(true)} />
      {searching && (
        <SearchBar
          chat={chat.id}
          encrypted={chat.mode === 'e2ee'}
          onFound={view.jump}
          onClose={() => setSearching(false)}
        />
      )}
      <EncryptionAlerts chat={chat} />
      <PinBar chat={chat} onJump={view.jump} />
      <Body chat={chat} view={view} />
      {selected.length > 0 ? (
        <SelectionBar
          count={selected.length}
          mayDelete={actions.mayDelete}
          onCopy={actions.copySelected}
          onForward={actions.forwardSelected}
          onDelete={actions.deleteSelected}
          onClose={actions.clear}
        />
      ) : (
        composer
      )}
      <ChatOverlays
        chat={chat}
        actions={actions}
        media={view.rows.map(({ message }) => message).filter(isMedia)}
      />
    </ConversationContext>
  );
}

function isMedia(message: Parameters<typeof kindOf>[0]): boolean {
  return kindOf(message) === 'photo' || kindOf(message) === 'video';
}

function Body({ chat, view }: { chat: ChatRow; view: ReturnType<typeof useChatWindow> }) {
  const { t } = useTranslation('messages');
  const { state, rows } = view;
  const { window, opening } = state;
  if (opening === 0 && state.failed)
    return (
      <Empty icon={Unknown} title={t('notHeld')}>
        {t('notHeldText')}
      </Empty>
    );
  if (opening === 0) return <SkeletonRows label={t('loading')} />;
  if (rows.length === 0 && window.atStart && window.atEnd) {
    return (
      <Empty icon={Hello} title={t('empty')}>
        {t('emptyText')}
      </Empty>
    );
  }
  return (
    <MessageList
      rows={rows}
      atStart={window.atStart}
      atEnd={window.atEnd}
      opening={opening}
      place={view.place}
      unread={unreadOf(chat).unread}
      canReturn={view.canReturn}
      onOlder={view.older}
      onNewer={view.newer}
      onSeen={view.seen}
      onEnd={view.toEnd}
      onReturn={view.back}
    />
  );
}
