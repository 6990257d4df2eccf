import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { expect } from 'vitest';
import type { Installation } from './installation.ts';

/** What may happen next, and to whom. */
export type Step =
  | { readonly kind: 'say' | 'read' | 'restart'; readonly who: number }
  | { readonly kind: 'turn'; readonly who: number };

export const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('say' as const), who: fc.nat(3) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('read' as const), who: fc.nat(3) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('restart' as const), who: fc.nat(3) }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('turn' as const), who: fc.integer({ min: 1, max: 3 }) }),
  },
);

interface Said {
  readonly text: string;
  /** Members when it was said, and still without a break. */
  readonly readers: Set<number>;
  /** All who were members when it was said. */
  readonly meant: ReadonlySet<number>;
}

/** A group of Ada's whose other members come and go, and whose network loses requests and answers. */
export class History {
  readonly said: Said[] = [];
  readonly #members = new Set<number>([0]);
  readonly #chat: number;
  readonly #all: readonly Installation[];

  private constructor(chat: number, all: readonly Installation[]) {
    this.#chat = chat;
    this.#all = all;
  }

  static async begin(all: readonly Installation[]): Promise<History> {
    const [founder, second] = all as [Installation, Installation];
    const history = new History(await founder.group([second]), all);
    history.#members.add(1);
    return history;
  }

  async take({ kind, who }: Step): Promise<void> {
    const each = this.#all[who] as Installation;
    const isMember = this.#members.has(who);
    if (kind === 'restart') each.restart();
    else if (kind === 'turn') await this.#turn(who, each, isMember);
    else if (isMember && kind === 'read') await each.read(this.#chat);
    else if (isMember) await this.#say(each);
  }

  async #turn(who: number, each: Installation, isMember: boolean): Promise<void> {
    const [founder] = this.#all as [Installation];
    if (isMember) {
      await founder.remove(this.#chat, each);
      this.#members.delete(who);
      for (const { readers } of this.said) readers.delete(who);
    } else {
      await founder.add(this.#chat, each);
      this.#members.add(who);
    }
  }

  /** Until the server says that it has it, as the outbox does. */
  async #say(each: Installation): Promise<void> {
    const [key, text] = [randomUUID(), `number ${this.said.length}`];
    for (let tries = 0; ; tries++) {
      const sent = await each.say(this.#chat, text, key).then(
        () => true,
        (error: { status?: number }) => {
          if (error.status !== 0 || tries === 50) throw error;
          return false;
        },
      );
      if (sent) break;
    }
    this.said.push({ text, readers: new Set(this.#members), meant: new Set(this.#members) });
  }

  /** Once everything arrives: each reads what was meant for it, once and in order, and nothing else. */
  async check(): Promise<void> {
    const present = [...this.#members].map((who) => this.#all[who] as Installation);
    await healed(this.#chat, present);
    for (const who of this.#members) {
      const texts = await (this.#all[who] as Installation).texts(this.#chat);
      const due = this.said.filter(({ readers }) => readers.has(who)).map(({ text }) => text);
      const meant = this.said.filter((one) => one.meant.has(who)).map(({ text }) => text);
      expect(texts.filter((text) => due.includes(text))).toEqual(due);
      expect(texts.filter((text) => !meant.includes(text))).toEqual([]);
    }
  }
}

/** Lets devices ask and answer until there is nothing that one of them cannot read. */
export async function healed(chat: number, all: readonly Installation[]): Promise<void> {
  // Opened anew: a request that was lost on the way of a closed one is made again.
  for (const each of all) each.restart();
  const unreadable = async () => {
    for (const each of all) await each.read(chat);
    const texts = await Promise.all(all.map((each) => each.texts(chat)));
    return texts.flat().filter((text) => text.startsWith('('));
  };
  await expect.poll(unreadable, { timeout: 60_000, interval: 500 }).toEqual([]);
}
