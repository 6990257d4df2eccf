import { networkError } from '../api/error.ts';
import type { Session } from '../api/session.ts';
import {
  backoff,
  DEVICE_REQUIRED,
  type Ending,
  ending,
  type ServerEvent,
  type SyncRequest,
} from './protocol.ts';
import { Wire } from './wire.ts';

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
  /** Another socket has taken over without a break: what the server keeps for each socket is to be asked anew. */
  readonly moved?: () => void;
  /** The session is over, for this reason. */
  readonly signedOut: (code: number) => void;
  readonly random: () => number;
}

/** Silence after which the line is tried, and how long the answer may take. */
const QUIET = 30_000;
const ANSWER = 10_000;

/** How long a server stays that does not say it, and the part of that time in which the first try to move is made. */
const LEAVING = 5_000;
const SOON = 0.5;

/** Close codes from here on are the server's; lower ones are the browser's, for a refused upgrade too. */
const SAID = 4000;

/**
 * One account's line to the server: signs in, resumes, answers commands, notices a dead line, and comes back as the
 * close code says. Where a server says that it goes away, a second socket signs in while the first still serves, and
 * takes over once it is caught up. Made once; `start` and `stop` may be called any number of times.
 */
export class Connection {
  readonly #ports: ConnectionPorts;
  #wire: Wire | null = null;
  #heir: Heir | null = null;
  #tries = 0;
  #moves = 0;
  #running = false;
  #live = false;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #move: ReturnType<typeof setTimeout> | undefined;
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
    if (this.#wire) {
      if (this.#live) this.#probe();
      return;
    }
    clearTimeout(this.#retry);
    this.#tries = 0;
    this.#connect();
  }

  /** Gives the line up and resumes on a new one. */
  restart(): void {
    this.#drop();
  }

  get live(): boolean {
    return this.#live;
  }

  /** Sends a command; a lost line is an `ApiError` that may be tried again, a refusal is one with the server's code. */
  command<T>(type: string, fields: object = {}): Promise<T> {
    if (!this.#live || !this.#wire) return Promise.reject(networkError('not connected'));
    return this.#wire.command<T>(type, fields);
  }

  #connect(): void {
    this.#ports.state('connecting');
    this.#wire = this.#dial();
    this.#watch();
  }

  #dial(): Wire {
    const wire: Wire = new Wire(this.#ports.open(), {
      opened: () => void this.#signIn(wire),
      alive: () => wire === this.#wire && this.#watch(),
      heard: (events) => (wire === this.#wire ? this.#heard(events) : this.#heardByHeir(wire, events)),
      closed: (code, reason) =>
        wire === this.#wire
          ? this.#closed(ending(code, reason), code)
          : this.#moveFailed(wire, ending(code, reason), code),
    });
    return wire;
  }

  async #signIn(wire: Wire): Promise<void> {
    // What the first socket brings of the logs from now on, a second one brings as well. It is kept back, because the
    // second one's `resumed` must not meet positions that are further than what it stands for.
    if (this.#heir?.wire === wire) this.#heir.held = [];
    const resume = await this.#ports.resume();
    const mailbox = (await this.#ports.device?.()) ?? null;
    if ((wire !== this.#wire && wire !== this.#heir?.wire) || !wire.open) return;
    const { token, device } = this.#ports.session();
    if (wire === this.#wire) this.#ports.state('catching-up');
    // A refusal of `auth` comes with a close code, which decides.
    const said = {
      ...{ token, device: device.slice(0, 64), encrypted: true },
      ...(mailbox === null ? {} : { e2ee_device: mailbox }),
      ...(resume ? { resume } : {}),
    };
    wire.command('auth', said).catch(() => undefined);
  }

  #heard(events: readonly ServerEvent[]): void {
    const held = this.#heir?.held;
    const told = held ? events.filter(({ seq }) => seq === undefined) : events;
    held?.push(...events.filter(({ seq }) => seq !== undefined));
    if (told.length > 0) this.#ports.heard(told);
    if (events.some(({ type }) => type === 'resumed')) this.#caughtUp();
    const leaving = events.find(({ type }) => type === 'server:leaving');
    if (leaving) this.#leave(Number(leaving.data?.within ?? LEAVING));
  }

  #caughtUp(): void {
    this.#live = true;
    this.#tries = 0;
    this.#ports.state('live');
  }

  #closed(end: Ending, code: number): void {
    if (code === DEVICE_REQUIRED) void this.#ports.deviceRefused?.();
    const heir = this.#heir;
    if (!heir || end.kind === 'sign-in' || end.kind === 'stay') {
      this.#ended(end);
      return;
    }
    // It went before the second one had caught up, which brings all that was kept back.
    this.#heir = null;
    this.#wire = heir.wire;
    this.#live = false;
    this.#ports.state(heir.held ? 'catching-up' : 'connecting');
    this.#watch();
  }

  #ended(end: Ending): void {
    this.#wire = null;
    this.#live = false;
    this.#disinherit();
    clearTimeout(this.#move);
    clearTimeout(this.#watchdog);
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

  /** The server goes away: moves at some moment of the time it gives, early enough to try again. */
  #leave(within: number): void {
    if (!this.#live || this.#heir) return;
    clearTimeout(this.#move);
    this.#moves = 0;
    this.#move = setTimeout(() => this.#inherit(), within * SOON * this.#ports.random());
  }

  /** A second socket, which takes over when it is caught up. */
  #inherit(): void {
    this.#heir = { wire: this.#dial(), held: null };
  }

  #heardByHeir(wire: Wire, events: readonly ServerEvent[]): void {
    this.#ports.heard(events);
    if (!events.some(({ type }) => type === 'resumed')) return;
    const old = this.#wire;
    this.#heir = null;
    this.#wire = wire;
    old?.retire();
    this.#watch();
    this.#ports.moved?.();
  }

  /**
   * A server that could not be reached is tried again, ever more rarely. One that says in words that it wants nobody now
   * is left alone: the first socket serves until it ends, and what is said to the connection after it is obeyed.
   */
  #moveFailed(wire: Wire, end: Ending, code: number): void {
    if (this.#heir?.wire !== wire) return;
    this.#disinherit();
    if (code >= SAID && end.kind !== 'now') return;
    this.#move = setTimeout(() => this.#inherit(), backoff(this.#moves++, this.#ports.random()));
  }

  /** Gives up what was to take over; what was left to it is told now. */
  #disinherit(): void {
    const heir = this.#heir;
    this.#heir = null;
    heir?.wire.drop();
    if (heir?.held?.length) this.#ports.heard(heir.held);
  }

  /** Whatever comes proves that the line lives; after silence it has to prove it. */
  #watch(): void {
    clearTimeout(this.#watchdog);
    this.#watchdog = setTimeout(() => (this.#live ? this.#probe() : this.#drop()), QUIET);
  }

  #probe(): void {
    clearTimeout(this.#watchdog);
    this.#watchdog = setTimeout(() => this.#drop(), ANSWER);
    this.#wire?.command('ping', {}).then(
      () => undefined,
      () => undefined,
    );
  }

  #drop(code?: number): void {
    const wire = this.#wire;
    if (!wire) return;
    wire.drop(code);
    this.#ended({ kind: 'backoff', atLeast: 0 });
  }
}

/** A socket that is to take over, and what the first one has brought of the logs since its positions were read. */
interface Heir {
  readonly wire: Wire;
  held: ServerEvent[] | null;
}
