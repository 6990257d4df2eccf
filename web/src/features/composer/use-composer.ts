import type { KeyboardEvent } from 'react';
import type { Client } from '../../store/client.ts';
import { compose } from '../../store/composing.ts';
import { useClient } from '../../store/hooks.ts';
import type { ChatRow } from '../../sync/chat-row.ts';
import { accepted } from './accepted.ts';
import { toWire } from './mentions.ts';
import { useMentions } from './use-mentions.ts';
import { useWriting } from './use-writing.ts';

/** Everything about the text that is being written in a chat. */
export function useComposer(chat: ChatRow) {
  const client = useClient();
  const writing = useWriting(chat.id);
  const { field, text, change, put, draft, reply, editing } = writing;
  const mentions = useMentions(chat, writing);
  const leave = () => {
    compose(chat.id, {});
    if (editing) writing.setText(draft?.text ?? '');
  };
  /** The text as it is sent; the field is empty afterwards. */
  const take = () => {
    const wire = toWire(text.trim(), mentions.people);
    change('', 0);
    compose(chat.id, {});
    return { text: wire, reply_to: reply?.id ?? null };
  };
  const send = () => {
    if (editing) {
      const wire = toWire(text.trim(), mentions.people);
      if (wire !== '' && wire !== editing.text)
        void client.service.edit(chat.id, editing.id, wire, editing.revision);
      leave();
    } else if (text.trim() !== '') {
      const { text: wire, reply_to } = take();
      const sending = client.service.send(chat.id, {
        text: wire,
        ...(reply_to === null ? {} : { reply_to }),
      });
      void accepted(sending).then((well) => well || field.current?.value !== '' || change(text, text.length));
    }
    field.current?.focus();
  };
  const insert = (piece: string) => {
    const from = field.current?.selectionStart ?? text.length;
    const to = field.current?.selectionEnd ?? from;
    put(text.slice(0, from) + piece + text.slice(to), from + piece.length);
  };
  const keys = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing || mentions.keys(event)) return;
    const act = { Enter: sends(event) ? send : null, Escape: reply || editing ? leave : null }[event.key];
    if (event.key === 'ArrowUp' && text === '' && !editing) editLast(client, chat);
    else if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act?.();
  };
  return { ...writing, ...mentions, leave, take, send, insert, keys };
}

export type ComposerState = ReturnType<typeof useComposer>;

/** On a phone the key breaks the line; there is a button for sending. */
function sends({ shiftKey }: KeyboardEvent): boolean {
  return !shiftKey && !matchMedia('(pointer: coarse)').matches;
}

/** The newest own text is what the arrow key changes. */
function editLast(client: Client, chat: ChatRow): void {
  void client.service.held(chat.id, { of: 'newest' }).then((slice) => {
    const last = slice?.messages.findLast(
      (each) =>
        each.sender_id === client.me && !each.deleted && each.text && !each.file_url && !each.forwarded_from,
    );
    if (last) compose(chat.id, { editing: last });
  });
}
