import { ApiError, networkError } from '../api/error.ts';
import { Connection, type ConnectionPorts, type ConnectionState } from './connection.ts';
import { Poller } from './poller.ts';
import type { Synced, SyncRequest } from './protocol.ts';

/** Carries out a command and gives its answer. */
export type Command = <T>(type: string, fields?: object) => Promise<T>;

export interface LinePorts extends ConnectionPorts {
  /** Carries a command out without the socket. */
  readonly otherwise: Command;
  /** Takes what polling brought; `first`: nothing was held before. */
  readonly polled: (answer: Synced, first: boolean) => Promise<void>;
}

/** So many sockets have to fail in a row, or one has to take so long, before the server is asked without one. */
const FAILURES = 2;
const SLOW = 10_000;
const TOKEN_INVALID = 4401;

/**
 * One account's line to the server: its socket, and where no socket comes through, questions over HTTP until one
 * does. Says `polling` while it is so.
 */
export class Line {
  readonly #ports: LinePorts;
  readonly #connection: Connection;
  readonly #poller: Poller;
  #failures = 0;
  #slow: ReturnType<typeof setTimeout> | undefined;

  constructor(ports: LinePorts) {
    this.#ports = ports;
    this.#connection = new Connection({ ...ports, state: (state) => this.#changed(state) });
    this.#poller = new Poller({
      resume: ports.resume,
      ask: (request) => this.#ask(request),
      take: ports.polled,
      reached: (yes) => ports.state(yes ? 'polling' : 'offline'),
      random: ports.random,
    });
  }

  start(): void {
    this.#connection.start();
  }

  stop(): void {
    this.#connection.stop();
    this.#quiet();
  }

  /** The network is said to be back, or somebody looks at the page: tries at once instead of at the next turn. */
  kick(): void {
    this.#connection.kick();
    this.#poller.kick();
  }

  /** Gives the socket up and resumes on a new one. */
  restart(): void {
    this.#connection.restart();
  }

  readonly command: Command = (type, fields = {}) => {
    if (this.#connection.live) return this.#connection.command(type, fields);
    if (this.#poller.reaches) return this.#ports.otherwise(type, fields);
    return Promise.reject(networkError('not connected'));
  };

  async #ask(request: SyncRequest): Promise<Synced> {
    try {
      return await this.#ports.otherwise<Synced>('sync', request);
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) this.#over();
      throw error;
    }
  }

  /** What a socket would have been closed with. */
  #over(): void {
    this.stop();
    this.#ports.state('signed-out');
    this.#ports.signedOut(TOKEN_INVALID);
  }

  #changed(state: ConnectionState): void {
    if (state === 'live') {
      this.#failures = 0;
      this.#quiet();
    } else if (state === 'stopped' || state === 'signed-out') this.#quiet();
    else if (state === 'connecting') this.#slow ??= setTimeout(() => this.#poller.start(), SLOW);
    else if (state === 'offline' && ++this.#failures >= FAILURES) this.#poller.start();
    // What the socket tries meanwhile is of no interest while the server answers.
    if (!this.#poller.reaches) this.#ports.state(state);
  }

  #quiet(): void {
    clearTimeout(this.#slow);
    this.#slow = undefined;
    this.#poller.stop();
  }
}
