import { useEffect, useRef, useState } from 'react';
import { useSummary } from '../bubble/ReplyQuote.tsx';
import { useConversation } from '../context.ts';
import type { Row } from '../rows.ts';

/** Says what others write while the chat is open. The list itself stays silent: it changes while one scrolls. */
export function Announcer({ rows }: { rows: readonly Row[] }) {
  const { me } = useConversation();
  const summary = useSummary();
  const [said, setSaid] = useState('');
  const heard = useRef<number | null>(null);
  const newest = rows.findLast(({ message }) => !message.pending)?.message;
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a newer message is worth saying
  useEffect(() => {
    if (!newest) return;
    const fresh = heard.current !== null && newest.seq > heard.current && newest.sender_id !== me;
    if (fresh) setSaid(`${newest.sender_name}: ${summary(newest)}`);
    heard.current = Math.max(heard.current ?? 0, newest.seq);
  }, [newest?.seq]);
  return (
    <p className="visually-hidden" aria-live="polite">
      {said}
    </p>
  );
}
