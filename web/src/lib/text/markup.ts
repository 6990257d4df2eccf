/** A piece of a text as it is drawn. There is no way to write anything into it that is not one of these. */
export type Piece =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'bold' | 'italic' | 'strike' | 'spoiler'; readonly pieces: readonly Piece[] }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'block'; readonly text: string; readonly language: string }
  | { readonly kind: 'quote'; readonly pieces: readonly Piece[] }
  | { readonly kind: 'link'; readonly text: string; readonly href: string }
  | { readonly kind: 'mention'; readonly user: number };

const MARKS = [
  ['**', 'bold'],
  ['__', 'italic'],
  ['~~', 'strike'],
  ['||', 'spoiler'],
] as const;

/** Deeper than this nothing is read as a mark: nobody writes so, but somebody may try. */
const DEEPEST = 4;
const WORD = /[\p{L}\p{N}]/u;

/**
 * Reads the light markup of messages: `**bold**`, `__italic__`, `~~struck~~`, `||hidden||`, `` `code` ``, blocks of
 * three backticks, lines that begin with `> `, and `<@7>`; `links.ts` finds links in what is text. Everything else is text, also marks without a partner.
 * In time linear to the text for each level.
 */
export function parseMarks(text: string): Piece[] {
  const pieces: Piece[] = [];
  let rest = 0;
  for (const block of text.matchAll(/```([\w+#-]{0,20}\n)?([\s\S]+?)```/g)) {
    pieces.push(...parseQuotes(text.slice(rest, block.index)));
    const body = block[2] ?? '';
    pieces.push({ kind: 'block', language: (block[1] ?? '').trim(), text: body.replace(/\n$/, '') });
    rest = block.index + block[0].length;
    if (text[rest] === '\n') rest++;
  }
  pieces.push(...parseQuotes(text.slice(rest)));
  return pieces;
}

function parseQuotes(text: string): Piece[] {
  if (!text.includes('>')) return parseLine(text);
  const pieces: Piece[] = [];
  for (const part of text.split(/((?:^> ?.*(?:\n|$))+)/m)) {
    if (/^> ?/.test(part)) {
      const inner = part.replace(/^> ?/gm, '').replace(/\n$/, '');
      pieces.push({ kind: 'quote', pieces: parseLine(inner) });
    } else if (part !== '') pieces.push(...parseLine(part));
  }
  return pieces;
}

function parseLine(text: string): Piece[] {
  const pieces: Piece[] = [];
  let rest = 0;
  for (const code of text.matchAll(/`([^`\n]+)`/g)) {
    pieces.push(...parsePairs(text.slice(rest, code.index), 0));
    pieces.push({ kind: 'code', text: code[1] ?? '' });
    rest = code.index + code[0].length;
  }
  pieces.push(...parsePairs(text.slice(rest), 0));
  return pieces;
}

function parsePairs(text: string, depth: number): Piece[] {
  if (depth >= DEEPEST) return parseMentions(text);
  const pieces: Piece[] = [];
  const ahead = new Map<string, number>();
  let rest = 0;
  for (let found = firstPair(text, rest, ahead); found; found = firstPair(text, rest, ahead)) {
    const { mark, kind, from, to } = found;
    pieces.push(...parseMentions(text.slice(rest, from)));
    pieces.push({ kind, pieces: parsePairs(text.slice(from + mark.length, to), depth + 1) });
    rest = to + mark.length;
  }
  pieces.push(...parseMentions(text.slice(rest)));
  return pieces;
}

interface Pair {
  readonly mark: string;
  readonly kind: (typeof MARKS)[number][1];
  readonly from: number;
  readonly to: number;
}

/**
 * The first mark after `start` that opens at the edge of a word and closes at one. `ahead` remembers where each mark
 * opens next, so that a text of many marks is not searched to its end for each of them.
 */
function firstPair(text: string, start: number, ahead: Map<string, number>): Pair | null {
  let best: Pair | null = null;
  for (const [mark, kind] of MARKS) {
    let from = ahead.get(mark) ?? -2;
    if (from !== -1 && from < start) {
      from = opening(text, mark, start);
      ahead.set(mark, from);
    }
    if (from < 0 || (best && best.from <= from)) continue;
    const to = closing(text, mark, from + mark.length + 1);
    if (to > 0) best = { mark, kind, from, to };
    // Without a partner behind the first there is none for any later one.
    else ahead.set(mark, -1);
  }
  return best;
}

function opening(text: string, mark: string, start: number): number {
  let at = text.indexOf(mark, start);
  while (at >= 0) {
    const next = text[at + mark.length];
    if (next !== undefined && /\S/.test(next) && !WORD.test(text[at - 1] ?? ' ')) return at;
    at = text.indexOf(mark, at + 1);
  }
  return -1;
}

function closing(text: string, mark: string, from: number): number {
  let at = text.indexOf(mark, from);
  while (at >= 0) {
    if (/\S/.test(text[at - 1] ?? ' ') && !WORD.test(text[at + mark.length] ?? ' ')) return at;
    at = text.indexOf(mark, at + 1);
  }
  return -1;
}

function parseMentions(text: string): Piece[] {
  const pieces: Piece[] = [];
  let rest = 0;
  for (const mention of text.matchAll(/<@([1-9][0-9]{0,15})>/g)) {
    if (mention.index > rest) pieces.push({ kind: 'text', text: text.slice(rest, mention.index) });
    pieces.push({ kind: 'mention', user: Number(mention[1]) });
    rest = mention.index + mention[0].length;
  }
  if (rest < text.length) pieces.push({ kind: 'text', text: text.slice(rest) });
  return pieces;
}

/** A text without its marks, on one line: for the list of chats, notifications, and names of buttons. */
export function plainText(text: string, nameOf: (user: number) => string): string {
  const flat = (pieces: readonly Piece[]): string =>
    pieces
      .map((piece) => {
        if (piece.kind === 'mention') return `@${nameOf(piece.user)}`;
        if (piece.kind === 'spoiler') return '…';
        return 'pieces' in piece ? flat(piece.pieces) : piece.text;
      })
      .join('');
  return flat(parseMarks(text)).replace(/\s+/g, ' ').trim();
}
