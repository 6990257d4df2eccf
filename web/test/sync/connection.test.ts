import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Connection, type ConnectionState } from '../../src/sync/connection.ts';
import { backoff, ending, type ServerEvent } from '../../src/sync/protocol.ts';

/** The browser's end of a socket, driven by the test as the protocol says. */
class FakeSocket {
  readonly sent: Record<string, unknown>[] = [];
  readyState = 0;
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;
  onclose: ((event: { code: number; reason: string }) => void) | null = null;

  send(text: string): void {
    this.sent.push(JSON.parse(text));
  }

  close(): void {
    this.readyState = 3;
  }

  async opens(): Promise<void> {
    this.readyState = 1;
    this.onopen?.();
    await vi.advanceTimersByTimeAsync(0);
  }

  says(...frames: object[]): void {
    this.onmessage?.({ data: JSON.stringify(frames.length === 1 ? frames[0] : frames) });
  }

  ends(code: number, reason = ''): void {
    this.readyState = 3;
    this.onclose?.({ code, reason });
  }
}

let sockets: FakeSocket[];
let states: ConnectionState[];
let heard: ServerEvent[];
let ended: number[];
let connection: Connection;

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('WebSocket', { OPEN: 1 });
  [sockets, states, heard, ended] = [[], [], [], []];
  connection = new Connection({
    session: () => ({ user: 7, token: 'T', device: 'laptop' }),
    open: () => {
      const socket = new FakeSocket();
      sockets.push(socket);
      return socket as unknown as WebSocket;
    },
    resume: async () => ({ user: { epoch: 1, seq: 4 }, chats: { 5: { epoch: 1, seq: 12 } } }),
    heard: (events) => heard.push(...events),
    state: (state) => states.push(state),
    signedOut: (code) => ended.push(code),
    random: () => 0.5,
  });
});

afterEach(() => {
  connection.stop();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

async function live(): Promise<FakeSocket> {
  connection.start();
  const socket = sockets.at(-1) as FakeSocket;
  await socket.opens();
  socket.says({ id: 1, ok: { user: 7 } }, { type: 'resumed', data: { user: {}, chats: [] } });
  return socket;
}

test('signs in with what is held, and is live from the mark on', async () => {
  const socket = await live();

  expect(socket.sent[0]).toMatchObject({ type: 'auth', token: 'T', device: 'laptop' });
  expect(socket.sent[0]).toMatchObject({ resume: { chats: { 5: { epoch: 1, seq: 12 } } } });
  expect(states).toEqual(['connecting', 'catching-up', 'live']);
  expect(heard.map(({ type }) => type)).toEqual(['resumed']);
});

test('answers find their commands in any order; a lost line fails what waits, to be tried again', async () => {
  const socket = await live();
  const [one, two, three] = ['a', 'b', 'c'].map((name) => connection.command(name));
  const ids = socket.sent.slice(1).map(({ id }) => id);
  socket.says(
    { id: ids[1], ok: { n: 2 } },
    { id: ids[0], error: { code: 'not_a_member', message: '', retry: null } },
  );
  socket.ends(1006);

  await expect(two).resolves.toEqual({ n: 2 });
  await expect(one).rejects.toMatchObject({ code: 'not_a_member', transient: false });
  await expect(three).rejects.toMatchObject({ code: 'network', transient: true });
});

test('close codes say what to do', () => {
  expect(ending(4000, 'slow')).toEqual({ kind: 'now', within: 0 });
  expect(ending(4002, 'moved 5000')).toEqual({ kind: 'now', within: 5000 });
  expect(ending(4103, 'maintenance 30000')).toEqual({ kind: 'backoff', atLeast: 30_000 });
  expect(ending(4202, 'replaced')).toEqual({ kind: 'stay' });
  expect(ending(4401, 'token_invalid')).toEqual({ kind: 'sign-in', code: 4401 });
  expect(ending(1006, '')).toEqual({ kind: 'backoff', atLeast: 0 });
  expect([0, 3, 20].map((tries) => backoff(tries, 1))).toEqual([1000, 8000, 60_000]);
});

test('comes back at once where it may, with growing pauses where it must, and not at all where it must not', async () => {
  (await live()).ends(4001);
  await vi.advanceTimersByTimeAsync(0);
  expect(sockets).toHaveLength(2);
  sockets[1]?.ends(1006);
  await vi.advanceTimersByTimeAsync(500);
  expect(sockets).toHaveLength(2);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(sockets).toHaveLength(3);
  sockets[2]?.ends(4202);
  await vi.advanceTimersByTimeAsync(300_000);
  expect(sockets).toHaveLength(3);
  expect(states.at(-1)).toBe('stopped');
});

test('an ended session is told and not tried again', async () => {
  (await live()).ends(4403, 'banned');
  await vi.advanceTimersByTimeAsync(300_000);

  expect(ended).toEqual([4403]);
  expect(sockets).toHaveLength(1);
});

test('a silent line is asked for a sign of life and given up without one', async () => {
  const socket = await live();
  await vi.advanceTimersByTimeAsync(30_000);
  expect(socket.sent.at(-1)).toMatchObject({ type: 'ping' });
  socket.says({ id: socket.sent.at(-1)?.id, ok: {} });
  await vi.advanceTimersByTimeAsync(29_000);
  expect(states.at(-1)).toBe('live');
  await vi.advanceTimersByTimeAsync(12_000);
  expect(states).toContain('offline');
});
