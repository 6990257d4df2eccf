import { useCallback, useEffect, useState } from 'react';

/** What a page shows and has to fetch first. */
export interface Loaded<T> {
  readonly value: T | null;
  readonly failure: unknown;
  /** Fetches it anew; what is there stays meanwhile. */
  readonly reload: () => void;
  /** Puts in what is already known, instead of fetching it. */
  readonly set: (value: T) => void;
}

/** Fetches when the component appears and whenever a key changes. `load` may depend on the keys only. */
export function useLoaded<T>(
  load: (signal: AbortSignal) => Promise<T>,
  ...keys: readonly unknown[]
): Loaded<T> {
  const [value, set] = useState<T | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  const [round, setRound] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the keys stand for what the function depends on
  useEffect(() => {
    const abort = new AbortController();
    setFailure(null);
    load(abort.signal).then(
      (loaded) => {
        if (!abort.signal.aborted) set(loaded);
      },
      (thrown) => {
        if (!abort.signal.aborted) setFailure(thrown);
      },
    );
    return () => abort.abort();
  }, [...keys, round]);
  const reload = useCallback(() => setRound((before) => before + 1), []);
  return { value, failure, reload, set };
}
