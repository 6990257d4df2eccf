/** Prints a count or a seed that the reader of a test run wants to see. */
export function report(line: string): void {
  // biome-ignore lint/suspicious/noConsole: the one place where tests speak
  console.info(line);
}
