import { useEffect } from 'react';
import { takePreferences } from '../features/settings/preferences.ts';
import { useSettingsNews } from './slots.tsx';

/** Follows the look and language that were chosen on the account's other devices. */
export function useAccountPreferences(account: number): void {
  const news = useSettingsNews();
  // biome-ignore lint/correctness/useExhaustiveDependencies: each account has its own, and news says that they changed
  useEffect(() => {
    const abort = new AbortController();
    // Without a network this device keeps its own look.
    takePreferences(abort.signal).catch(() => undefined);
    return () => abort.abort();
  }, [account, news]);
}
