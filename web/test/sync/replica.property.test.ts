import fc from 'fast-check';
import { expect, test } from 'vitest';
import { unreadOf } from '../../src/sync/chat-row.ts';
import { ModelClient } from './model-client.ts';
import { ModelServer } from './model-server.ts';

const action = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('send' as const),
      by: fc.integer({ min: 1, max: 3 }),
      mention: fc.boolean(),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constantFrom('message:edit' as const, 'message:delete' as const, 'message:reaction' as const),
      pick: fc.nat(50),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('note' as const) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('read' as const), seq: fc.nat(40) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constantFrom('lose' as const, 'double' as const, 'swap' as const),
      pick: fc.nat(20),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constantFrom('hear' as const, 'deliver' as const, 'heal' as const, 'lose heal' as const),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('reconnect' as const) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constantFrom('page' as const, 'slow page' as const),
      size: fc.integer({ min: 1, max: 6 }),
    }),
  },
);
type Action = typeof action extends fc.Arbitrary<infer A> ? A : never;

async function run(act: Action, server: ModelServer, client: ModelClient): Promise<void> {
  switch (act.do) {
    case 'send':
      return server.send(act.by, act.mention);
    case 'message:edit':
    case 'message:delete':
    case 'message:reaction':
      return server.change(act.do, act.pick);
    case 'note':
      return server.note();
    case 'read':
      return server.read(act.seq);
    case 'lose':
    case 'double':
    case 'swap':
      client.hear();
      return client[act.do](act.pick);
    case 'hear':
      return client.hear();
    case 'deliver':
      client.hear();
      return client.deliver();
    case 'heal':
      return client.heal(false);
    case 'lose heal':
      return client.heal(true);
    case 'reconnect':
      return client.reconnect();
    case 'page':
      return client.page(act.size);
    case 'slow page':
      return client.slowPage(act.size, () => {
        server.change('message:edit', act.size);
        client.hear();
        return client.deliver();
      });
  }
}

/** Everything told is delivered and every gap is closed, without a new connection. */
async function settle(client: ModelClient): Promise<void> {
  client.hear();
  await client.deliver();
  for (let i = 0; i < 30 && client.gaps.length > 0; i++) await client.heal(false);
}

function check(server: ModelServer, client: ModelClient): void {
  const { row } = client;
  if (!row) throw new Error('no row');
  expect(row.position.seq).toBe(server.log.length);
  expect(unreadOf(row)).toEqual(server.counts());
  expect(row.read_seq).toBe(server.readSeq);
  const truth = server.visible.filter(({ seq }) => row.parts.some(([from, to]) => from <= seq && seq <= to));
  expect(client.shown).toEqual(truth);
}

/** The row forgot the message before one that came and was deleted within the same events. */
const NEWEST_CAME_AND_WENT: Action[] = [
  { do: 'send', by: 1, mention: false },
  { do: 'send', by: 1, mention: false },
  { do: 'lose', pick: 0 },
  { do: 'message:delete', pick: 9 },
  { do: 'deliver' },
];

test('after any history over a bad line, a client that reconnects holds what a fresh one would load', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(4), fc.array(action, { maxLength: 60 }), async (older, actions) => {
      const server = new ModelServer(older);
      const client = new ModelClient(server);
      await client.reconnect();
      for (const act of actions) await run(act, server, client);
      await client.reconnect();
      check(server, client);
      const newest = server.visible.findLast(({ deleted }) => !deleted);
      expect(client.row?.last?.text ?? null).toBe(newest?.text ?? null);
    }),
    { numRuns: 400, examples: [[0, NEWEST_CAME_AND_WENT]] },
  );
});

test('a gap heals without a new connection, by one more event', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(action, { maxLength: 60 }), async (actions) => {
      const server = new ModelServer();
      const client = new ModelClient(server);
      await client.reconnect();
      for (const act of actions) await run(act, server, client);
      // One more event of each log, so that the loss of the last one shows.
      server.send(2, false);
      server.send(2, true);
      server.read(server.log.length - 1);
      await settle(client);
      check(server, client);
    }),
    { numRuns: 400 },
  );
});

const change = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('send' as const),
      by: fc.integer({ min: 1, max: 3 }),
      mention: fc.boolean(),
    }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('message:delete' as const), pick: fc.nat(50) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('read' as const), seq: fc.nat(40) }) },
  {
    weight: 5,
    arbitrary: fc.record({ only: fc.constantFrom('chat' as const, 'user' as const) }),
  },
);

type Change = typeof change extends fc.Arbitrary<infer A> ? A : never;

/** The message came as deleted, and counts from before its deletion came last. */
const COUNTED_BEFORE_IT_WENT: Change[] = [
  { do: 'send', by: 2, mention: true },
  { do: 'send', by: 2, mention: true },
  { do: 'read', seq: 1 },
  { do: 'message:delete', pick: 1 },
  { only: 'chat' },
];

test('the counts are right by following alone, whichever log is heard first', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(4), fc.array(change, { maxLength: 60 }), async (older, changes) => {
      const server = new ModelServer(older);
      const client = new ModelClient(server);
      await client.reconnect();
      for (const act of changes) {
        if ('only' in act) await client.deliver(act.only);
        else await run(act, server, client);
      }
      await client.deliver('user');
      await client.deliver('chat');
      expect(client.gaps).toEqual([]);
      check(server, client);
    }),
    { numRuns: 600, examples: [[0, COUNTED_BEFORE_IT_WENT]] },
  );
});
