import { ArrowDown, Undo2 } from 'lucide-react';
import { type KeyboardEvent, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Virtualizer, type VirtualizerHandle } from 'virtua';
import { type Row, seenUpTo } from '../rows.ts';
import { Announcer } from './Announcer.tsx';
import { MessageItem } from './MessageItem.tsx';
import { addedInFront, type Place, usePlace } from './place.ts';

export interface MessageListProps {
  readonly rows: readonly Row[];
  readonly atStart: boolean;
  readonly atEnd: boolean;
  /** Counts the runs opened; each is looked at from `place`. */
  readonly opening: number;
  readonly place: Place;
  readonly unread: number;
  /** There is a place to go back to after a jump. */
  readonly canReturn: boolean;
  readonly onOlder: () => void;
  readonly onNewer: () => void;
  /** Everything up to this number has been seen. */
  readonly onSeen: (seq: number) => void;
  readonly onEnd: () => void;
  readonly onReturn: () => void;
}

/** Nearer to an edge than this, more is fetched. */
const NEAR = 1_600;
const AT_BOTTOM = 60;
/** Rows that were just drawn have their heights after this. */
const MEASURED = 300;

/** The messages, drawn as far as they can be seen. Keeps its place while they change above and below. */
export function MessageList(props: MessageListProps) {
  const { rows, opening, place } = props;
  const { t } = useTranslation('messages');
  const list = useRef<VirtualizerHandle>(null);
  const scroller = useRef<HTMLDivElement>(null);
  const before = useRef<readonly Row[]>([]);
  const [bottom, setBottom] = useState(false);
  const shift = addedInFront(before.current, rows);
  useLayoutEffect(() => {
    before.current = rows;
  }, [rows]);
  const lit = usePlace({ list, scroller, rows, opening, place });
  const follow = useFollow({ list, rows, bottom, atEnd: props.atEnd });

  const look = () => {
    const handle = list.current;
    if (!handle) return;
    const rest = handle.scrollSize - handle.scrollOffset - handle.viewportSize;
    setBottom(rest < AT_BOTTOM);
    if (handle.scrollOffset < NEAR && !props.atStart) props.onOlder();
    if (rest < NEAR && !props.atEnd) props.onNewer();
    const seen = seenUpTo(rows, handle.findItemIndex(handle.scrollOffset + handle.viewportSize - 24));
    if (seen !== null && document.hasFocus()) props.onSeen(seen);
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is on show counts as seen whenever it has changed
  useEffect(() => {
    look();
    // A chat that fits on the page never scrolls: its rows are measured by then.
    const timer = setTimeout(look, MEASURED);
    return () => clearTimeout(timer);
  }, [rows, opening]);
  useEffect(() => {
    window.addEventListener('focus', look);
    return () => window.removeEventListener('focus', look);
  });

  return (
    <div className="messages">
      <div
        ref={scroller}
        className="messages-scroller"
        role="log"
        aria-live="off"
        aria-label={t('log')}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        tabIndex={0}
        onKeyDown={(event) => walk(event, scroller.current)}
      >
        <div className="messages-space" />
        <Virtualizer
          ref={list}
          scrollRef={scroller}
          data={rows as Row[]}
          shift={shift}
          bufferSize={700}
          onScroll={look}
          onResize={() => {
            follow();
            // What fits on the page never scrolls, and may be measured late.
            look();
          }}
        >
          {(row) => <MessageItem key={row.key} row={row} lit={row.message.seq === lit} />}
        </Virtualizer>
      </div>
      <Announcer rows={rows} />
      {(!bottom || !props.atEnd || props.canReturn) && <Float {...props} />}
    </div>
  );
}

interface Follow {
  readonly list: React.RefObject<VirtualizerHandle | null>;
  readonly rows: readonly Row[];
  readonly bottom: boolean;
  readonly atEnd: boolean;
}

/** Whoever is at the end stays there when something comes or grows; what oneself sends is always shown. */
function useFollow({ list, rows, bottom, atEnd }: Follow): () => void {
  const stick = useRef(bottom);
  stick.current = bottom && atEnd;
  const lastKey = rows.at(-1)?.key;
  const own = rows.at(-1)?.message.pending !== null;
  const follow = () => {
    if (stick.current && rows.length > 0) list.current?.scrollToIndex(rows.length - 1, { align: 'end' });
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a new last message moves the list
  useLayoutEffect(() => {
    if (lastKey === undefined) return;
    if (own) list.current?.scrollToIndex(rows.length - 1, { align: 'end' });
    else follow();
  }, [lastKey]);
  return follow;
}

function Float({ unread, canReturn, onReturn, onEnd }: MessageListProps) {
  const { t } = useTranslation('messages');
  const Icon = canReturn ? Undo2 : ArrowDown;
  return (
    <button
      type="button"
      className="float"
      aria-label={canReturn ? t('return') : t('toEnd', { count: unread })}
      title={canReturn ? t('return') : t('toEnd', { count: unread })}
      onClick={canReturn ? onReturn : onEnd}
    >
      <Icon aria-hidden="true" />
      {unread > 0 && <span className="float-count">{unread > 999 ? '999+' : unread}</span>}
    </button>
  );
}

const STEPS: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1 };

/** The arrow keys go from message to message. */
function walk(event: KeyboardEvent, box: HTMLElement | null): void {
  const step = STEPS[event.key];
  if (step === undefined || !box || (event.target as HTMLElement).closest('input, pre')) return;
  const all = [...box.querySelectorAll<HTMLElement>('.message')];
  const here = all.findIndex((each) => each.contains(document.activeElement));
  const next = here < 0 ? all.at(-1) : all[here + step];
  if (!next) return;
  event.preventDefault();
  next.focus();
}
