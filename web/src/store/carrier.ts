import type { Message } from '../api/models.ts';
import type { Session } from '../api/session.ts';
import { upload } from '../api/upload.ts';
import type { Command } from '../sync/line.ts';
import type { Carrier } from '../sync/outbox.ts';
import type { OutboxItem } from '../sync/outbox-item.ts';

interface Ports {
  readonly command: Command;
  readonly session: () => Session;
  readonly progress: (key: string, part: number) => void;
}

/** Carries out what the user did: files over HTTP, everything else as a command of the socket. */
export function carrierOver({ command, session, progress }: Ports): Carrier {
  return {
    upload: (item, signal) => {
      const file = item.op.kind === 'send' ? item.op.file : undefined;
      if (!file) throw new TypeError('nothing to upload');
      const onProgress = (sent: number, total: number) => progress(item.key, total > 0 ? sent / total : 0);
      return upload(session(), file.blob, file.name, { onProgress, signal });
    },
    carry: async (item) => {
      const { type, fields } = commandOf(item);
      const { message } = await command<{ message?: Message }>(type, fields);
      return message ?? null;
    },
  };
}

function commandOf({ key, chat, op }: OutboxItem): { type: string; fields: object } {
  switch (op.kind) {
    case 'send':
      return { type: 'message:send', fields: { ...op.fields, chat, client_id: key } };
    case 'forward':
      return { type: 'message:forward', fields: { message: op.message, chat, client_id: key } };
    case 'edit': {
      const { message, text, base_revision } = op;
      return { type: 'message:edit', fields: { message, text, base_revision } };
    }
    case 'delete':
      return { type: 'message:delete', fields: { message: op.message } };
    case 'react':
      return { type: 'message:react', fields: { message: op.message, reaction: op.reaction } };
  }
}
