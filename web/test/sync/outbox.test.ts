import fc from 'fast-check';
import { afterEach, expect, test, vi } from 'vitest';
import { ApiError, networkError } from '../../src/api/error.ts';
import type { Message } from '../../src/api/models.ts';
import { type Carrier, Outbox, type OutboxStorage } from '../../src/sync/outbox.ts';
import type { OutboxItem } from '../../src/sync/outbox-item.ts';

afterEach(() => vi.useRealTimers());

class Table implements OutboxStorage {
  readonly items = new Map<string, OutboxItem>();

  async waiting() {
    return [...this.items.values()]
      .filter(({ state }) => state === 'waiting')
      .sort((a, b) => a.order - b.order);
  }

  async get(key: string) {
    return this.items.get(key);
  }

  async put(item: OutboxItem) {
    if (!this.items.has(item.key)) return false;
    this.items.set(item.key, item);
    return true;
  }

  async remove(key: string) {
    this.items.delete(key);
  }
}

const quiet = { changed: () => undefined, removed: () => undefined };
let order = 0;

function item(chat: number, text: string): OutboxItem {
  order += 1;
  const op = { kind: 'send', fields: { text } } as const;
  return { key: `key ${order}`, chat, order, op, created: '', state: 'waiting' };
}

function put(table: Table, ...items: OutboxItem[]): void {
  for (const each of items) table.items.set(each.key, each);
}

/** A server that keeps each key once, and says so in vain as often as it is told to. */
class Carried implements Carrier {
  readonly kept = new Map<string, OutboxItem>();
  readonly tries: string[] = [];
  /** What happens at the next tries: nothing arrives, or it arrives and the answer is lost, or it is refused. */
  readonly fates: ('lost' | 'unanswered' | 'refused' | 'later' | 'well')[] = [];

  async carry(each: OutboxItem): Promise<Message> {
    this.tries.push(each.key);
    const fate = this.fates.shift() ?? 'well';
    if (fate === 'lost') throw networkError('test');
    if (fate === 'refused') throw new ApiError(400, 'blocked_by_recipient', '');
    if (fate === 'later') throw new ApiError(503, 'log_full', '', 10);
    this.kept.set(each.key, this.kept.get(each.key) ?? each);
    if (fate === 'unanswered') throw networkError('test');
    return { seq: this.kept.size } as Message;
  }

  async upload() {
    return { url: '/api/files/1', originalName: 'n', size: 1, mimetype: 't' } as never;
  }
}

test('whatever the line does, each thing arrives once and each chat keeps its order', async () => {
  const fate = fc.constantFrom('lost' as const, 'unanswered' as const, 'later' as const, 'well' as const);
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 8 }),
      fc.array(fate, { maxLength: 12 }),
      async (chats, fates) => {
        vi.useFakeTimers();
        const [table, carrier] = [new Table(), new Carried()];
        carrier.fates.push(...fates);
        const items = chats.map((chat, index) => item(chat, `text ${index}`));
        put(table, ...items);
        await new Outbox(table, carrier, quiet).open();
        await vi.advanceTimersByTimeAsync(120_000);

        for (const chat of [1, 2, 3]) {
          const wanted = items.filter((each) => each.chat === chat).map(({ key }) => key);
          const kept = [...carrier.kept.values()].filter((each) => each.chat === chat).map(({ key }) => key);
          expect(kept).toEqual(wanted);
        }
        expect([...table.items.values()].every(({ state }) => state === 'sent')).toBe(true);
      },
    ),
    { numRuns: 150 },
  );
});

test('what is refused for good stays with its reason and holds nothing up', async () => {
  const [table, carrier] = [new Table(), new Carried()];
  const [first, second] = [item(1, 'refused'), item(1, 'fine')];
  put(table, first, second);
  carrier.fates.push('refused');
  await new Outbox(table, carrier, quiet).open();

  await vi.waitFor(() => expect(table.items.get(second.key)?.state).toBe('sent'));
  expect(table.items.get(first.key)).toMatchObject({ state: 'failed', code: 'blocked_by_recipient' });
});

test('what is taken back while its file is being sent never becomes a message', async () => {
  const [table, carrier] = [new Table(), new Carried()];
  const file = { blob: new Blob(['x']), name: 'x', type: 't' };
  const each: OutboxItem = { ...item(1, ''), op: { kind: 'send', fields: {}, file } };
  put(table, each);
  let stopped = false;
  const outbox = new Outbox(
    table,
    {
      carry: (sent) => carrier.carry(sent),
      upload: (_, signal) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => {
            stopped = true;
            reject(new DOMException('cancelled', 'AbortError'));
          });
        }),
    },
    quiet,
  );
  await outbox.open();
  await vi.waitFor(() => outbox.cancel(each.key).then(() => expect(stopped).toBe(true)));

  expect(carrier.tries).toEqual([]);
  expect(table.items.size).toBe(0);
});

test('a file does not hold up what is typed after it', async () => {
  const [table, carrier] = [new Table(), new Carried()];
  const file = { blob: new Blob(['x']), name: 'x', type: 't' };
  const slow: OutboxItem = { ...item(1, ''), op: { kind: 'send', fields: {}, file } };
  const typed = item(1, 'typed');
  put(table, slow, typed);
  const never = () => new Promise<never>(() => undefined);
  await new Outbox(table, { carry: (sent) => carrier.carry(sent), upload: never }, quiet).open();

  await vi.waitFor(() => expect(carrier.tries).toEqual([typed.key]));
});

test('what the log has told while its answer came is not told of again', async () => {
  const table = new Table();
  const sent = item(1, 'sent');
  put(table, sent);
  const said: string[] = [];
  const told = new Outbox(
    table,
    {
      carry: async () => {
        // Between the outbox's look and its change.
        table.get = async (key) => {
          const found = table.items.get(key);
          table.items.delete(key);
          said.push('removed');
          return found;
        };
        return { seq: 1 } as Message;
      },
      upload: () => Promise.reject(new Error('no file')),
    },
    { changed: () => said.push('changed'), removed: () => said.push('removed') },
  );
  await told.open();
  await expect.poll(() => said).toContain('removed');
  await expect.poll(() => table.items.size).toBe(0);
  expect(said.at(-1)).toBe('removed');
});

test('an upload that another tab has taken back ends', async () => {
  const table = new Table();
  const file = { blob: new Blob(['x']), name: 'x', type: '' };
  const held = { ...item(1, 'with a file'), op: { kind: 'send', fields: {}, file } } as OutboxItem;
  put(table, held);
  let ended: AbortSignal | undefined;
  const uploading = new Outbox(
    table,
    {
      carry: () => Promise.reject(new Error('not yet')),
      upload: (_, signal) =>
        new Promise((_, no) => {
          ended = signal;
          signal.addEventListener('abort', () => no(new DOMException('', 'AbortError')));
        }),
    },
    quiet,
  );
  await uploading.open();
  await expect.poll(() => ended).toBeDefined();
  table.items.delete(held.key);
  await uploading.cancel(held.key);
  expect(ended?.aborted).toBe(true);
});
