import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { accounts, switchAccount } from '../api/accounts.ts';
import { leaveLanguage, subscribePush, unsubscribePush } from '../store/push.ts';
import { useNotifying } from '../ui/notify.ts';

/** Keeps the account told while no page is open, as long as the person wants that. */
export function usePush(account: number): void {
  const { i18n } = useTranslation();
  const on = useNotifying();
  // biome-ignore lint/correctness/useExhaustiveDependencies: each account is told for itself
  useEffect(() => {
    // Where there is no push service or no network, notices still come while a page is open.
    (on ? subscribePush() : unsubscribePush()).catch(() => undefined);
  }, [on, account]);
  useEffect(() => void leaveLanguage(i18n.language).catch(() => undefined), [i18n.language]);
}

/** Goes where a press on a notice leads, also to another account of this device. */
export function useOpenedNotices(): void {
  const [, go] = useLocation();
  useEffect(() => {
    const worker = navigator.serviceWorker as ServiceWorkerContainer | undefined;
    const listen = ({ data }: MessageEvent) => {
      const { type, path, user } = (data ?? {}) as { type?: string; path?: string; user?: number | null };
      if (type !== 'open' || !path?.startsWith('/')) return;
      go(path);
      if (user != null) choose(user);
    };
    worker?.addEventListener('message', listen);
    return () => worker?.removeEventListener('message', listen);
  }, [go]);
}

/** A page that was opened by a notice begins with the account that the notice was for. */
export function beginAsAsked(): void {
  const address = new URL(location.href);
  const asked = address.searchParams.get('account');
  if (asked === null) return;
  choose(Number(asked));
  address.searchParams.delete('account');
  history.replaceState(null, '', address);
}

function choose(user: number): void {
  const { all, active } = accounts();
  if (active?.id !== user && all.some(({ id }) => id === user)) switchAccount(user);
}
