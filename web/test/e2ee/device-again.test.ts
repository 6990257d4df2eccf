import 'fake-indexeddb/auto';
import { expect, test } from 'vitest';
import { ApiError } from '../../src/api/error.ts';
import type { Http } from '../../src/api/http.ts';
import { toBase64Url } from '../../src/crypto/ratchet/base64url.ts';
import { type Bytes, fromHex } from '../../src/crypto/ratchet/bytes.ts';
import { encodeSignedCertificate } from '../../src/crypto/ratchet/identity/device-certificate.ts';
import { encodeSignedList } from '../../src/crypto/ratchet/identity/device-list.ts';
import { refKey } from '../../src/e2ee/content.ts';
import type { TextRow } from '../../src/e2ee/database.ts';
import { OwnDevice } from '../../src/e2ee/device.ts';
import { keysOf } from '../../src/e2ee/history.ts';
import { adopt } from '../../src/e2ee/join.ts';
import { readOldMessages } from '../../src/e2ee/old-messages.ts';
import { openSecret, sealSecret } from '../../src/e2ee/secret.ts';
import { startOver } from '../../src/e2ee/set-up.ts';
import { Vault } from '../../src/e2ee/vault.ts';
import { Database } from '../../src/store/db.ts';
import { OutboxTable } from '../../src/store/outbox-table.ts';
import { Secure } from '../../src/store/secure.ts';
import { makeAccount, makeDevice, NOW } from '../ratchet/people.ts';
import { type Answers, type Browser, browser } from './device-kit.ts';

const CHAT = 5;
const key = new Uint8Array(32) as Bytes;
const content = { kind: 'message' as const, sentMs: NOW, text: 'said before', files: [] };

/** A browser whose device was taken off the list: what it has read, and what was on its way, is there. */
async function removed(answers: Answers): Promise<Browser> {
  const made = await browser(answers);
  const { s, device } = made;
  await s.db.texts.put(await textIn(device.vault, '01'));
  const sealed = await device.vault.seal('x', key);
  await s.db.sessions.put({ peer: '9.1', generation: 1, record: sealed, repairedMs: 0 });
  await s.db.ownChains.put({ chat: CHAT, generation: 1, key: sealed, shared: [] });
  await s.db.sending.put({
    ...{
      key: 'a',
      chat: CHAT,
      class: 'content',
      uuid: '',
      roster: '',
      body: key,
      envelopes: [],
      group: null,
    },
    ...{ files: [], target: null, secret: sealed },
  });
  return made;
}

async function textIn(vault: Vault, uuid: string): Promise<TextRow> {
  const ref = refKey({ user: 9, device: 1, uuid: fromHex(uuid.padStart(32, '0')) });
  return {
    ...{ ref, chat: CHAT, seq: Number(uuid), id: 1, sender: 9, time: '', class: 'content' },
    ...{ target: null, failure: null, secret: await sealSecret(vault, ref, { content, key, hash: key }) },
  };
}

/** What the browser, as the device that it is now, reads of what it had read before. */
async function readNow({ s }: Browser): Promise<string[]> {
  const row = await s.db.self.get('device');
  const rows = await s.db.texts.toArray();
  if (!row) return [];
  const { vault } = await OwnDevice.from(row);
  const all = rows.map(({ ref, secret }) => secret && openSecret(vault, ref, secret));
  return (await Promise.all(all)).map((one) => one?.content.text ?? '');
}

async function left({ s: { db } }: Browser): Promise<number[]> {
  return Promise.all([db.sessions.count(), db.sending.count(), db.ownChains.count()]);
}

test('whoever begins anew in the same browser reads on, and nothing of the former device goes out', async () => {
  const made = await removed({ 'post /api/e2ee/account': () => ({}) });

  await startOver(made.s, 'password');

  expect((await made.s.db.self.get('device'))?.device).not.toBe(made.device.address.device);
  expect(await readNow(made)).toEqual(['said before']);
  expect(await left(made)).toEqual([0, 0, 0]);
});

test('a wrong password leaves everything as it was', async () => {
  const made = await removed({
    'post /api/e2ee/account': () => {
      throw new ApiError(403, 'wrong_password', 'wrong_password');
    },
  });
  const { db } = made.s;
  const before = [await db.self.toArray(), await db.users.toArray()];

  await expect(startOver(made.s, 'wrong')).rejects.toMatchObject({ code: 'wrong_password' });

  expect([await db.self.toArray(), await db.users.toArray()]).toEqual(before);
  expect(await readNow(made)).toEqual(['said before']);
  expect(await left(made)).toEqual([1, 1, 1]);
});

test('a browser that is linked again as another device reads on', async () => {
  const answers: Record<string, () => unknown> = {};
  const made = await removed(answers);
  const { s } = made;
  const keys = await makeDevice(s.p, { user: s.user, device: 2 });
  const account = await makeAccount(s.p, s.user, [keys]);
  const [certificate] = account.certificates;
  if (!certificate) throw new Error('no certificate');
  answers['get /api/e2ee/users/{user}/devices'] = () => ({
    account_key: toBase64Url(account.key.publicKey),
    list_version: 1,
    device_lists: [toBase64Url(encodeSignedList(account.list))],
    certificates: [toBase64Url(encodeSignedCertificate(certificate))],
  });

  await adopt(s, {
    ...{ keys, certificate, accountKey: account.key.publicKey, list: account.list, accountSeed: null },
    ...{ backupKey: null, verifications: [], pieces: [1_000], began: {} },
  });

  expect((await s.db.self.get('device'))?.device).toBe(2);
  expect(await readNow(made)).toEqual(['said before']);
  expect(await left(made)).toEqual([0, 0, 0]);
});

test('what another vault holds is left out of what goes to the backup', async () => {
  const { device } = await browser({});
  const foreign = await textIn(new Vault(await Vault.newKey()), '01');
  const own = await textIn(device.vault, '02');

  expect((await keysOf(device, [foreign, own])).map(({ messageUuid }) => messageUuid.at(-1))).toEqual([2]);
});

test('what cannot be opened any more in the outbox is shown as failed and holds up nothing', async () => {
  const { user } = (await browser({})).s;
  const secure = new Secure({ user, token: 'token' } as never, {} as Http, () => undefined);
  const db = new Database(user);
  const sealed = await new Vault(await Vault.newKey()).seal('outbox a', key);
  const op = { kind: 'send' as const, fields: {} };
  const item = { chat: CHAT, op, created: '', state: 'waiting' as const };
  await db.outbox.bulkPut([
    { ...item, key: 'a', order: 1, sealed },
    { ...item, key: 'b', order: 2 },
  ]);
  const table = new OutboxTable(db, secure);

  expect((await table.waiting()).map((one) => one.key)).toEqual(['b']);
  expect(await table.get('a')).toMatchObject({ state: 'failed', code: 'encryption_message_lost' });
  // What lies there may be opened by the device that this browser becomes yet.
  expect(await db.outbox.get('a')).toMatchObject({ state: 'waiting', sealed });
  db.close();
  secure.close();
});

test('pieces of a backup that whoever began anew cannot open any more are left alone', async () => {
  const { s, device } = await browser({});
  await s.db.old.bulkAdd([{ piece: 1_000, keys: null }]);
  await readOldMessages(s, device, async () => undefined);
  expect(await s.db.old.count()).toBe(0);
});
