import { ApiError, networkError } from '../api/error.ts';
import type { Refusal, ServerEvent } from './protocol.ts';

/** What one socket tells of itself. */
export interface WirePorts {
  readonly opened: () => void;
  /** Something came, whatever it was. */
  readonly alive: () => void;
  /** Events in the order in which they came. */
  readonly heard: (events: readonly ServerEvent[]) => void;
  /** The other side, or the network, has ended it. */
  readonly closed: (code: number, reason: string) => void;
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

/** One socket from its opening to its end: sends commands, finds their answers, hands on events. */
export class Wire {
  readonly #socket: WebSocket;
  readonly #pending = new Map<number, Pending>();
  #ports: WirePorts | null;
  #nextId = 1;

  constructor(socket: WebSocket, ports: WirePorts) {
    this.#socket = socket;
    this.#ports = ports;
    socket.onopen = () => this.#ports?.opened();
    socket.onmessage = ({ data }) => this.#hear(JSON.parse(String(data)) as Frame | Frame[]);
    socket.onclose = ({ code, reason }) => {
      const told = this.#ports;
      this.#end();
      told?.closed(code, reason);
    };
  }

  get open(): boolean {
    return this.#socket.readyState === WebSocket.OPEN;
  }

  command<T>(type: string, fields: object): Promise<T> {
    const id = this.#nextId++;
    return new Promise<T>((resolve, reject) => {
      this.#pending.set(id, { resolve: resolve as (answer: unknown) => void, reject });
      this.#socket.send(JSON.stringify({ ...fields, id, type }));
    });
  }

  /** Gives the socket up without waiting for the other side, which may be gone. */
  drop(code = 3001): void {
    this.#end();
    this.#socket.onclose = null;
    this.#socket.onmessage = null;
    this.#socket.close(code);
  }

  /** Says no more, and closes once what was asked on it is answered. */
  retire(): void {
    this.#ports = null;
    if (this.#pending.size === 0) this.drop(1000);
  }

  #hear(frames: Frame | Frame[]): void {
    this.#ports?.alive();
    const events: ServerEvent[] = [];
    for (const frame of Array.isArray(frames) ? frames : [frames]) {
      if (frame.id !== undefined && (frame.ok !== undefined || frame.error)) this.#answer(frame.id, frame);
      else events.push(frame);
    }
    if (events.length > 0) this.#ports?.heard(events);
    if (!this.#ports && this.#pending.size === 0) this.drop(1000);
  }

  #answer(id: number, { ok, error }: Frame): void {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    if (!error) pending?.resolve(ok);
    else pending?.reject(refused(error));
  }

  #end(): void {
    this.#ports = null;
    for (const { reject } of this.#pending.values()) reject(networkError('connection lost'));
    this.#pending.clear();
  }
}

/** Statuses by which a refusal over the socket is like the one over HTTP. */
function refused({ code, message, retry }: Refusal): ApiError {
  return new ApiError(retry === null ? 400 : 503, code, message, retry);
}
