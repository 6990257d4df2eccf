import { expect, test } from 'vitest';
import { unreadOf } from '../../src/sync/chat-row.ts';
import { ModelClient } from './model-client.ts';
import { CHAT, ModelServer } from './model-server.ts';

async function started(): Promise<{ server: ModelServer; client: ModelClient }> {
  const server = new ModelServer();
  server.send(2, false);
  server.send(2, false);
  const client = new ModelClient(server);
  await client.reconnect();
  await client.page(6);
  return { server, client };
}

function held(client: ModelClient): number[] {
  return [...(client.storage.held.get(CHAT)?.keys() ?? [])];
}

test('what was said while a chat was removed from the list stays, whichever is heard of first', async () => {
  for (const order of [['chat', 'user'] as const, ['user', 'chat'] as const]) {
    const { server, client } = await started();
    server.clear();
    server.send(2, false);

    for (const log of order) await client.deliver(log);

    expect(held(client)).toEqual(order[0] === 'chat' ? [3] : []);
    expect(client.row?.last?.text).toBe('text 3');
    expect(client.row && unreadOf(client.row)).toEqual({ unread: 1, mentions: 0 });
  }
});

test('a chat that was removed from the list is forgotten where only older messages changed since', async () => {
  const { server, client } = await started();
  server.clear();
  server.change('message:reaction', 0);
  await client.deliver('chat');
  await client.deliver('user');

  expect(client.row).toBeUndefined();
  expect(held(client)).toEqual([]);
});
