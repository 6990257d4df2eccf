import { Archive, ArchiveRestore, CheckCheck } from 'lucide-react';
import { type ReactNode, type TouchEvent, useRef, useState } from 'react';
import type { ChatRow } from '../../sync/chat-row.ts';

interface SwipeRowProps {
  readonly row: ChatRow;
  readonly onArchive: () => void;
  readonly onRead: () => void;
  readonly children: ReactNode;
}

/** From here on letting go does something. */
const FAR = 88;

/** A row that a finger can push aside: to one side archives, to the other marks as read. The menu offers the same. */
export function SwipeRow({ row, onArchive, onRead, children }: SwipeRowProps) {
  const [shift, draw] = useState(0);
  const moved = useRef(0);
  const start = useRef<{ x: number; y: number; sideways: boolean | null } | null>(null);
  const setShift = (to: number) => {
    moved.current = to;
    draw(to);
  };
  const begin = ({ touches }: TouchEvent) => {
    const touch = touches.item(0);
    start.current = touches.length === 1 ? { x: touch.clientX, y: touch.clientY, sideways: null } : null;
  };
  const move = ({ touches }: TouchEvent) => {
    const from = start.current;
    if (!from) return;
    const touch = touches.item(0);
    const [dx, dy] = [touch.clientX - from.x, touch.clientY - from.y];
    if (from.sideways === null && Math.hypot(dx, dy) > 10) from.sideways = Math.abs(dx) > 2 * Math.abs(dy);
    if (from.sideways) setShift(Math.max(-140, Math.min(140, dx)));
  };
  const end = () => {
    if (moved.current <= -FAR) onArchive();
    else if (moved.current >= FAR) onRead();
    start.current = null;
    setShift(0);
  };
  const Icon = shift > 0 ? CheckCheck : row.archived ? ArchiveRestore : Archive;
  return (
    <div
      className="swipe"
      onTouchStart={begin}
      onTouchMove={move}
      onTouchEnd={end}
      onTouchCancel={() => setShift(0)}
    >
      {shift !== 0 && (
        <span className={`swipe-action ${shift > 0 ? 'swipe-read' : 'swipe-archive'}`} aria-hidden="true">
          <Icon />
        </span>
      )}
      <div className="swipe-front" style={shift === 0 ? undefined : { transform: `translateX(${shift}px)` }}>
        {children}
      </div>
    </div>
  );
}
