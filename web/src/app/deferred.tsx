import { type ComponentType, lazy, useState } from 'react';

/** A component whose code is fetched when it is first drawn, or before. */
export interface Deferred<P> {
  (props: P): React.ReactNode;
  /** Fetches the code ahead; drawn after that, the component does not suspend. */
  readonly fetch: () => Promise<unknown>;
}

/** Like `lazy`, which suspends once also where the code is there already, and React shows nothing else for 300 ms then. */
export function deferred<P extends object>(load: () => Promise<ComponentType<P>>): Deferred<P> {
  let loaded: ComponentType<P> | null = null;
  const fetch = async () => {
    loaded = await load();
    return { default: loaded };
  };
  const Later = lazy(fetch) as unknown as ComponentType<P>;
  const Shown = (props: P) => {
    // Decided once: another component in its place would begin anew.
    const [Known] = useState(() => loaded ?? Later);
    return <Known {...props} />;
  };
  return Object.assign(Shown, { fetch });
}
