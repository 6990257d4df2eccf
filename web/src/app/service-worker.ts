import { trustedScript } from '../lib/trusted.ts';

/** Lets the service worker keep the client, so that it opens without a network. Pages over plain HTTP have none. */
export async function keepClient(): Promise<void> {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return;
  await navigator.serviceWorker.register(trustedScript('/sw.js'), { type: 'module' }).catch(() => undefined);
}
