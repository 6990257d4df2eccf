/** The numbers from `from` to `to`, both included. */
export type Range = readonly [from: number, to: number];

/** Disjoint ranges in ascending order, with at least one number missing between neighbours. */
export type Ranges = readonly Range[];

/** The ranges with one more added; what overlaps or touches becomes one. */
export function addRange(ranges: Ranges, [from, to]: Range): Ranges {
  if (from > to) return ranges;
  const before = ranges.filter((range) => range[1] < from - 1);
  const after = ranges.filter((range) => range[0] > to + 1);
  const touched = ranges.slice(before.length, ranges.length - after.length);
  const low = Math.min(from, touched[0]?.[0] ?? from);
  const high = Math.max(to, touched.at(-1)?.[1] ?? to);
  return [...before, [low, high], ...after];
}

/** The range that holds a number. */
export function rangeAround(ranges: Ranges, number: number): Range | undefined {
  return ranges.find(([from, to]) => from <= number && number <= to);
}
