/** A value of one day. */
export interface Day {
  /** `2026-11-25`, in UTC. */
  readonly date: string;
  readonly value: number;
}

/** A round number at or above the largest value, for the top of a scale. */
export function scaleTop(values: readonly number[]): number {
  const largest = Math.max(1, ...values);
  const power = 10 ** Math.floor(Math.log10(largest));
  const step = [1, 2, 4, 5, 10].find((factor) => factor * power >= largest) ?? 10;
  return Math.max(4, step * power);
}
