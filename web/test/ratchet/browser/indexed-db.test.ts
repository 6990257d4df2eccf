import { expect, test } from 'vitest';
import { type Bytes, toHex, utf8 } from '../../../src/crypto/ratchet/bytes.ts';
import type { PreKeys } from '../../../src/crypto/ratchet/identity/pre-keys.ts';
import { platformPrimitives, webCryptoHas } from '../../../src/crypto/ratchet/primitives/platform.ts';
import type { PrivateKey } from '../../../src/crypto/ratchet/primitives/primitives.ts';
import { decodeRecord, encodeRecord } from '../../../src/crypto/ratchet/session/session-format.ts';
import { end, person, receive, send, start } from '../people.ts';
import { report } from '../report.ts';

/** What a device keeps: key handles as they are, sessions as bytes. */
interface Stored {
  readonly preKeys: PreKeys;
  readonly dhKey: PrivateKey;
  readonly record: Bytes;
}

function done<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/** Opens the database anew, so that nothing but what was written is there. */
async function database(name: string): Promise<IDBDatabase> {
  const request = indexedDB.open(name, 1);
  request.onupgradeneeded = () => request.result.createObjectStore('device');
  return done(request);
}

async function stored(name: string, value: Stored): Promise<Stored> {
  const writing = await database(name);
  await done(writing.transaction('device', 'readwrite').objectStore('device').put(value, 1));
  writing.close();
  const reading = await database(name);
  const loaded: Stored = await done(reading.transaction('device').objectStore('device').get(1));
  reading.close();
  return loaded;
}

test('keys that nobody can read, and sessions, go on after they were stored', async () => {
  const p = await platformPrimitives();
  const [ada, bob] = [await person(p, 1), await person(p, 2)];
  const bobs = end(p, bob, ada);
  const before = await stored('before', { ...bobs.own, record: encodeRecord(bobs.record) });
  const kem = before.preKeys.oneTimeKem[0]?.privateKey;
  const isHandle = await webCryptoHas('ML-KEM-1024');
  report(`ML-KEM private keys in this browser: ${isHandle ? 'handles' : 'seeds'}`);
  expect([before.dhKey instanceof CryptoKey, kem instanceof CryptoKey]).toEqual([true, isHandle]);

  const [a, hello] = await send(await start(end(p, ada, bob)), utf8('hello'));
  const woken = { ...bobs, own: { ...bobs.own, ...before }, record: decodeRecord(before.record) };
  const [opened, content] = await receive(woken, hello);
  expect(toHex(content)).toBe(toHex(utf8('hello')));

  const after = await stored('after', { ...opened.own, record: encodeRecord(opened.record) });
  const [, reply] = await send({ ...opened, record: decodeRecord(after.record) }, utf8('reply'));
  expect(toHex((await receive(a, reply))[1])).toBe(toHex(utf8('reply')));
  expect(after.preKeys.oneTime).toHaveLength(bob.device.preKeys.oneTime.length - 1);
});
