/** A value of one day. */
export interface Day {
  /** `2026-11-25`, in UTC. */
  readonly date: string;
  readonly value: number;
}

const DAY_MILLIS = 86_400_000;

/** How many of the times fall on each of the last days, the last of which is today; in UTC. */
export function perDay(times: readonly string[], days: number, today = new Date()): Day[] {
  const counts = new Map<string, number>();
  for (const time of times) counts.set(time.slice(0, 10), (counts.get(time.slice(0, 10)) ?? 0) + 1);
  return Array.from({ length: days }, (_, back) => {
    const date = new Date(today.getTime() - (days - 1 - back) * DAY_MILLIS).toISOString().slice(0, 10);
    return { date, value: counts.get(date) ?? 0 };
  });
}

/** A round number at or above the largest value, for the top of a scale. */
export function scaleTop(values: readonly number[]): number {
  const largest = Math.max(1, ...values);
  const power = 10 ** Math.floor(Math.log10(largest));
  const step = [1, 2, 4, 5, 10].find((factor) => factor * power >= largest) ?? 10;
  return Math.max(4, step * power);
}
