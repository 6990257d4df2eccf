import { useSyncExternalStore } from 'react';

const KEY = 'kocmoc.notify';
const listeners = new Set<() => void>();

/** What the browser allows; `denied` also where it knows no notifications. */
export function notificationState(): NotificationPermission {
  return 'Notification' in window ? Notification.permission : 'denied';
}

/** Asks the browser; only ever as an answer to something that the person did. Resolves with whether it is allowed. */
export async function allowNotifications(): Promise<boolean> {
  if (notificationState() === 'default') await Notification.requestPermission();
  return notificationState() === 'granted';
}

function wanted(): boolean {
  return localStorage.getItem(KEY) === 'on' && notificationState() === 'granted';
}

export function setNotifying(on: boolean): void {
  localStorage.setItem(KEY, on ? 'on' : 'off');
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Whether news is to be told. */
export function useNotifying(): boolean {
  return useSyncExternalStore(subscribe, wanted);
}

/** Whether the person has neither agreed nor refused yet. */
export function mayAskToNotify(): boolean {
  return notificationState() === 'default' && localStorage.getItem(KEY) === null;
}

/** Something to tell, and what a press on it does. */
export interface News {
  title: string;
  body: string;
  /** News with the same tag replaces the one before. */
  tag: string;
  open: () => void;
}

let missed = false;

/** Whether news came while the page was out of sight and was not told: a good moment to ask. */
export function wasMissed(): boolean {
  return missed;
}

export const onMissed = subscribe;

/** Tells news if it is wanted and the page is out of sight. */
export function notify({ title, body, tag, open }: News): void {
  if (document.visibilityState === 'visible' && document.hasFocus()) return;
  if (!wanted()) {
    missed = true;
    for (const listener of listeners) listener();
    return;
  }
  const notification = new Notification(title, { body, tag, icon: '/icon-192.png' });
  notification.onclick = () => {
    window.focus();
    notification.close();
    open();
  };
}
