import type { Want } from '../../../store/changes.ts';
import type { Client } from '../../../store/client.ts';
import { ChatWindow } from './chat-window.ts';

/** People go to and fro between few chats. */
const KEPT = 8;

/** The windows of the chats looked at last, the newest at the end. */
const kept = new WeakMap<Client, Map<number, ChatWindow>>();

/** The window of a chat, which goes on following it when another chat is opened: coming back shows it at once. */
export function windowOf(client: Client, chat: number, want: Want): ChatWindow {
  const windows = kept.get(client) ?? new Map<number, ChatWindow>();
  kept.set(client, windows);
  const known = windows.get(chat);
  const window = known?.shows(want) ? known : new ChatWindow(client, chat, want);
  if (known !== window) known?.close();
  windows.delete(chat);
  windows.set(chat, window);
  const [oldest] = windows;
  if (oldest && windows.size > KEPT) {
    oldest[1].close();
    windows.delete(oldest[0]);
  }
  return window;
}
