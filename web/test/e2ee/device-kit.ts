import 'fake-indexeddb/auto';
import { ApiError } from '../../src/api/error.ts';
import type { Http } from '../../src/api/http.ts';
import { toBase64Url } from '../../src/crypto/ratchet/base64url.ts';
import { encodeSignedCertificate } from '../../src/crypto/ratchet/identity/device-certificate.ts';
import { encodeSignedList } from '../../src/crypto/ratchet/identity/device-list.ts';
import { platformPrimitives } from '../../src/crypto/ratchet/primitives/platform.ts';
import { type DeviceRow, EncryptionDatabase } from '../../src/e2ee/database.ts';
import { OwnDevice, type Surroundings } from '../../src/e2ee/device.ts';
import { Encryption, type EncryptionListener } from '../../src/e2ee/encryption.ts';
import { type Engine, engineOf } from '../../src/e2ee/engine.ts';
import { Vault } from '../../src/e2ee/vault.ts';
import { NOW, type Person, person } from '../ratchet/people.ts';

/** What a server answers, by method and route. A route that is not named is refused; there are no chats unless some are. */
export type Answers = Readonly<Record<string, (call: Call) => unknown>>;

const NOTHING: Answers = { 'get /api/chats': () => ({ chats: [] }) };

export interface Call {
  readonly path?: Readonly<Record<string, number>>;
  readonly query?: Readonly<Record<string, number | undefined>>;
  readonly body?: unknown;
}

/** A line to a server that answers as a test says, and notes what it was asked. */
export function lineTo(answers: Answers): { http: Http; asked: string[] } {
  const asked: string[] = [];
  const ask =
    (method: string) =>
    async (route: string, call: Call = {}) => {
      const name = `${method} ${route}`;
      asked.push(name);
      const answer = answers[name] ?? NOTHING[name];
      if (!answer) throw new ApiError(404, 'unexpected', name);
      return answer(call);
    };
  const http = { get: ask('get'), post: ask('post'), put: ask('put') };
  return { http: http as unknown as Http, asked };
}

/** The first device of an account in a browser that holds nothing else. */
export interface Browser {
  readonly s: Surroundings;
  readonly person: Person;
  readonly device: OwnDevice;
  readonly engine: Engine;
  readonly asked: readonly string[];
  readonly alarms: readonly string[];
}

let users = 1_000;

/** The device of a person as its browser keeps it. */
export async function rowOf({ device }: Person, key: CryptoKey): Promise<DeviceRow> {
  const vault = new Vault(key);
  return {
    ...{ name: 'device', device: device.address.device, vault: key },
    certificate: encodeSignedCertificate(device.signed),
    signingKey: await vault.keep('device signing', device.signingKey),
    dhKey: await vault.keep('device dh', device.dhKey),
    ...{ account: null, backup: null, registered: true, claimed: '', used: [] },
    nextId: { signed: 1, oneTime: 1, kem: 1 },
  };
}

/** A device of a new account; time stands still at {@link NOW}. */
export async function browser(answers: Answers, more: Partial<DeviceRow> = {}): Promise<Browser> {
  const p = await platformPrimitives();
  const user = ++users;
  const owner = await person(p, user);
  const { http, asked } = lineTo(answers);
  const s: Surroundings = {
    ...{ user, token: 'token', http, db: new EncryptionDatabase(user), p },
    now: () => NOW,
    exclusive: (work) => work(),
    saving: (work) => work(),
  };
  const row = { ...(await rowOf(owner, await Vault.newKey())), ...more };
  await s.db.self.put(row);
  const device = await OwnDevice.from(row);
  const alarms: string[] = [];
  const engine = engineOf(s, device, async (kind) => void alarms.push(kind));
  return { s, person: owner, device, engine, asked, alarms };
}

/** What a server answers to the only device of an account, which it knows and whose mailbox is empty. */
export function setUpOf({ account, device }: Person): Record<string, () => unknown> {
  return {
    'post /api/e2ee/devices/{device}/session': () => ({}),
    'get /api/e2ee/keys': () => ({ signed_id: null, one_time: 100, one_time_kem: 100 }),
    'put /api/e2ee/keys': () => ({}),
    'get /api/e2ee/mailbox': () => ({ items: [], more: false }),
    'get /api/e2ee/users/{user}/devices': () => ({
      ...{ account_key: toBase64Url(account.key.publicKey), list_version: 1 },
      device_lists: [toBase64Url(encodeSignedList(account.list))],
      certificates: [toBase64Url(encodeSignedCertificate(device.signed))],
    }),
  };
}

/** The encryption of an account in a tab that has no chats. */
export function encryptionOf(s: Surroundings, more: Partial<EncryptionListener> = {}): Encryption {
  return new Encryption(s, {
    ...{ received: async () => undefined, state: () => undefined, alarmed: () => undefined },
    ...{ groups: async () => [], chats: async () => [], ...more },
  });
}
