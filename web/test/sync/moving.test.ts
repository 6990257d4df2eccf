import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test, vi } from 'vitest';
import { WebSocket as Socket, type WebSocket, WebSocketServer } from 'ws';
import { Connection, type ConnectionState } from '../../src/sync/connection.ts';
import type { ServerEvent } from '../../src/sync/protocol.ts';
import { Replica } from '../../src/sync/replica.ts';
import { rowFrom } from '../../src/sync/rows.ts';
import { MemoryStorage } from './memory-storage.ts';
import { CHAT, ME, ModelServer } from './model-server.ts';

vi.stubGlobal('WebSocket', Socket);

/** One of several servers over the same logs, on a port of its own; it speaks only what moving needs. */
class Node {
  readonly #listening = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  readonly sockets = new Set<WebSocket>();
  readonly #logs: ModelServer;
  readonly asked: string[] = [];
  /** What has to happen before a sign-in is answered. */
  beforeResuming: () => Promise<void> = async () => undefined;
  mute = false;
  /** The close code and reason that whoever connects gets at once. */
  refusal: readonly [number, string] | null = null;

  constructor(logs: ModelServer) {
    this.#logs = logs;
    this.#listening.on('connection', (socket) => {
      if (this.refusal) socket.close(...this.refusal);
      socket.on('message', (data) => void this.#hear(socket, JSON.parse(String(data))));
      socket.on('close', () => this.sockets.delete(socket));
    });
  }

  listens(): Promise<unknown> {
    return once(this.#listening, 'listening');
  }

  get url(): string {
    return `ws://127.0.0.1:${(this.#listening.address() as AddressInfo).port}`;
  }

  async #hear(socket: WebSocket, { id, type, resume }: { id: number; type: string; resume?: object }) {
    this.asked.push(type);
    if (type !== 'auth') {
      if (!this.mute) socket.send(JSON.stringify({ id, ok: { type } }));
      return;
    }
    await this.beforeResuming();
    const { events, resumed } = this.#logs.resume(resume ?? null);
    this.sockets.add(socket);
    socket.send(JSON.stringify([{ id, ok: {} }, ...events, { type: 'resumed', data: resumed }]));
  }

  tell(event: ServerEvent): void {
    for (const socket of this.sockets) socket.send(JSON.stringify(event));
  }

  cut(): void {
    for (const socket of this.sockets) socket.close(4002, 'moved 0');
  }

  /** All sockets end without a word. */
  lose(): void {
    for (const socket of this.#listening.clients) socket.terminate();
  }

  close(): void {
    this.lose();
    this.#listening.close();
  }
}

/** A socket as a browser has it, which keeps a failure that nobody listens for to itself; the library throws it. */
function dial(dials: number[], url: string): globalThis.WebSocket {
  dials.push(performance.now());
  const socket = new Socket(url);
  socket.on('error', () => undefined);
  return socket as unknown as globalThis.WebSocket;
}

class Scene {
  readonly logs = new ModelServer();
  readonly nodes = [new Node(this.logs), new Node(this.logs)] as const;
  readonly states: ConnectionState[] = [];
  /** Numbers that were stored, in their order, each as often as it was. */
  readonly applied: number[] = [];
  readonly gaps: unknown[] = [];
  readonly restarts: number[] = [];
  readonly storage = new MemoryStorage();
  readonly connection: Connection;
  at = 0;
  moves = 0;
  random = Math.random;
  /** When a socket was opened. */
  readonly dials: number[] = [];
  #queue: Promise<unknown> = Promise.resolve();

  constructor() {
    const replica = new Replica(this.storage, this.#listener(), ME);
    const inOrder = <T>(work: () => Promise<T>): Promise<T> => {
      const next = this.#queue.then(work);
      this.#queue = next;
      return next;
    };
    this.storage.rows.set(CHAT, rowFrom(this.logs.list(), { me: ME, epoch: 1 }, undefined));
    this.storage.position = { epoch: 1, seq: 0 };
    this.connection = new Connection({
      session: () => ({ user: ME, token: 'T', device: 'laptop' }),
      open: () => dial(this.dials, (this.nodes[this.at] as Node).url),
      resume: () => inOrder(() => replica.resume()),
      heard: (events) => {
        for (const event of events) {
          void inOrder(() =>
            event.type === 'resumed' ? replica.resumed(event.data as never) : replica.apply([event]),
          );
        }
      },
      state: (state) => this.states.push(state),
      moved: () => this.moves++,
      signedOut: () => undefined,
      random: () => this.random(),
    });
  }

  #listener() {
    const nothing = () => undefined;
    return {
      ...{ removed: nothing, event: nothing, reload: nothing, unknown: nothing },
      changed: (_: unknown, messages: readonly { seq: number }[]) =>
        this.applied.push(...messages.map(({ seq }) => seq)),
      restarted: (chat: number) => this.restarts.push(chat),
      gap: (request: unknown) => this.gaps.push(request),
    };
  }

  /** Somebody writes; all nodes tell it, or one is late. */
  say(...nodes: readonly Node[]): void {
    this.logs.send(2, false);
    const event = this.logs.event(this.logs.log.length);
    for (const node of nodes.length > 0 ? nodes : this.nodes) node.tell(event);
  }

  async live(): Promise<void> {
    await Promise.all(this.nodes.map((node) => node.listens()));
    this.connection.start();
    await vi.waitFor(() => expect(this.states.at(-1)).toBe('live'));
  }

  async holdsAll(): Promise<void> {
    const all = this.logs.log.map((_, index) => index + 1);
    await vi.waitFor(() => expect(this.applied).toEqual(all), { timeout: 10_000 });
    expect(this.storage.rows.get(CHAT)?.position.seq).toBe(this.logs.log.length);
    expect([this.gaps, this.restarts]).toEqual([[], []]);
  }
}

