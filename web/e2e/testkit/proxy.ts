import { request as ask, createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Stands before a server as some networks do: everything passes but sockets. */
export class DeafProxy {
  readonly url: string;
  readonly #server: Server;
  /** How many sockets were asked for. */
  refused = 0;

  private constructor(server: Server) {
    this.#server = server;
    this.url = `http://localhost:${(server.address() as AddressInfo).port}`;
    server.on('upgrade', (_, socket) => {
      this.refused += 1;
      socket.destroy();
    });
  }

  static async before(url: string): Promise<DeafProxy> {
    const { hostname, port } = new URL(url);
    const server = createServer((from, to) => {
      const { method, headers, url: path } = from;
      const onwards = ask({ hostname, port, method, path, headers }, (answer) => {
        to.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(to);
      });
      onwards.on('error', () => to.destroy());
      from.pipe(onwards);
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    return new DeafProxy(server);
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}
