import { useCallback, useRef, useState } from 'react';

/** Something asynchronous that a person starts: not twice at once, and its failure is kept until the next try. */
export interface Action<A extends unknown[]> {
  readonly run: (...args: A) => Promise<boolean>;
  readonly busy: boolean;
  readonly failure: unknown;
  readonly clear: () => void;
}

/** Makes an action of an asynchronous function. `run` resolves with whether it went well. */
export function useAction<A extends unknown[]>(work: (...args: A) => Promise<unknown>): Action<A> {
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);
  const latest = useRef(work);
  latest.current = work;
  const underWay = useRef(false);
  const run = useCallback(async (...args: A) => {
    if (underWay.current) return false;
    underWay.current = true;
    setBusy(true);
    setFailure(null);
    try {
      await latest.current(...args);
      return true;
    } catch (thrown) {
      setFailure(thrown);
      return false;
    } finally {
      underWay.current = false;
      setBusy(false);
    }
  }, []);
  const clear = useCallback(() => setFailure(null), []);
  return { run, busy, failure, clear };
}
