/// <reference lib="webworker" />

/** What the server tells a browser that is away: no text and no name, only where to look. */
interface Told {
  readonly v?: number;
  readonly kind?: string;
  readonly chat?: number;
  readonly unread?: number;
}

/** What a press on a notice leads to. */
export interface Target {
  readonly chat: number | null;
  readonly user: number | null;
}

interface HeldChat extends Target {
  readonly name: string | null;
}

/** Here the page leaves the language in use: a worker sees no local storage. */
const LEFT = 'kocmoc-left';

const TEXTS = {
  en: {
    one: '{n} new message',
    other: '{n} new messages',
    mention: 'You were mentioned',
    test: 'Notifications work',
    neutral: 'New message',
  },
  ru: {
    one: '{n} новое сообщение',
    few: '{n} новых сообщения',
    other: '{n} новых сообщений',
    mention: 'Вас упомянули',
    test: 'Уведомления работают',
    neutral: 'Новое сообщение',
  },
} as const;

/** Shows a notice for what was told. Something is always shown: browsers take the right away otherwise. */
export async function showNotice(
  scope: ServiceWorkerGlobalScope,
  data: PushMessageData | null,
): Promise<void> {
  const told = read(data);
  const [held, language] = await Promise.all([find(told.chat), languageLeft()]);
  const target: Target = { chat: told.chat ?? null, user: held?.user ?? null };
  await scope.registration.showNotification(held?.name ?? 'KOCMOC', {
    body: bodyOf(told, language),
    tag: told.chat === undefined ? 'test' : `chat ${told.chat}`,
    icon: '/icon-192.png',
    badge: '/icon-192.png',
    data: target,
  });
}

/** Leads to the chat: in a window that is there, else in a new one. */
export async function openTarget(scope: ServiceWorkerGlobalScope, { chat, user }: Target): Promise<void> {
  const [window] = await scope.clients.matchAll({ type: 'window', includeUncontrolled: true });
  const path = chat === null ? '/' : `/chat/${chat}`;
  if (!window) {
    await scope.clients.openWindow(user === null ? path : `${path}?account=${user}`);
    return;
  }
  window.postMessage({ type: 'open', path, user });
  await window.focus();
}

function read(data: PushMessageData | null): Told {
  try {
    const told = data?.json() as Told | null;
    return typeof told === 'object' && told !== null ? told : {};
  } catch {
    return {};
  }
}

function bodyOf({ v, kind, unread = 0 }: Told, language: 'en' | 'ru'): string {
  const texts: Readonly<Record<string, string>> = TEXTS[language];
  if (v === 1 && (kind === 'mention' || kind === 'test')) return texts[kind] ?? '';
  if (v !== 1 || kind !== 'message' || unread < 2) return texts.neutral ?? '';
  const form = new Intl.PluralRules(language).select(unread);
  return (texts[form] ?? texts.other ?? '').replace('{n}', String(unread));
}

async function languageLeft(): Promise<'en' | 'ru'> {
  const left = await caches.match('/language', { cacheName: LEFT });
  const language = left ? await left.text() : navigator.language;
  return language.startsWith('ru') ? 'ru' : 'en';
}

/** The chat as one of the accounts of this browser holds it. */
async function find(chat: number | undefined): Promise<HeldChat | null> {
  if (chat === undefined) return null;
  for (const { name } of await indexedDB.databases()) {
    const user = /^kocmoc-(\d+)$/.exec(name ?? '')?.[1];
    if (!name || !user) continue;
    const row = await rowOf(name, chat).catch(() => undefined);
    if (row) return { chat, user: Number(user), name: row.name };
  }
  return null;
}

function rowOf(database: string, chat: number): Promise<{ name: string | null } | undefined> {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open(database);
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => {
      const db = opening.result;
      const asked = db.transaction('chats').objectStore('chats').get(chat);
      asked.onsuccess = () => resolve(asked.result as { name: string | null } | undefined);
      asked.onerror = () => reject(asked.error);
      asked.transaction?.addEventListener('complete', () => db.close());
    };
  });
}
