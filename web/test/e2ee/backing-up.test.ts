import 'fake-indexeddb/auto';
import { afterEach, expect, test, vi } from 'vitest';
import { type Bytes, fromHex, toHex } from '../../src/crypto/ratchet/bytes.ts';
import { createBackupKey, decodeMessageKeys, openBlob } from '../../src/crypto/ratchet/content/backup.ts';
import { encodeSignedCertificate } from '../../src/crypto/ratchet/identity/device-certificate.ts';
import { encodeSignedList } from '../../src/crypto/ratchet/identity/device-list.ts';
import { saveBackup } from '../../src/e2ee/backup.ts';
import { ACCOUNT } from '../../src/e2ee/backup-blobs.ts';
import { refKey } from '../../src/e2ee/content.ts';
import { EncryptionDatabase } from '../../src/e2ee/database.ts';
import type { Surroundings } from '../../src/e2ee/device.ts';
import { sealSecret } from '../../src/e2ee/secret.ts';
import type { Vault } from '../../src/e2ee/vault.ts';
import { NOW } from '../ratchet/people.ts';
import { type Browser, browser } from './device-kit.ts';

const bytes = new Uint8Array(32) as Bytes;
const content = { kind: 'message' as const, sentMs: NOW, text: '', files: [] };

afterEach(() => {
  vi.unstubAllGlobals();
});

/** Two tabs of one browser, whose device keeps the key of the account's backup. */
async function twoTabs(): Promise<{
  made: Browser;
  key: Bytes;
  tabs: readonly [Surroundings, Surroundings];
}> {
  const made = await browser({});
  const { s, device, person } = made;
  const key = createBackupKey(s.p);
  const account = await device.vault.seal('account seed', bytes);
  await s.db.self.update('device', { account, backup: await device.vault.seal('backup key', key) });
  await s.db.users.put({
    ...{
      user: s.user,
      accountKey: person.account.key.publicKey,
      list: encodeSignedList(person.account.list),
    },
    certificates: person.account.certificates.map(encodeSignedCertificate),
    ...{ verified: false, changed: 'no', seenMs: NOW, known: [] },
  });
  await s.db.backed.put({ ref: 'key for devices', index: 0 });
  let time = NOW;
  let queue: Promise<unknown> = Promise.resolve();
  const saving = <T>(work: () => Promise<T>): Promise<T> => {
    const next = queue.then(work);
    queue = next.catch(() => undefined);
    return next;
  };
  const here = { ...s, saving, now: () => ++time };
  return { made, key, tabs: [here, { ...here, db: new EncryptionDatabase(s.user) }] };
}

/** The pieces that a server has. It takes none that is older than what it has. */
function serverOfPieces(): Map<number, { version: number; blob: Bytes }> {
  const pieces = new Map<number, { version: number; blob: Bytes }>();
  vi.stubGlobal('fetch', async (path: string, { body }: { body: FormData }) => {
    const url = new URL(path, 'http://server');
    const index = Number(url.pathname.split('/').at(-1));
    const version = Number(url.searchParams.get('version'));
    const blob = new Uint8Array(await (body.get('blob') as Blob).arrayBuffer());
    if (version <= (pieces.get(index)?.version ?? 0)) return new Response('{}', { status: 409 });
    pieces.set(index, { version, blob });
    return new Response('{}');
  });
  return pieces;
}

async function read({ db }: Surroundings, vault: Vault, number: number): Promise<void> {
  const uuid = fromHex(String(number).padStart(32, '0'));
  const ref = refKey({ user: 9, device: 1, uuid });
  await db.texts.put({
    ...{ ref, chat: 5, seq: number, id: number, sender: 9, time: '', class: 'content' },
    ...{ target: null, failure: null },
    secret: await sealSecret(vault, ref, { content, key: bytes, hash: bytes }),
  });
}

test('of two tabs that bring the backup up to date at once, the slower one takes nothing out of it', async () => {
  const {
    made: { device },
    key,
    tabs: [slow, fast],
  } = await twoTabs();
  const pieces = serverOfPieces();
  await read(slow, device.vault, 1);

  // The slow tab knows what it saves, and has not come to it yet.
  let go = () => {};
  const held = new Promise<void>((resolve) => {
    go = resolve;
  });
  let reached = false;
  const bulkGet = slow.db.texts.bulkGet.bind(slow.db.texts);
  slow.db.texts.bulkGet = ((keys: string[]) => {
    reached = true;
    return held.then(() => bulkGet(keys));
  }) as typeof bulkGet;
  const older = saveBackup(slow);
  await expect.poll(() => reached).toBe(true);

  await read(fast, device.vault, 2);
  const newer = saveBackup(fast);
  await Promise.race([newer, new Promise((resolve) => setTimeout(resolve, 300))]);
  go();
  await Promise.all([older, newer]);

  const saved: string[] = [];
  for (const [index, { blob }] of pieces) {
    if (index === ACCOUNT) continue;
    const { plain } = await openBlob(slow.p, key, { user: slow.user, index, leastVersion: 1 }, blob);
    saved.push(...decodeMessageKeys(plain).map(({ messageUuid }) => toHex(messageUuid).slice(-1)));
  }
  const noted = (await slow.db.backed.toArray()).filter(({ index }) => index > ACCOUNT);
  expect(noted).toHaveLength(2);
  expect(saved.sort()).toEqual(['1', '2']);
  for (const { db } of [slow, fast]) db.close();
});
