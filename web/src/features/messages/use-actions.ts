import { useCallback, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { http } from '../../api/current.ts';
import type { Message } from '../../api/models.ts';
import { errorText } from '../../locales/error-text.ts';
import type { Client } from '../../store/client.ts';
import { compose } from '../../store/composing.ts';
import { useClient } from '../../store/hooks.ts';
import { told } from '../../store/told.ts';
import type { ChatRow } from '../../sync/chat-row.ts';
import { toast } from '../../ui/toasts.ts';
import type { ChatView } from './list/use-chat-window.ts';
import type { MenuActions } from './overlays/MessageMenu.tsx';
import type { ShownMessage } from './rows.ts';

/** What lies over the messages at the moment. */
export type Overlay =
  | { readonly kind: 'menu'; readonly message: ShownMessage; readonly anchor: Element }
  | { readonly kind: 'react'; readonly message: ShownMessage }
  | { readonly kind: 'readers'; readonly message: ShownMessage }
  | { readonly kind: 'forward'; readonly messages: readonly ShownMessage[] }
  | { readonly kind: 'delete'; readonly messages: readonly ShownMessage[] }
  | { readonly kind: 'view'; readonly message: Message }
  | null;

type SetOverlay = (overlay: Overlay) => void;

/** What can be done with the messages of a chat, one or several. */
export function useActions(chat: ChatRow, view: ChatView) {
  const client = useClient();
  const [overlay, setOverlay] = useState<Overlay>(null);
  const { chosen, toggle, clear } = useChosen();
  const copy = useCopy(clear);
  const parts = useParts({ chat, view, chosen, toggle, setOverlay });
  const selected = [...chosen.values()].sort((a, b) => a.seq - b.seq);
  const readable = selected.filter(({ sealed }) => !sealed);
  const pin = usePin(chat.id);
  const moderates = chat.type === 'group' && chat.role !== 'member';
  const menu: MenuActions = {
    reply: parts.reply,
    edit: (message) => compose(chat.id, { editing: message }),
    copy: (message) => void copy([message]),
    forward: (message) => setOverlay({ kind: 'forward', messages: [message] }),
    react: (message) => setOverlay({ kind: 'react', message }),
    select: toggle,
    readers: (message) => setOverlay({ kind: 'readers', message }),
    pin: (message) => void pin(message, true),
    unpin: (message) => void pin(message, false),
    remove: (message) => setOverlay({ kind: 'delete', messages: [message] }),
  };
  const done = () => {
    setOverlay(null);
    clear();
  };
  return {
    ...{ parts, menu, overlay, selected, clear, moderates },
    mayDelete: selected.every(({ sender_id }) => moderates || sender_id === client.me),
    close: () => setOverlay(null),
    // A menu says that it closes after what was chosen from it has begun.
    closeMenu: () => setOverlay((now) => (now?.kind === 'menu' ? null : now)),
    copySelected: () => void copy(selected),
    forwardSelected: () => readable.length > 0 && setOverlay({ kind: 'forward', messages: readable }),
    deleteSelected: () => setOverlay({ kind: 'delete', messages: selected }),
    forward: async (messages: readonly ShownMessage[], to: number) => {
      done();
      await forwardAll(client, messages, to).catch(tell);
    },
    remove: async (messages: readonly ShownMessage[]) => {
      done();
      for (const { pending, id } of messages) {
        if (pending) await client.service.cancel(pending.key);
        else await client.service.delete(chat.id, id);
      }
    },
  };
}

export type Actions = ReturnType<typeof useActions>;

async function forwardAll(client: Client, messages: readonly ShownMessage[], to: number): Promise<void> {
  for (const message of messages) await told(client.service.forward(to, message));
}

function tell(error: unknown): void {
  toast(errorText(error), { kind: 'error' });
}

/** The messages that were selected, by their ids. */
function useChosen() {
  const [chosen, setChosen] = useState<ReadonlyMap<number, ShownMessage>>(new Map());
  const clear = useCallback(() => setChosen(new Map()), []);
  const toggle = useCallback((message: ShownMessage) => {
    if (message.pending) return;
    setChosen((before) => {
      const next = new Map(before);
      if (!next.delete(message.id)) next.set(message.id, message);
      return next;
    });
  }, []);
  return { chosen, toggle, clear };
}

function useCopy(clear: () => void) {
  const { t } = useTranslation('common');
  return async (messages: readonly ShownMessage[]) => {
    await navigator.clipboard.writeText(messages.map(({ text }) => text ?? '').join('\n\n'));
    toast(t('copied'), { kind: 'success' });
    clear();
  };
}

/** Pins for everybody, or unpins; the chat's log tells that it has happened. */
function usePin(id: number) {
  return async (message: ShownMessage, pinned: boolean) => {
    const call = { path: { id, messageId: message.id } };
    const done = pinned
      ? http.put('/api/chats/{id}/pins/{messageId}', call)
      : http.delete('/api/chats/{id}/pins/{messageId}', call);
    await done.catch(tell);
  };
}

interface PartsGiven {
  readonly chat: ChatRow;
  readonly view: ChatView;
  readonly chosen: ReadonlyMap<number, ShownMessage>;
  readonly toggle: (message: ShownMessage) => void;
  readonly setOverlay: SetOverlay;
}

/** What single messages need; the same object as long as nothing of it has changed. */
function useParts({ chat: { id: chat }, view: { rows, leave }, chosen, toggle, setOverlay }: PartsGiven) {
  const client = useClient();
  const latest = useRef(rows);
  latest.current = rows;
  return useMemo(
    () => ({
      toggle,
      selected: new Set(chosen.keys()),
      jumpToId: (id: number) => {
        void client.service.messagesById([id]).then(([origin]) => {
          const from = latest.current.find(({ message }) => message.reply_to === id)?.message.seq;
          if (origin) leave(from ?? origin.seq, origin.seq);
        });
      },
      menu: (message: ShownMessage, anchor: Element) => setOverlay({ kind: 'menu', message, anchor }),
      react: (message: Message, reaction: string) => void client.service.react(chat, message.id, reaction),
      view: (message: Message) => setOverlay({ kind: 'view', message }),
      reply: (message: ShownMessage) => compose(chat, { reply: message }),
    }),
    [chosen, toggle, client, chat, leave, setOverlay],
  );
}
