import { trustedScript } from '../lib/trusted.ts';

/** How long a page has had to fetch what it shows, before all the rest is fetched for the next time. */
const SETTLED = 2_000;

/** Lets the service worker keep the client, so that it opens without a network. Pages over plain HTTP have none. */
export async function keepClient(): Promise<void> {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return;
  if (!navigator.serviceWorker.controller) await new Promise((settled) => setTimeout(settled, SETTLED));
  await navigator.serviceWorker.register(trustedScript('/sw.js'), { type: 'module' }).catch(() => undefined);
}
