import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { VirtualizerHandle } from 'virtua';
import type { Row } from '../rows.ts';

/** From where a run of messages is looked at. */
export type Place =
  | { readonly at: 'unread' }
  /** `times` counts the wishes, so that the same place can be wished for twice. */
  | { readonly at: 'end'; readonly times: number }
  | { readonly at: 'message'; readonly seq: number; readonly times: number };

interface Given {
  readonly list: RefObject<VirtualizerHandle | null>;
  readonly scroller: RefObject<HTMLElement | null>;
  readonly rows: readonly Row[];
  readonly opening: number;
  readonly place: Place;
}

/** How long a message stays lit after a jump. */
const LIT = 1_800;

/** Goes to the place whenever a run is opened or another place is wished for; gives the message to light up. */
export function usePlace({ list, rows, opening, place }: Given): number | null {
  const [lit, setLit] = useState<number | null>(null);
  const done = useRef<unknown>(null);
  useLayoutEffect(() => {
    const wish = `${opening} ${JSON.stringify(place)}`;
    if (done.current === wish || rows.length === 0 || !list.current) return;
    const index = indexOf(rows, place);
    if (index < 0) return;
    done.current = wish;
    const align = place.at === 'end' ? 'end' : place.at === 'unread' ? 'start' : 'center';
    list.current.scrollToIndex(index, { align, ...(place.at === 'unread' ? { offset: -120 } : {}) });
    if (place.at === 'message') setLit(place.seq);
  }, [list, rows, opening, place]);
  useEffect(() => {
    if (lit === null) return;
    const timer = setTimeout(() => setLit(null), LIT);
    return () => clearTimeout(timer);
  }, [lit]);
  return lit;
}

function indexOf(rows: readonly Row[], place: Place): number {
  if (place.at === 'message') return rows.findIndex(({ message }) => message.seq === place.seq);
  const unread = place.at === 'unread' ? rows.findIndex((row) => row.unread) : -1;
  return unread >= 0 ? unread : rows.length - 1;
}

/** Whether rows were added to or taken from the front, so that the place has to be kept from the end. */
export function addedInFront(before: readonly Row[], now: readonly Row[]): boolean {
  const [old, fresh] = [before[0]?.key, now[0]?.key];
  if (old === undefined || fresh === undefined || old === fresh) return false;
  return now.some(({ key }) => key === old) || before.some(({ key }) => key === fresh);
}
