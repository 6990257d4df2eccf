import { ApiError } from '../../src/api/error.ts';
import { fromBase64Url, toBase64Url } from '../../src/crypto/ratchet/base64url.ts';
import {
  decodeSignedEntry,
  encodeSignedEntry,
  type Member,
  type MembershipEntry,
  Role,
  type SignedMembershipEntry,
  signEntry,
} from '../../src/crypto/ratchet/group/membership.ts';
import { encodeSignedCertificate } from '../../src/crypto/ratchet/identity/device-certificate.ts';
import { encodeSignedList } from '../../src/crypto/ratchet/identity/device-list.ts';
import { platformPrimitives } from '../../src/crypto/ratchet/primitives/platform.ts';
import { firstEntry, nextEntry, type Wish, wished } from '../../src/e2ee/groups/chain.ts';
import { makeAccount, makeDevice, NOW, type Person, person } from '../ratchet/people.ts';
import type { Answers } from './device-kit.ts';

export const CHAT = 5;

/** Members, the first of them an admin. */
export function led(admin: number, ...others: readonly number[]): Member[] {
  const members = [admin, ...others].map((user, i) => ({ user, role: i === 0 ? Role.ADMIN : Role.MEMBER }));
  return members.sort((a, b) => a.user - b.user);
}

/** Somebody who began anew: another account key and a device of another number. */
export async function anew({ account: { user }, device }: Person): Promise<Person> {
  const p = await platformPrimitives();
  const address = { user, device: device.address.device + 1 };
  const made = await makeDevice(p, address);
  const account = await makeAccount(p, user, [made]);
  const [signed] = account.certificates;
  if (!signed) throw new Error('no certificate');
  return { account, device: { ...made, address, signed, listVersion: 1 } };
}

/** Somebody with devices of their own. */
export async function somebody(user: number): Promise<Person> {
  return person(await platformPrimitives(), user);
}

/** What a server shows of one group: its membership chain, and the devices of those who have some. */
export class ShownGroup {
  readonly entries: { readonly signed: SignedMembershipEntry; readonly certificate: string }[] = [];
  readonly #people = new Map<number, Person>();
  /** What is answered about the devices of anybody, if not the truth. */
  refusal: ApiError | null = null;

  show(...people: readonly Person[]): void {
    for (const one of people) this.#people.set(one.account.user, one);
  }

  /** The account is deleted, or shows its devices to nobody who shares no chat with it. */
  hide({ account }: Person): void {
    this.#people.delete(account.user);
  }

  get tip(): MembershipEntry {
    const newest = this.entries.at(-1);
    if (!newest) throw new Error('no entry');
    return newest.signed.entry;
  }

  async begin(by: Person, members: readonly Member[]): Promise<void> {
    await this.#add(firstEntry(CHAT, by.device.address, members, NOW), by);
  }

  /** @param forger who really signs it */
  async sign(by: Person, wish: Wish, forger = by): Promise<void> {
    const members = wished(this.tip.members, wish) ?? this.tip.members;
    await this.#add(nextEntry(this.tip, by.device.address, members, NOW), by, forger);
  }

  async #add(entry: MembershipEntry, by: Person, forger = by): Promise<void> {
    const p = await platformPrimitives();
    const signed = await signEntry(p.ed25519, entry, forger.device.signingKey);
    this.entries.push({ signed, certificate: toBase64Url(encodeSignedCertificate(by.device.signed)) });
  }

  answers(more: Answers = {}): Answers {
    return {
      'get /api/e2ee/users/{user}/devices': ({ path }) => this.#devices(path?.user ?? 0),
      'get /api/e2ee/chats/{chat}/membership': ({ query }) => {
        const from = query?.from ?? this.entries.length;
        const page = this.entries.slice(Math.max(0, from - 1));
        return {
          more: false,
          entries: page.map(({ signed, certificate }) => ({
            entry: toBase64Url(encodeSignedEntry(signed)),
            certificate,
          })),
        };
      },
      'post /api/e2ee/chats/{chat}/membership': ({ body }) => this.#take((body as { entry: string }).entry),
      ...more,
    };
  }

  #devices(user: number) {
    if (this.refusal) throw this.refusal;
    const account = this.#people.get(user)?.account;
    if (!account) throw new ApiError(403, 'keys_refused', 'keys_refused');
    return {
      user_id: user,
      account_key: toBase64Url(account.key.publicKey),
      list_version: account.list.list.version,
      device_lists: [toBase64Url(encodeSignedList(account.list))],
      certificates: account.certificates.map((one) => toBase64Url(encodeSignedCertificate(one))),
    };
  }

  #take(text: string) {
    const signed = decodeSignedEntry(fromBase64Url(text));
    const by = this.#people.get(signed.entry.actor.user);
    if (!by || signed.entry.epoch !== this.entries.length + 1)
      throw new ApiError(409, 'membership_changed', 'membership_changed');
    this.entries.push({ signed, certificate: toBase64Url(encodeSignedCertificate(by.device.signed)) });
    return {};
  }
}
