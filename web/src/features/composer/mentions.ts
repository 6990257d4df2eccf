/** Somebody who can be mentioned. */
export interface Mentionable {
  readonly id: number;
  readonly name: string;
}

/** A word that is being typed after `@`, and where it begins. */
export interface MentionQuery {
  readonly from: number;
  readonly word: string;
}

/** What is typed after an `@` that begins a word, up to the caret. */
export function mentionQuery(text: string, caret: number): MentionQuery | null {
  const found = /(?:^|[\s([{«"'])@([\p{L}\p{N}_.-]*)$/u.exec(text.slice(0, caret));
  if (!found) return null;
  const word = found[1] ?? '';
  return { from: caret - word.length - 1, word };
}

/** Those whose names begin with the word, or hold a word that does; at most `most`. */
export function mentionable(people: readonly Mentionable[], word: string, most = 6): readonly Mentionable[] {
  const wanted = word.toLocaleLowerCase();
  return people
    .filter(({ name }) =>
      name
        .toLocaleLowerCase()
        .split(/\s+/)
        .some((part) => part.startsWith(wanted)),
    )
    .slice(0, most);
}

/** A text with a name in place of what was typed after `@`, and where the caret then stands. */
export function withMention(text: string, caret: number, query: MentionQuery, name: string) {
  const put = `@${name} `;
  return {
    text: text.slice(0, query.from) + put + text.slice(caret).replace(/^ /, ''),
    caret: query.from + put.length,
  };
}

/** What is sent: names of people after `@` become mentions; the longest name counts. */
export function toWire(text: string, people: readonly Mentionable[]): string {
  const longest = [...people].sort((a, b) => b.name.length - a.name.length);
  return text.replace(/@[^@]*/g, (piece) => {
    const found = longest.find(({ name }) => named(piece, name));
    return found ? `<@${found.id}>${piece.slice(found.name.length + 1)}` : piece;
  });
}

function named(piece: string, name: string): boolean {
  return name !== '' && piece.startsWith(`@${name}`) && !/^[\p{L}\p{N}]/u.test(piece.slice(name.length + 1));
}

/** What is edited: mentions become names. */
export function fromWire(text: string, nameOf: (id: number) => string | undefined): string {
  return text.replace(/<@([1-9][0-9]{0,15})>/g, (whole, id: string) => {
    const name = nameOf(Number(id));
    return name ? `@${name}` : whole;
  });
}
