import { request as ask, createServer, type IncomingMessage, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import type { Duplex } from 'node:stream';

/** How a request fares: `lost` before the server has it, `unanswered` after. */
export type Fate = 'through' | 'lost' | 'unanswered';

/** Stands before a server as a bad network does: loses requests and answers, and cuts sockets. */
export class RoughProxy {
  readonly url: string;
  readonly #server: Server;
  readonly #lines = new Set<Duplex>();
  /** What becomes of the next request for an address. */
  fate: (path: string) => Fate = () => 'through';
  /** Sees what is sent to an address, also what is lost on its way. */
  seen: (path: string, body: string) => void = () => undefined;

  private constructor(server: Server, to: URL) {
    this.#server = server;
    this.url = `http://localhost:${(server.address() as AddressInfo).port}`;
    server.on('request', (from, answer) => {
      const fate = this.fate(from.url ?? '');
      const parts: Buffer[] = [];
      from.on('data', (part: Buffer) => parts.push(part));
      from.on('error', () => undefined);
      from.on('end', () => {
        const body = Buffer.concat(parts);
        if (from.method === 'POST') this.seen(from.url ?? '', body.toString());
        if (fate === 'lost') return void answer.destroy();
        const { method, headers, url: path } = from;
        const onwards = ask({ hostname: to.hostname, port: to.port, method, path, headers }, (answered) => {
          if (fate === 'unanswered') return void answered.resume().on('end', () => answer.destroy());
          answer.writeHead(answered.statusCode ?? 502, answered.headers);
          answered.on('error', () => answer.destroy()).pipe(answer);
        });
        onwards.on('error', () => answer.destroy());
        onwards.end(body);
      });
    });
    server.on('upgrade', (from, socket, head) => this.#join(from, socket, head, to));
  }

  static async before(url: string): Promise<RoughProxy> {
    const server = createServer();
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    return new RoughProxy(server, new URL(url));
  }

  #join({ method, url, rawHeaders }: IncomingMessage, socket: Duplex, head: Buffer, to: URL): void {
    const lines = [`${method} ${url} HTTP/1.1`];
    for (let i = 0; i < rawHeaders.length; i += 2) lines.push(`${rawHeaders[i]}: ${rawHeaders[i + 1]}`);
    const onwards = connect(Number(to.port), to.hostname, () => {
      onwards.write(`${lines.join('\r\n')}\r\n\r\n`);
      onwards.write(head);
      socket.pipe(onwards).pipe(socket);
    });
    for (const [one, other] of [
      [socket, onwards],
      [onwards, socket],
    ] as const) {
      this.#lines.add(one);
      one.on('error', () => undefined);
      one.on('close', () => {
        this.#lines.delete(one);
        other.destroy();
      });
    }
  }

  /** Cuts all sockets that are open. */
  cut(): void {
    for (const line of this.#lines) line.destroy();
  }

  close(): void {
    this.cut();
    this.#server.closeAllConnections();
    this.#server.close();
  }
}
