import { Check } from 'lucide-react';
import { type KeyboardEvent, type MouseEvent, memo } from 'react';
import { useTranslation } from 'react-i18next';
import { classes } from '../../../lib/classes.ts';
import { timesIn } from '../../../lib/time.ts';
import { Avatar } from '../../../ui/Avatar.tsx';
import { Bubble } from '../bubble/Bubble.tsx';
import { useSummary } from '../bubble/ReplyQuote.tsx';
import { useConversation } from '../context.ts';
import type { Row, ShownMessage } from '../rows.ts';

interface MessageItemProps {
  readonly row: Row;
  /** Shown for a moment because somebody jumped to it. */
  readonly lit: boolean;
}

/** One message of the list, with the day and the divider above it. */
export const MessageItem = memo(function MessageItem({ row, lit }: MessageItemProps) {
  const { t, i18n } = useTranslation('messages');
  const { message } = row;
  return (
    <div className="message-line">
      {row.newDay && (
        <div className="date-pill">
          <time dateTime={message.created_at}>{timesIn(i18n.language).day(message.created_at)}</time>
        </div>
      )}
      {row.unread && (
        // biome-ignore lint/a11y/useSemanticElements: it has a text
        <div className="unread-line" role="separator">
          <span>{t('unreadFrom')}</span>
        </div>
      )}
      <Line row={row} lit={lit} />
    </div>
  );
});

function Line({ row, lit }: MessageItemProps) {
  const { chat, me, menu, toggle, selected, reply } = useConversation();
  const { message, first, last } = row;
  const own = message.sender_id === me;
  const label = useLabel(message);
  const chosen = selected.has(message.id);
  const open = (event: MouseEvent | KeyboardEvent) => {
    event.preventDefault();
    menu(message, event.currentTarget.querySelector('.bubble') ?? event.currentTarget);
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: an article inside the log, as its role asks for
    <div
      role="article"
      tabIndex={-1}
      aria-label={label}
      data-seq={message.seq}
      className={classes(
        'message',
        own && 'message-own',
        first && 'message-first',
        lit && 'message-lit',
        chosen && 'message-chosen',
      )}
      onContextMenu={open}
      onDoubleClick={() => !message.pending && reply(message)}
      onClick={selected.size > 0 ? () => toggle(message) : undefined}
      onKeyDown={(event) => {
        if (event.target !== event.currentTarget) return;
        if (event.key === 'Enter' || event.key === 'ContextMenu') open(event);
        else if (event.key === ' ') toggle(message);
      }}
    >
      {selected.size > 0 && <span className="message-check">{chosen && <Check aria-hidden="true" />}</span>}
      {!own && chat.type === 'group' && (
        <span className="message-face">
          {last && (
            <Avatar
              id={message.sender_id ?? 0}
              name={message.sender_name}
              picture={message.sender_avatar}
              size="s"
            />
          )}
        </span>
      )}
      <Bubble row={row} />
    </div>
  );
}

/** Who said what and when, for those who do not see the bubble. */
function useLabel(message: ShownMessage): string {
  const { t, i18n } = useTranslation('messages');
  const { me } = useConversation();
  const summary = useSummary();
  const author = message.sender_id === me ? t('you') : message.sender_name;
  return `${author}, ${timesIn(i18n.language).clock(message.created_at)}: ${summary(message)}`;
}
