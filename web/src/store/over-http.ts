import { networkError } from '../api/error.ts';
import type { Http } from '../api/http.ts';
import type { Message, Sendable } from '../api/models.ts';
import type { Command } from '../sync/line.ts';
import type { SyncRequest } from '../sync/protocol.ts';

interface Fields extends Sendable, SyncRequest {
  readonly chat: number;
  readonly message: number;
  readonly base_revision: number;
  readonly reaction: string;
  readonly seq: number;
}

/** The socket's commands as HTTP routes, for networks that let no socket through. What has no route is refused. */
export function overHttp(http: Http): Command {
  return async <T>(type: string, fields: object = {}) => (await carry(http, type, fields as Fields)) as T;
}

async function carry(http: Http, type: string, fields: Fields): Promise<unknown> {
  switch (type) {
    case 'sync': {
      const { user, chats, limit } = fields;
      const asked = { ...(user ? { user } : {}), ...(chats ? { chats } : {}), ...(limit ? { limit } : {}) };
      const body = { ...asked, encrypted: true };
      return http.post('/api/sync', { body });
    }
    case 'message:send': {
      const { chat, ...body } = fields;
      return http.post('/api/messages/{id}', { path: { id: chat }, body });
    }
    case 'chat:read':
      await http.put('/api/messages/{chatId}/read', {
        path: { chatId: fields.chat },
        body: { up_to_seq: fields.seq },
      });
      // The next answer to `sync` confirms it.
      return {};
    default:
      return { message: await change(http, type, fields) };
  }
}

/** What is done to a message that is there; gives the new one of a forward. */
async function change(http: Http, type: string, fields: Fields): Promise<Message | undefined> {
  const { chat, message: id, text, base_revision, reaction, client_id } = fields;
  const path = { id };
  if (type === 'message:edit')
    await http.patch('/api/messages/{id}/edit', { path, body: { text: text ?? '', base_revision } });
  else if (type === 'message:delete') await http.delete('/api/messages/{id}', { path });
  else if (type === 'message:react' && reaction === '')
    await http.delete('/api/messages/{messageId}/react', { path: { messageId: id } });
  else if (type === 'message:react')
    await http.post('/api/messages/{messageId}/react', { path: { messageId: id }, body: { reaction } });
  else if (type === 'message:forward') {
    const body = { targetChatId: chat, ...(client_id ? { client_id } : {}) };
    return (await http.post('/api/messages/{id}/forward', { path, body })).message;
  } else throw networkError(`no route for ${type}`);
  return undefined;
}
