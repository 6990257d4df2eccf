import type { ReactNode } from 'react';

interface MarkedProps {
  readonly text: string;
  /** Start and end of each part that stands out, in their order. */
  readonly marks: readonly (readonly [number, number])[];
}

/** A text in which the words that were looked for stand out. */
export function Marked({ text, marks }: MarkedProps) {
  const pieces: ReactNode[] = [];
  let rest = 0;
  for (const [from, to] of marks) {
    pieces.push(text.slice(rest, from), <mark key={from}>{text.slice(from, to)}</mark>);
    rest = to;
  }
  return (
    <>
      {pieces}
      {text.slice(rest)}
    </>
  );
}
