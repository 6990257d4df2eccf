/// <reference lib="webworker" />
import { openTarget, showNotice, type Target } from './notices.ts';

/**
 * The service worker: keeps the files of the client, so that it opens without a network, and never anything of an
 * account; tells what the server pushes while no page is there. Pages come from the network where there is one, so that a new release is seen at once.
 */
const scope = self as unknown as ServiceWorkerGlobalScope;

// Filled in by the build (scripts/bundle.ts): the hashed files, and a name for that set.
const FILES: readonly string[] = read('__SHELL_FILES__');
const CACHE = `shell-${'__SHELL_VERSION__'}`;
const PAGE = '/';
const OTHERS = ['/theme.js', '/icon.svg', '/manifest.webmanifest'];

function read(list: string): string[] {
  return list.startsWith('[') ? JSON.parse(list) : [];
}

async function install(): Promise<void> {
  const cache = await caches.open(CACHE);
  await cache.addAll([PAGE, ...OTHERS, ...FILES]);
  await scope.skipWaiting();
}

async function activate(): Promise<void> {
  const names = await caches.keys();
  await Promise.all(
    names.filter((name) => name.startsWith('shell-') && name !== CACHE).map((name) => caches.delete(name)),
  );
  await scope.clients.claim();
}

/** The start page: from the network within a short while, else the kept one. */
async function page(request: Request): Promise<Response> {
  try {
    const response = await fetch(request, { signal: AbortSignal.timeout(3_000) });
    // Maintenance answers 503 with a page of its own, which is to be seen.
    return response;
  } catch {
    return (await caches.match(PAGE, { cacheName: CACHE })) ?? Response.error();
  }
}

async function asset(request: Request): Promise<Response> {
  return (await caches.match(request, { cacheName: CACHE })) ?? fetch(request);
}

scope.addEventListener('install', (event) => event.waitUntil(install()));
scope.addEventListener('activate', (event) => event.waitUntil(activate()));
scope.addEventListener('push', (event) => event.waitUntil(showNotice(scope, event.data)));
scope.addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(openTarget(scope, event.notification.data as Target));
});
scope.addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== scope.location.origin) return;
  if (request.mode === 'navigate' && !pathname.startsWith('/api/')) event.respondWith(page(request));
  else if (pathname.startsWith('/assets/') || OTHERS.includes(pathname)) event.respondWith(asset(request));
});
