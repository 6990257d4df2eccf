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
