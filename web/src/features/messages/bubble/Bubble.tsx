import { Forward } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { classes } from '../../../lib/classes.ts';
import { timesIn } from '../../../lib/time.ts';
import { kindOf } from '../../../sync/chat-row.ts';
import { useConversation } from '../context.ts';
import { type Row, type ShownMessage, sendState } from '../rows.ts';
import { FailedSend } from './FailedSend.tsx';
import { FileCard } from './FileCard.tsx';
import { Media } from './Media.tsx';
import { Reactions } from './Reactions.tsx';
import { ReplyQuote } from './ReplyQuote.tsx';
import { SealedNote } from './SealedNote.tsx';
import { MessageText } from './TextPieces.tsx';
import { Ticks } from './Ticks.tsx';
import { Voice } from './Voice.tsx';

const BIG_EMOJI =
  /^(?:\p{Extended_Pictographic}(?:\uFE0F|\p{Emoji_Modifier})?(?:\u200D\p{Extended_Pictographic}\uFE0F?)*){1,3}$/u;

/** What a message says, with everything that belongs to it. */
export function Bubble({ row }: { row: Row }) {
  const { me, chat } = useConversation();
  const { message, first, last } = row;
  const own = message.sender_id === me;
  const kind = kindOf(message);
  const alone = message.reactions.length === 0 && (!message.text || kind === 'sticker');
  const bare = kind === 'sticker' || (kind === 'text' && BIG_EMOJI.test(message.text ?? ''));
  return (
    <div
      className={classes(
        'bubble',
        own && 'bubble-own',
        last && 'bubble-last',
        bare && 'bubble-bare',
        alone && 'bubble-alone',
        `bubble-${kind}`,
      )}
    >
      {first && !own && chat.type === 'group' && <Author message={message} />}
      {message.forwarded_from && <Origin message={message} />}
      {message.reply_to !== null && <ReplyQuote id={message.reply_to} />}
      <Content message={message} />
      <Reactions message={message} />
      <Foot message={message} own={own} />
      {message.pending?.state === 'failed' && <FailedSend item={message.pending} />}
    </div>
  );
}

function Author({ message }: { message: ShownMessage }) {
  const hue = ((message.sender_id ?? 0) * 47) % 360;
  return (
    <span className="bubble-author" dir="auto" style={{ '--hue': hue } as React.CSSProperties}>
      {message.sender_name}
    </span>
  );
}

function Origin({ message }: { message: ShownMessage }) {
  const { t } = useTranslation('messages');
  return (
    <span className="bubble-origin">
      <Forward aria-hidden="true" />
      {t('forwardedFrom', { name: message.forwarded_from?.name ?? '' })}
    </span>
  );
}

function Content({ message }: { message: ShownMessage }) {
  const kind = kindOf(message);
  if (message.sealed) return <SealedNote reason={message.sealed} />;
  return (
    <>
      {(kind === 'photo' || kind === 'video' || kind === 'sticker') && <Media message={message} />}
      {kind === 'voice' && <Voice message={message} />}
      {(kind === 'file' || kind === 'audio') && <FileCard message={message} />}
      {message.text && kind !== 'sticker' && <MessageText text={message.text} />}
    </>
  );
}

function Foot({ message, own }: { message: ShownMessage; own: boolean }) {
  const { t, i18n } = useTranslation('messages');
  const { chat } = useConversation();
  const times = timesIn(i18n.language);
  return (
    <span className="bubble-foot">
      {message.edited_at && <span>{t('edited')}</span>}
      <time dateTime={message.created_at} title={times.whole(message.created_at)}>
        {times.clock(message.created_at)}
      </time>
      {own && chat.type !== 'saved' && <Ticks state={sendState(message, chat)} />}
    </span>
  );
}
