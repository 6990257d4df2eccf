import { ApiError, networkError } from '../api/error.ts';
import type { Session } from '../api/session.ts';
import {
  backoff,
  DEVICE_REQUIRED,
  type Ending,
  ending,
  type Refusal,
  type ServerEvent,
  type SyncRequest,
} from './protocol.ts';

/** What the user may want to know of the line to the server. */
export type ConnectionState =
  | 'connecting'
  | 'catching-up'
  | 'live'
  /** No socket comes through, so the server is asked for news again and again. */
  | 'polling'
  | 'offline'
  | 'stopped'
  | 'signed-out';

/** What a connection needs of its surroundings. */
export interface ConnectionPorts {
  readonly session: () => Session;
  readonly open: () => WebSocket;
  /** The positions held, asked for at each new connection. */
  readonly resume: () => Promise<SyncRequest | null>;
  /** The encryption device whose mailbox is to be brought, if this browser is one; asked for at each new connection. */
  readonly device?: () => Promise<number | null>;
  /** The server says that the sign-in does not belong to that device. */
  readonly deviceRefused?: () => Promise<void>;
  /** Events in the order in which they came. */
  readonly heard: (events: readonly ServerEvent[]) => void;
  readonly state: (state: ConnectionState) => void;
  /** The session is over, for this reason. */
  readonly signedOut: (code: number) => void;
  readonly random: () => number;
}

interface Pending {
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: ApiError) => void;
}

interface Frame extends ServerEvent {
  readonly id?: number;
  readonly ok?: unknown;
  readonly error?: Refusal;
}

/** Silence after which the line is tried, and how long the answer may take. */
const QUIET = 30_000;
const ANSWER = 10_000;

/**
 * One account's socket: signs in, resumes, answers commands, notices a dead line, and comes back as the close code
 * says. Made once; `start` and `stop` may be called any number of times.
 */
export class Connection {
  readonly #ports: ConnectionPorts;
  readonly #pending = new Map<number, Pending>();
  #socket: WebSocket | null = null;
  #nextId = 1;
  #tries = 0;
  #running = false;
  #live = false;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #watchdog: ReturnType<typeof setTimeout> | undefined;

  constructor(ports: ConnectionPorts) {
    this.#ports = ports;
  }

  start(): void {
    if (this.#running) return;
    this.#running = true;
    this.#connect();
  }

  stop(): void {
    this.#running = false;
    clearTimeout(this.#retry);
    this.#drop(1000);
  }

  /** The network is said to be back, or somebody looks at the page: tries at once instead of at the next turn. */
  kick(): void {
    if (!this.#running) return;
    if (this.#socket) {
      if (this.#live) this.#probe();
      return;
    }
    clearTimeout(this.#retry);
    this.#tries = 0;
    this.#connect();
  }

  /** Gives the line up and resumes on a new one. */
  restart(): void {
    this.#drop(3001);
  }

  get live(): boolean {
    return this.#live;
  }

  /** Sends a command; a lost line is an `ApiError` that may be tried again, a refusal is one with the server's code. */
  command<T>(type: string, fields: object = {}): Promise<T> {
    if (!this.#live) return Promise.reject(networkError('not connected'));
    return this.#send<T>(type, fields);
  }

  #send<T>(type: string, fields: object): Promise<T> {
    const id = this.#nextId++;
    return new Promise<T>((resolve, reject) => {
      this.#pending.set(id, { resolve: resolve as (answer: unknown) => void, reject });
      this.#socket?.send(JSON.stringify({ ...fields, id, type }));
    });
  }

  #connect(): void {
    this.#ports.state('connecting');
    const socket = this.#ports.open();
    this.#socket = socket;
    this.#watch();
    socket.onopen = () => void this.#signIn(socket);
    socket.onmessage = ({ data }) => {
      if (socket !== this.#socket) return;
      this.#watch();
      this.#hear(JSON.parse(String(data)) as Frame | Frame[]);
    };
    socket.onclose = ({ code, reason }) => {
      if (socket !== this.#socket) return;
      if (code === DEVICE_REQUIRED) void this.#ports.deviceRefused?.();
      this.#ended(ending(code, reason));
    };
  }

  async #signIn(socket: WebSocket): Promise<void> {
    const resume = await this.#ports.resume();
    const mailbox = (await this.#ports.device?.()) ?? null;
    if (socket !== this.#socket || socket.readyState !== WebSocket.OPEN) return;
    const { token, device } = this.#ports.session();
    this.#ports.state('catching-up');
    // A refusal of `auth` comes with a close code, which decides.
    const said = {
      ...{ token, device: device.slice(0, 64), encrypted: true },
      ...(mailbox === null ? {} : { e2ee_device: mailbox }),
      ...(resume ? { resume } : {}),
    };
    this.#send('auth', said).catch(() => undefined);
  }

  #hear(frames: Frame | Frame[]): void {
    const events: ServerEvent[] = [];
    for (const frame of Array.isArray(frames) ? frames : [frames]) {
      if (frame.id !== undefined && (frame.ok !== undefined || frame.error)) this.#answer(frame.id, frame);
      else events.push(frame);
    }
    if (events.length > 0) this.#ports.heard(events);
    if (events.some(({ type }) => type === 'resumed')) {
      this.#live = true;
      this.#tries = 0;
      this.#ports.state('live');
    }
  }

  #answer(id: number, { ok, error }: Frame): void {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    if (!error) pending?.resolve(ok);
    else pending?.reject(refused(error));
  }

  #ended(end: Ending): void {
    this.#socket = null;
    this.#live = false;
    clearTimeout(this.#watchdog);
    for (const { reject } of this.#pending.values()) reject(networkError('connection lost'));
    this.#pending.clear();
    if (!this.#running) return;
    if (end.kind === 'sign-in') {
      this.#running = false;
      this.#ports.state('signed-out');
      this.#ports.signedOut(end.code);
    } else if (end.kind === 'stay') {
      this.#running = false;
      this.#ports.state('stopped');
    } else {
      this.#ports.state('offline');
      this.#retry = setTimeout(() => this.#connect(), this.#pause(end));
    }
  }

  #pause(end: Ending & { kind: 'now' | 'backoff' }): number {
    const { random } = this.#ports;
    const tries = this.#tries++;
    // A server that ends at once again and again is not met at full speed.
    if (end.kind === 'now' && tries < 3) return end.within * random();
    const wait = backoff(tries, random());
    return end.kind === 'backoff' ? Math.max(wait, end.atLeast * (1 + random())) : wait;
  }

  /** Whatever comes proves that the line lives; after silence it has to prove it. */
  #watch(): void {
    clearTimeout(this.#watchdog);
    this.#watchdog = setTimeout(() => (this.#live ? this.#probe() : this.#drop(4001)), QUIET);
  }

  #probe(): void {
    clearTimeout(this.#watchdog);
    this.#watchdog = setTimeout(() => this.#drop(4001), ANSWER);
    this.#send('ping', {}).then(
      () => undefined,
      () => undefined,
    );
  }

  /** Gives the socket up without waiting for the other side, which may be gone. */
  #drop(code: number): void {
    const socket = this.#socket;
    if (!socket) return;
    socket.onclose = null;
    socket.onmessage = null;
    socket.close(code === 1000 ? 1000 : 3001);
    this.#ended({ kind: 'backoff', atLeast: 0 });
  }
}

/** Statuses by which a refusal over the socket is like the one over HTTP. */
function refused({ code, message, retry }: Refusal): ApiError {
  return new ApiError(retry === null ? 400 : 503, code, message, retry);
}
