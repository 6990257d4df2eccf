import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const ROOT = resolve(import.meta.dirname, '../../..');
const JAR = join(ROOT, 'server/target/kocmoc.jar');
/** A first start unpacks and initialises PostgreSQL, on a machine that may be busy. */
const START_MILLIS = 240_000;

export const ADMIN = { email: 'admin@kocmoc.test', password: 'the admin of the tests' } as const;

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((listening) => probe.listen(0, '127.0.0.1', listening));
  const address = probe.address();
  await new Promise((closed) => probe.close(closed));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

/** A real server with its own embedded PostgreSQL in a folder of its own, as `./kocmoc start` runs it. */
export class TestServer {
  readonly url: string;
  readonly #port: number;
  readonly #folder: string;
  readonly #settings: Record<string, string>;
  #process: ChildProcess | null = null;
  #log = '';

  private constructor(port: number, folder: string, settings: Record<string, string>) {
    this.#port = port;
    this.#folder = folder;
    this.#settings = settings;
    this.url = `http://localhost:${port}`;
  }

  static async start(settings: Record<string, string> = {}): Promise<TestServer> {
    const folder = mkdtempSync(join(tmpdir(), 'kocmoc-e2e-'));
    const server = new TestServer(await freePort(), folder, settings);
    await server.up();
    return server;
  }

  /** What it has logged lately, and every file of its folder, the database's among them, as bytes. */
  everythingStored(): Buffer {
    const files = readdirSync(this.#folder, { recursive: true, withFileTypes: true }).filter((each) =>
      each.isFile(),
    );
    const bytes = files.map(({ parentPath, name }) => readFileSync(join(parentPath, name)));
    return Buffer.concat([Buffer.from(this.#log), ...bytes]);
  }

  /** Where its mails and data lie. */
  get folder(): string {
    return this.#folder;
  }

  #run(...command: string[]): ChildProcess {
    const java = join(execFileSync(join(ROOT, 'kocmoc'), ['jdk'], { encoding: 'utf8' }).trim(), 'bin/java');
    return spawn(java, ['-XX:+UseCompactObjectHeaders', '-Xmx512m', '-jar', JAR, ...command], {
      cwd: this.#folder,
      env: {
        PATH: process.env.PATH ?? '',
        HOME: process.env.HOME ?? '',
        PORT: String(this.#port),
        KOCMOC_HOST: '127.0.0.1',
        ADMIN_EMAIL: ADMIN.email,
        ADMIN_PASSWORD: ADMIN.password,
        RATE_LIMITS: 'off',
        BACKUP_PASSPHRASE: 'the passphrase of the tests',
        ...this.#settings,
      },
    });
  }

  async #command(...command: string[]): Promise<void> {
    const child = this.#run(...command);
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (text) => (said += text));
    const status = await new Promise((ended) => child.once('exit', ended));
    if (status !== 0) throw new Error(`${command.join(' ')} ended with ${status}:\n${said}`);
  }

  /** Backs it up as an operator would, beside the running server. */
  async backUp(): Promise<void> {
    rmSync(join(this.#folder, 'kocmoc.backup'), { force: true });
    await this.#command('backup', '--output', 'kocmoc.backup');
  }

  /** Loses everything and comes back from the last backup. */
  async comeBack(): Promise<void> {
    await this.down();
    rmSync(join(this.#folder, 'data'), { recursive: true, force: true });
    await this.#command('restore', 'kocmoc.backup');
    await this.up();
  }

  async up(): Promise<void> {
    const child = this.#run('start');
    this.#process = child;
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (text) => this.#hear(text));
    const deadline = Date.now() + START_MILLIS;
    while (!(await this.#isReady())) {
      if (child.exitCode !== null || Date.now() > deadline) throw new Error(`no server:\n${this.#log}`);
      await sleep(250);
    }
  }

  /** Stops it as an operator would; its data stay for `up`. */
  async down(): Promise<void> {
    const child = this.#process;
    if (!child || child.exitCode !== null) return;
    const ended = new Promise((resolveEnd) => child.once('exit', resolveEnd));
    child.kill('SIGTERM');
    await ended;
    this.#process = null;
  }

  /** Kills it as a power cut would, and starts it again. */
  async crash(): Promise<void> {
    const child = this.#process;
    if (!child) throw new Error('it does not run');
    const ended = new Promise((resolveEnd) => child.once('exit', resolveEnd));
    child.kill('SIGKILL');
    await ended;
    await this.up();
  }

  async close(): Promise<void> {
    await this.down();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** The code in the newest mail to an address. */
  async codeFor(email: string): Promise<string> {
    const folder = join(this.#folder, 'data/mail');
    for (let attempt = 0; attempt < 100; attempt++) {
      const mails = readdirSync(folder)
        .filter((name) => name.includes(email))
        .sort();
      const newest = mails.at(-1);
      const code =
        newest &&
        /\b(\d{6})\b/.exec(readFileSync(join(folder, newest), 'utf8').split('\r\n\r\n').slice(1).join())?.[1];
      if (code) return code;
      await sleep(100);
    }
    throw new Error(`no mail to ${email}`);
  }

  #hear(text: Buffer): void {
    this.#log = (this.#log + text.toString()).slice(-20_000);
  }

  async #isReady(): Promise<boolean> {
    return fetch(`${this.url}/health/ready`).then(
      ({ ok }) => ok,
      () => false,
    );
  }
}
