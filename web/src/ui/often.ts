const KEY = 'kocmoc.emoji';
/** Counts above this are halved, so that what was loved long ago makes room. */
const HIGHEST = 40;

function counts(): Record<string, number> {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? '{}') as Record<string, number>;
  } catch {
    return {};
  }
}

/** Notes that an emoji was chosen on this device. */
export function noteChosen(emoji: string): void {
  const now = counts();
  now[emoji] = (now[emoji] ?? 0) + 1;
  const tooHigh = now[emoji] > HIGHEST;
  const kept = Object.entries(now).map(([name, count]) => [name, tooHigh ? Math.floor(count / 2) : count]);
  localStorage.setItem(KEY, JSON.stringify(Object.fromEntries(kept.filter(([, count]) => count !== 0))));
}

/** The emoji chosen most on this device. */
export function chosenOften(most: number): string[] {
  return Object.entries(counts())
    .sort(([, a], [, b]) => b - a)
    .slice(0, most)
    .map(([emoji]) => emoji);
}
