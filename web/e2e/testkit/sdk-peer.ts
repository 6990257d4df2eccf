import { type ChildProcessWithoutNullStreams, execFileSync, spawn } from 'node:child_process';
import { join, resolve } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import type { Person } from './api.ts';
import type { TestServer } from './server.ts';

const ROOT = resolve(import.meta.dirname, '../../..');
const PATIENCE_MILLIS = 60_000;

/** A device of the Java SDK, in a process of its own. */
export class SdkPeer {
  readonly #process: ChildProcessWithoutNullStreams;
  readonly #lines: Interface;

  private constructor(process: ChildProcessWithoutNullStreams) {
    this.#process = process;
    this.#lines = createInterface({ input: process.stdout });
  }

  /** Makes somebody a device; returns when it can be written to. */
  static async start(server: TestServer, person: Person): Promise<SdkPeer> {
    const java = join(execFileSync(join(ROOT, 'kocmoc'), ['jdk'], { encoding: 'utf8' }).trim(), 'bin/java');
    const classes = ['ratchet/target/classes', 'client/target/classes', 'server/target/lib/*'];
    const path = classes.map((each) => join(ROOT, each)).join(':');
    const peer = new SdkPeer(
      spawn(java, ['-cp', path, join(import.meta.dirname, 'SdkPeer.java'), server.url, person.token]),
    );
    peer.#process.stderr.pipe(process.stderr);
    await peer.#answer();
    return peer;
  }

  async say(chat: number, text: string): Promise<void> {
    await this.#ask(`say ${chat} ${text}`);
  }

  /** A new encrypted group with somebody; gives its number. */
  async group(name: string, other: number): Promise<number> {
    const [chat] = await this.#ask(`group ${other} ${name}`);
    return Number(chat);
  }

  /** Takes what waits until something like that was among it: the chat and the text. */
  async receive(wanted: string): Promise<void> {
    const seen: string[] = [];
    for (const end = Date.now() + PATIENCE_MILLIS; Date.now() < end; ) {
      seen.push(...(await this.#ask('receive')));
      if (seen.includes(wanted)) return;
      await new Promise((go) => setTimeout(go, 200));
    }
    throw new Error(`not "${wanted}" but ${JSON.stringify(seen)}`);
  }

  #ask(line: string): Promise<string[]> {
    const answer = this.#answer();
    this.#process.stdin.write(`${line}\n`);
    return answer;
  }

  #answer(): Promise<string[]> {
    return new Promise((resolveAnswer, reject) => {
      const said: string[] = [];
      const ended = () => reject(new Error(`the device ended: ${said.join('\n')}`));
      const hear = (line: string) => {
        if (line !== 'done') {
          said.push(line);
          return;
        }
        this.#lines.off('line', hear).off('close', ended);
        resolveAnswer(said);
      };
      this.#lines.on('line', hear).once('close', ended);
    });
  }

  async close(): Promise<void> {
    const ended = new Promise((go) => this.#process.once('exit', go));
    this.#process.stdin.end();
    await ended;
  }
}