let scene: Scene;

afterEach(() => {
  scene.connection.stop();
  for (const node of scene.nodes) node.close();
});

test('moves to another server in the time it is given, always live, and takes each event once', async () => {
  scene = new Scene();
  const [from, to] = scene.nodes;
  await scene.live();
  const writing = setInterval(() => scene.say(), 5);
  scene.at = 1;
  from.tell({ type: 'server:leaving', data: { within: 1_000 } });
  await vi.waitFor(() => expect(from.sockets.size).toBe(0), { timeout: 10_000 });
  clearInterval(writing);
  scene.say();

  await scene.holdsAll();
  expect(scene.states).toEqual(['connecting', 'catching-up', 'live']);
  expect([scene.moves, to.sockets.size]).toEqual([1, 1]);
  expect(await scene.connection.command('which')).toEqual({ type: 'which' });
  expect(to.asked).toEqual(['auth', 'which']);
});

test('what comes on both sockets while the second one signs in is taken once; what was asked is answered', async () => {
  scene = new Scene();
  const [from, to] = scene.nodes;
  await scene.live();
  let asked: Promise<unknown> = Promise.resolve();
  to.beforeResuming = async () => {
    from.mute = true;
    asked = scene.connection.command('slow');
    await vi.waitFor(() => expect(from.asked).toContain('slow'));
    for (let more = 0; more < 5; more++) scene.say();
  };
  scene.at = 1;
  from.tell({ type: 'server:leaving', data: { within: 100 } });
  await vi.waitFor(() => expect(scene.moves).toBe(1), { timeout: 10_000 });

  // The old one ends only with the answer, and nothing that it still tells is taken a second time.
  for (let more = 0; more < 3; more++) scene.say();
  await scene.holdsAll();
  expect(from.sockets.size).toBe(1);
  for (const socket of from.sockets) socket.send(JSON.stringify({ id: 2, ok: { late: true } }));
  expect(await asked).toEqual({ late: true });
  await vi.waitFor(() => expect(from.sockets.size).toBe(0));
  expect(scene.states).toEqual(['connecting', 'catching-up', 'live']);
});

test('where no other server takes it, it hears on, and tries until the first one ends', async () => {
  scene = new Scene();
  const [from, to] = scene.nodes;
  await scene.live();
  let refused = 0;
  to.beforeResuming = () => {
    scene.say(from);
    refused++;
    return new Promise(() => to.close());
  };
  scene.at = 1;
  from.tell({ type: 'server:leaving', data: { within: 100 } });
  await vi.waitFor(() => expect(refused).toBe(1), { timeout: 10_000 });
  await scene.holdsAll();
  expect(scene.states).toEqual(['connecting', 'catching-up', 'live']);

  scene.at = 0;
  await vi.waitFor(() => expect(scene.moves).toBe(1), { timeout: 10_000 });
  scene.say();
  await scene.holdsAll();
  expect(scene.states).toEqual(['connecting', 'catching-up', 'live']);
});

test('a server that ends before the second socket has caught up leaves the line to it', async () => {
  scene = new Scene();
  const [from, to] = scene.nodes;
  await scene.live();
  to.beforeResuming = async () => {
    scene.say(from);
    from.cut();
    await vi.waitFor(() => expect(scene.states.at(-1)).toBe('catching-up'));
    scene.say();
  };
  scene.at = 1;
  from.tell({ type: 'server:leaving', data: { within: 100 } });

  await vi.waitFor(() => expect(scene.states.slice(2)).toEqual(['live', 'catching-up', 'live']), {
    timeout: 10_000,
  });
  await scene.holdsAll();
});

test.each([
  [4100, 'overloaded'],
  [4103, 'maintenance 30000'],
  [4203, 'device_required'],
  [4205, 'stay'],
  [4401, 'token_expired'],
])(
  'a refusal of the second socket (%i %s) is not asked for twice while the first one serves',
  async (...refusal) => {
    scene = new Scene();
    const [from, to] = scene.nodes;
    await scene.live();
    scene.random = () => 0;
    to.refusal = refusal;
    scene.at = 1;
    from.tell({ type: 'server:leaving', data: { within: 100 } });
    await vi.waitFor(() => expect(scene.dials.length).toBe(2), { timeout: 10_000 });
    // Longer than the shortest pause before another try.
    await new Promise((done) => setTimeout(done, 600));

    scene.say(from);
    await scene.holdsAll();
    expect([scene.dials.length, scene.moves]).toEqual([2, 0]);
    expect(scene.states).toEqual(['connecting', 'catching-up', 'live']);

    // The usual way goes on from the end of the first one.
    to.refusal = null;
    from.cut();
    await vi.waitFor(() => expect(to.sockets.size).toBe(1), { timeout: 10_000 });
    await vi.waitFor(() => expect(scene.states.at(-1)).toBe('live'));
    expect(scene.dials.length).toBe(3);
  },
);

test('servers that cannot be reached are tried after random pauses that grow', async () => {
  scene = new Scene();
  const [from, to] = scene.nodes;
  await scene.live();
  scene.random = () => 0.5;
  to.beforeResuming = () => new Promise(() => to.lose());
  scene.at = 1;
  from.tell({ type: 'server:leaving', data: { within: 100 } });
  await vi.waitFor(() => expect(scene.dials.length).toBe(4), { timeout: 10_000 });

  const [, first = 0, second = 0, third = 0] = scene.dials;
  // 1 s and 2 s, of which a random part; timers are never early by more than their own resolution.
  expect(second - first).toBeGreaterThan(600);
  expect(third - second).toBeGreaterThan(1_200);
  expect(scene.states).toEqual(['connecting', 'catching-up', 'live']);
});
