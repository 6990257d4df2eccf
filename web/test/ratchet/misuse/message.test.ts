import { beforeAll, describe, expect, test } from 'vitest';
import { type Bytes, concat, fromHex, toHex, utf8 } from '../../../src/crypto/ratchet/bytes.ts';
import { platformPrimitives } from '../../../src/crypto/ratchet/primitives/platform.ts';
import type { Primitives } from '../../../src/crypto/ratchet/primitives/primitives.ts';
import { MessageKeys, step } from '../../../src/crypto/ratchet/session/chain.ts';
import {
  decodeMessage,
  decodePreKeyMessage,
  encodePreKeyMessage,
  encodeTagged,
  type PreKeyHeader,
} from '../../../src/crypto/ratchet/session/message-format.ts';
import { type Encrypted, MessageType } from '../../../src/crypto/ratchet/session/session.ts';
import { encodeRecord } from '../../../src/crypto/ratchet/session/session-format.ts';
import { K1 } from '../../../src/crypto/ratchet/session/suite.ts';
import { bundleOf, type End, end, NOW, type Person, person, receive, send, start } from '../people.ts';
import { flipped, refuses } from '../refusals.ts';

const DAY = 24 * 60 * 60 * 1000;

describe('a message', () => {
  let p: Primitives;
  let ada: Person;
  let bob: Person;
  /** Both ends after one message each way, and the first message. */
  let a: End;
  let b: End;
  let first: Encrypted;
  beforeAll(async () => {
    p = await platformPrimitives();
    [ada, bob] = [await person(p, 1), await person(p, 2)];
    [a, first] = await send(await start(end(p, ada, bob)), utf8('hello'));
    [b] = await receive(end(p, bob, ada), first);
    const [answered, reply] = await send(b, utf8('hello yourself'));
    [a] = await receive(a, reply);
    b = answered;
  });

  /** A message that is authenticated, whatever its counter: what a malicious peer could send. */
  async function forged(counter: number, extra: Bytes = new Uint8Array()): Promise<Encrypted> {
    const { ratchet } = a.record.sessions[0] ?? fail();
    const keys = new MessageKeys(step(ratchet.sending.chainKey).seed, K1.messageInfo);
    const ciphertext = await keys.encrypt(p.aesCbc, K1.pad(utf8('x')));
    const fields = { ratchetKey: ratchet.sending.publicKey, counter, previousCounter: 0, ciphertext };
    const tagged = concat(encodeTagged(K1, fields), extra);
    const tag = keys.tag(32, K1.tagPrefix(ratchet.associatedData, ratchet.direction), tagged);
    return { type: MessageType.MESSAGE, bytes: concat(tagged, tag) };
  }

  test('of the right form is accepted, so that the forgeries below fail for their own reason', async () => {
    const [, content] = await receive(b, await forged(0));
    expect(toHex(content)).toBe(toHex(utf8('x')));
  });

  test.for(['a new chain', 'a known chain'])(
    'with any one bit changed is refused and changes nothing, on %s',
    async (chain) => {
      const [begun, opening] = await send(a, utf8('opening'));
      const [ready] = chain === 'a new chain' ? [b] : await receive(b, opening);
      const [, message] = await send(begun, utf8('secret'));
      const before = toHex(encodeRecord(ready.record));
      // Every bit of the version byte and the headers, one bit of every byte after them.
      for (let bit = 0; bit < 8 * message.bytes.length; bit += bit < 8 * 45 ? 1 : 9) {
        const bytes = flipped(message.bytes, Math.floor(bit / 8), bit % 8);
        await expect(receive(ready, { ...message, bytes })).rejects.toThrow(
          /MALFORMED|UNDECRYPTABLE|UNSUPPORTED_VERSION|BAD_KEY|DUPLICATE/,
        );
        expect(toHex(encodeRecord(ready.record))).toBe(before);
      }
      expect(toHex((await receive(ready, message))[1])).toBe(toHex(utf8('secret')));
    },
  );

  test('with a wrong tag is never decrypted, even where everything else is right', async () => {
    const [, message] = await send(a, utf8('secret'));
    for (let at = 1; at <= 32; at++) {
      await refuses(receive(b, { ...message, bytes: flipped(message.bytes, -at) }), 'UNDECRYPTABLE');
    }
  });

  test('with a shortened tag is refused', async () => {
    const [, { type, bytes }] = await send(a, utf8('secret'));
    for (const length of [1, 8, 16, 24, 31, 32]) {
      await expect(receive(b, { type, bytes: bytes.slice(0, -length) })).rejects.toThrow(
        /MALFORMED|UNDECRYPTABLE/,
      );
    }
  });

  test.for([0x33, 0x34, 0x44, 0xe0, 0xe2, 0x00])('of version %i is refused', async (version) => {
    const [, { type, bytes }] = await send(a, utf8('secret'));
    const other = concat(Uint8Array.of(version), bytes.subarray(1));
    await refuses(receive(b, { type, bytes: other }), 'UNSUPPORTED_VERSION');
    const otherFirst = concat(Uint8Array.of(version), first.bytes.subarray(1));
    await refuses(receive(end(p, bob, ada), { ...first, bytes: otherFirst }), 'UNSUPPORTED_VERSION');
  });

  test('with the reserved field 5, or any unknown one, is refused', async () => {
    for (const field of ['2a0101', '280a', '3200', '7a03616263']) {
      await refuses(receive(b, await forged(0, fromHex(field))), 'MALFORMED');
    }
  });

  test('2,000 steps ahead is accepted, 2,001 ahead is not', async () => {
    const { ratchet } = a.record.sessions[0] ?? fail();
    let chainKey = ratchet.sending.chainKey;
    for (let i = 0; i < 2000; i++) chainKey = step(chainKey).next;
    const sending = { ...ratchet.sending, chainKey, index: 2000 };
    const session = { ...(a.record.sessions[0] ?? fail()), ratchet: { ...ratchet, sending } };
    const ahead = { ...a, record: { ...a.record, sessions: [session] } };
    const [further, message] = await send(ahead, utf8('late'));
    const [, tooFar] = await send(further, utf8('later'));

    expect(toHex((await receive(b, message))[1])).toBe(toHex(utf8('late')));
    await refuses(receive(b, tooFar), 'UNDECRYPTABLE');
  });

  test('with a counter at the end of its range is refused, and none is sent there', async () => {
    await refuses(receive(b, await forged(2 ** 31 - 1)), 'UNDECRYPTABLE');
    const session = a.record.sessions[0] ?? fail();
    const sending = { ...session.ratchet.sending, index: 2 ** 31 - 1 };
    const used = { ...session, ratchet: { ...session.ratchet, sending } };
    await refuses(send({ ...a, record: { ...a.record, sessions: [used] } }, utf8('x')), 'SESSION_EXHAUSTED');
  });

  test('moved to another counter is refused', async () => {
    const message = decodeMessage(K1, (await send(a, utf8('secret')))[1].bytes);
    const moved = concat(encodeTagged(K1, { ...message, counter: 1 }), message.tag);
    await refuses(receive(b, { type: MessageType.MESSAGE, bytes: moved }), 'UNDECRYPTABLE');
  });

  test('sent back to its sender is refused', async () => {
    const [sent, message] = await send(a, utf8('secret'));
    await refuses(receive(sent, message), 'UNDECRYPTABLE');
  });

  test('is a duplicate the second time, also after a crash between commit and acknowledgement', async () => {
    const [, message] = await send(a, utf8('once'));
    const [committed] = await receive(b, message);
    await refuses(receive(committed, message), 'DUPLICATE');
  });

  test('beyond the size limits is refused before it is parsed', async () => {
    await refuses(send(a, new Uint8Array(65_536)), 'TOO_LARGE');
    const [sent, largest] = await send(a, new Uint8Array(65_535));
    expect(largest.bytes.length).toBeLessThanOrEqual(66_560);
    expect((await receive(b, largest))[1].length).toBe(65_535);
    await refuses(receive(sent, { type: MessageType.MESSAGE, bytes: new Uint8Array(66_561) }), 'TOO_LARGE');
    await refuses(
      receive(sent, { type: MessageType.PRE_KEY_MESSAGE, bytes: new Uint8Array(68_609) }),
      'TOO_LARGE',
    );
  });

  test('whose skipped key grew too old is lost, not a duplicate', async () => {
    const [sent, early] = await send(a, utf8('early'));
    const [, late] = await send(sent, utf8('late'));
    const [skipped] = await receive(b, late);
    await refuses(receive(skipped, early, NOW + 30 * DAY + 1), 'UNDECRYPTABLE');
    expect(toHex((await receive(skipped, early, NOW + 30 * DAY))[1])).toBe(toHex(utf8('early')));
  });

  describe('that starts a session', () => {
    const rewritten = (change: Partial<PreKeyHeader>): Encrypted => {
      const { header, message } = decodePreKeyMessage(K1, first.bytes);
      const bytes = encodePreKeyMessage(K1, { header: { ...header, ...change }, message });
      return { type: MessageType.PRE_KEY_MESSAGE, bytes };
    };

    test('is refused if it names a newer device list than is known', async () => {
      await refuses(receive(end(p, bob, ada), rewritten({ deviceListVersion: 2 })), 'LIST_OUTDATED');
    });

    test('is refused unless its keys and registration are those of the certificate', async () => {
      const { certificate } = bob.device;
      await refuses(
        receive(end(p, bob, ada), rewritten({ identityDhKey: certificate.dhKey })),
        'IDENTITY_MISMATCH',
      );
      const identitySigningKey = certificate.signingKey;
      await refuses(receive(end(p, bob, ada), rewritten({ identitySigningKey })), 'IDENTITY_MISMATCH');
      await refuses(receive(end(p, bob, ada), rewritten({ registrationId: 99_999 })), 'IDENTITY_MISMATCH');
    });

    test('is refused if it names pre-keys that are unknown or others than it used', async () => {
      const fresh = end(p, bob, ada);
      await refuses(receive(fresh, rewritten({ signedPreKeyId: 77 })), 'UNKNOWN_PREKEY');
      await refuses(receive(fresh, rewritten({ kemPreKeyId: 77 })), 'UNKNOWN_PREKEY');
      await refuses(receive(fresh, rewritten({ oneTimePreKeyId: 77 })), 'UNKNOWN_PREKEY');
      await refuses(receive(fresh, rewritten({ oneTimePreKeyId: 2 })), 'UNDECRYPTABLE');
      await refuses(receive(fresh, rewritten({ kemPreKeyId: 3 })), 'UNDECRYPTABLE');
    });

    test('is refused with another KEM ciphertext or base key', async () => {
      const { header } = decodePreKeyMessage(K1, first.bytes);
      const kemCiphertext = flipped(header.kemCiphertext ?? new Uint8Array(1568), 100);
      await refuses(receive(end(p, bob, ada), rewritten({ kemCiphertext })), 'UNDECRYPTABLE');
      const baseKey = bob.device.certificate.dhKey;
      await refuses(receive(end(p, bob, ada), rewritten({ baseKey })), 'UNDECRYPTABLE');
    });

    test('cannot come from this very device', async () => {
      await refuses(receive(end(p, ada, ada), first), 'SELF_SESSION');
    });

    test('deletes its one-time keys only when it proved genuine', async () => {
      const fresh = end(p, bob, ada);
      const { header, message } = decodePreKeyMessage(K1, first.bytes);
      const bytes = encodePreKeyMessage(K1, { header, message: flipped(message, -1) });
      await refuses(receive(fresh, { type: MessageType.PRE_KEY_MESSAGE, bytes }), 'UNDECRYPTABLE');

      const [opened] = await receive(fresh, first);
      const ids = (keys: readonly { id: number }[]) => keys.map(({ id }) => id);
      expect(ids(opened.own.preKeys.oneTime)).not.toContain(header.oneTimePreKeyId);
      expect(ids(opened.own.preKeys.oneTimeKem)).not.toContain(header.kemPreKeyId);
      expect(ids(fresh.own.preKeys.oneTime)).toContain(header.oneTimePreKeyId);
    });

    test('by a one-time key cannot be used again, even if the session is gone', async () => {
      const [opened] = await receive(end(p, bob, ada), first);
      const forgotten = { ...opened, record: end(p, bob, ada).record };
      await refuses(receive(forgotten, first), 'UNKNOWN_PREKEY');
    });

    test('by the last-resort key cannot be used again, even if the session is gone', async () => {
      const choice = { oneTime: false, oneTimeKem: false };
      const [, hello] = await send(await start(end(p, ada, bob), choice), utf8('hi'));
      const [opened] = await receive(end(p, bob, ada), hello);
      const forgotten = { ...opened, record: end(p, bob, ada).record };
      await refuses(receive(forgotten, hello), 'REUSED_BASE_KEY');
      expect(bundleOf(bob.device, choice).kemPreKey.flags).toBe(1);
    });

    test('is not repeated for ever: a session that was never answered goes stale', async () => {
      const unanswered = await start(end(p, ada, bob));
      await refuses(send(unanswered, utf8('hello?'), NOW + 30 * DAY + 1), 'SESSION_STALE');
      const [, sent] = await send(unanswered, utf8('hello?'), NOW + 30 * DAY);
      expect(sent.type).toBe(MessageType.PRE_KEY_MESSAGE);
    });
  });
});

function fail(): never {
  throw new Error('no session');
}
