/** Words in the form in which they are compared: without case, е and ё alike. */
export function wordsOf(text: string): string[] {
  return folded(text).split(/\s+/).filter(Boolean);
}

/** Whether a name holds each of the words. */
export function matches(name: string, words: readonly string[]): boolean {
  const own = folded(name);
  return words.every((word) => own.includes(word));
}

/** A text without case and in one spelling. */
export function folded(text: string): string {
  return text.toLocaleLowerCase().normalize('NFC').replaceAll('ё', 'е');
}

/** Where in a text the words lie, in their order and without overlaps. */
export function markedWords(text: string, words: readonly string[]): (readonly [number, number])[] {
  const own = folded(text);
  // Lower case may be longer than the text for a few letters, whose places would be wrong.
  if (own.length !== text.length) return [];
  const all: (readonly [number, number])[] = [];
  for (const word of words) {
    for (let at = own.indexOf(word); at >= 0; at = own.indexOf(word, at + word.length))
      all.push([at, at + word.length]);
  }
  all.sort(([a], [b]) => a - b);
  return all.filter(([from], index) => index === 0 || from >= (all[index - 1]?.[1] ?? 0));
}
