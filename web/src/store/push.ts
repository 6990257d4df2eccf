import { http } from '../api/current.ts';

/** Whether this browser can be told anything while no page is open. */
export function canPush(): boolean {
  return 'serviceWorker' in navigator && 'PushManager' in window;
}

/** Has this browser told of news while no page is open. Nothing changes where that is so already. */
export async function subscribePush(): Promise<void> {
  if (!canPush()) return;
  const { pushManager } = await navigator.serviceWorker.ready;
  const { key } = await http.get('/api/push/key');
  const wanted = bytesOf(key);
  const before = await pushManager.getSubscription();
  const kept = before && isSame(before.options.applicationServerKey, wanted);
  // A server with another key cannot use the old one.
  if (before && !kept) await before.unsubscribe();
  const held = kept
    ? before
    : await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: wanted });
  const { endpoint = '', expirationTime = null, keys = {} } = held.toJSON();
  const read = { p256dh: keys.p256dh ?? '', auth: keys.auth ?? '' };
  const body = { endpoint, expirationTime, keys: read, encrypted: true };
  await http.post('/api/push/subscriptions', { body });
}

/** Ends that. */
export async function unsubscribePush(): Promise<void> {
  if (!canPush()) return;
  const worker = await navigator.serviceWorker.getRegistration();
  const held = await worker?.pushManager.getSubscription();
  if (!held) return;
  await http.delete('/api/push/subscriptions', { body: { endpoint: held.endpoint } });
  await held.unsubscribe();
}

/** Leaves the language in use where the service worker finds it. */
export async function leaveLanguage(language: string): Promise<void> {
  if (!('caches' in window)) return;
  const left = await caches.open('kocmoc-left');
  await left.put('/language', new Response(language));
}

function bytesOf(base64url: string): Uint8Array<ArrayBuffer> {
  const text = atob(base64url.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}

function isSame(held: ArrayBuffer | null, wanted: Uint8Array): boolean {
  const bytes = new Uint8Array(held ?? new ArrayBuffer(0));
  return bytes.length === wanted.length && bytes.every((byte, index) => byte === wanted[index]);
}
