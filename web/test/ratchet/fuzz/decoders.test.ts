import { beforeAll, describe, expect, test } from 'vitest';
import { type Bytes, concat, equal, fromHex, toHex, utf8 } from '../../../src/crypto/ratchet/bytes.ts';
import {
  decodeAccount,
  decodeMessageKeys,
  encodeAccount,
  encodeMessageKeys,
} from '../../../src/crypto/ratchet/content/backup.ts';
import { unwrap, wrapByCode } from '../../../src/crypto/ratchet/content/wrapped-key.ts';
import {
  decodeSignedEntry,
  encodeSignedEntry,
  Role,
  signEntry,
} from '../../../src/crypto/ratchet/group/membership.ts';
import { encryptToGroup } from '../../../src/crypto/ratchet/group/sender-key.ts';
import {
  decodeDistribution,
  decodeSenderKeyMessage,
  encodeDistribution,
  encodeSigned,
} from '../../../src/crypto/ratchet/group/sender-key-format.ts';
import {
  decodeReceivingKeys,
  decodeSendingKey,
  encodeReceivingKeys,
  encodeSendingKey,
} from '../../../src/crypto/ratchet/group/sender-key-state.ts';
import {
  chainOf,
  createSenderKey,
  distributionOf,
} from '../../../src/crypto/ratchet/group/sender-ratchet.ts';
import {
  decodeSignedCertificate,
  encodeSignedCertificate,
} from '../../../src/crypto/ratchet/identity/device-certificate.ts';
import { decodeSignedList, encodeSignedList } from '../../../src/crypto/ratchet/identity/device-list.ts';
import { decodeBundle, encodeBundle } from '../../../src/crypto/ratchet/identity/pre-key-bundle.ts';
import { decodeInvitation, encodeInvitation, invite } from '../../../src/crypto/ratchet/link/invitation.ts';
import {
  decodeGrant,
  decodeNonce,
  decodeRequest,
  decodeWelcome,
  encodeGrant,
  encodeNonce,
  encodeRequest,
  encodeWelcome,
} from '../../../src/crypto/ratchet/link/link-format.ts';
import { platformPrimitives } from '../../../src/crypto/ratchet/primitives/platform.ts';
import type { Primitives } from '../../../src/crypto/ratchet/primitives/primitives.ts';
import { RatchetError } from '../../../src/crypto/ratchet/ratchet-error.ts';
import {
  decodeMessage,
  decodePreKeyMessage,
  encodePreKeyMessage,
  encodeTagged,
} from '../../../src/crypto/ratchet/session/message-format.ts';
import { take } from '../../../src/crypto/ratchet/session/receiving-chain.ts';
import { type Encrypted, MessageType } from '../../../src/crypto/ratchet/session/session.ts';
import { decodeRecord, encodeRecord } from '../../../src/crypto/ratchet/session/session-format.ts';
import { K1 } from '../../../src/crypto/ratchet/session/suite.ts';
import { bundleOf, type End, end, NOW, person, receive, send, start } from '../people.ts';
import { seed } from '../properties/seed.ts';
import { report } from '../report.ts';
import { mutate, seeded } from './mutate.ts';

/** How long each decoder is fuzzed; FUZZ_MS prolongs it. */
const BUDGET_MS = Number(process.env.FUZZ_MS ?? 250);
/** No input may hold the client longer, even on a busy machine. */
const SLOWEST_MS = 500;

/** Decodes and gives what encoding the result gives. */
type Round = (bytes: Bytes) => Bytes | Promise<Bytes>;

const ROUNDS: Readonly<Record<string, Round>> = {
  message: (bytes) => {
    const message = decodeMessage(K1, bytes);
    return concat(encodeTagged(K1, message), message.tag);
  },
  preKeyMessage: (bytes) => encodePreKeyMessage(K1, decodePreKeyMessage(K1, bytes)),
  bundle: (bytes) => encodeBundle(decodeBundle(bytes)),
  certificate: (bytes) => encodeSignedCertificate(decodeSignedCertificate(bytes)),
  deviceList: (bytes) => encodeSignedList(decodeSignedList(bytes)),
  membership: (bytes) => encodeSignedEntry(decodeSignedEntry(bytes)),
  distribution: (bytes) => encodeDistribution(decodeDistribution(bytes)),
  groupMessage: (bytes) => {
    const { header, ciphertext, tag, signature } = decodeSenderKeyMessage(bytes);
    return concat(encodeSigned(header, ciphertext, tag), signature);
  },
  record: (bytes) => encodeRecord(decodeRecord(bytes)),
  sendingKey: (bytes) => encodeSendingKey(decodeSendingKey(bytes)),
  receivingKeys: (bytes) => encodeReceivingKeys(decodeReceivingKeys(bytes)),
  account: (bytes) => encodeAccount(decodeAccount(bytes)),
  messageKeys: (bytes) => encodeMessageKeys(decodeMessageKeys(bytes)),
  invitation: (bytes) => encodeInvitation(decodeInvitation(bytes)),
  welcome: (bytes) => encodeWelcome(decodeWelcome(bytes)),
  request: (bytes) => encodeRequest(decodeRequest(bytes)),
  nonce: (bytes) => encodeNonce(decodeNonce(bytes)),
  grant: (bytes) => encodeGrant(decodeGrant(bytes)),
};

const corpus = new Map<string, Bytes>();
let p: Primitives;
/** An end that holds sessions and skipped keys, and a message that it has not seen. */
let live: End;
let unseen: Encrypted;
let wrapped: Bytes;

beforeAll(async () => {
  p = await platformPrimitives();
  const [ada, bob] = [await person(p, 1), await person(p, 2)];
  const [a1, first] = await send(await start(end(p, ada, bob)), utf8('hello'));
  const [b1] = await receive(end(p, bob, ada), first);
  const [b2, reply] = await send(b1, utf8('hello'));
  let [a] = await receive(a1, reply);
  for (let i = 0; i < 5; i++) [a] = await send(a, utf8('dropped'));
  const [a2, later] = await send(a, utf8('later'));
  [live] = await receive(b2, later);
  [, unseen] = await send(a2, utf8('unseen'));
  wrapped = await wrapByCode(p, 2, p.random(32), '0'.repeat(26));

  const groupId = fromHex('000102030405060708090a0b0c0d0e0f');
  const members = [
    { user: 1, role: Role.ADMIN },
    { user: 2, role: Role.MEMBER },
  ];
  const actor = ada.device.address;
  const entry = { groupId, epoch: 1, previousHash: new Uint8Array(32), actor, createdMs: NOW, members };
  const key = await createSenderKey(p, groupId, NOW);
  const { certificate, deviceSignature } = bob.device.signed;
  const verifications = [{ user: 1, accountKey: p.random(32), verified: true, atMs: NOW }];
  const grant = {
    certificate: bob.device.signed,
    deviceList: bob.account.list,
    accountSeed: p.random(32),
    backupKey: p.random(32),
    verifications,
  };
  const messageKey = { chatId: 1, messageUuid: p.random(16), key: p.random(32), bodyHash: p.random(32) };
  const examples: Record<string, Bytes> = {
    message: unseen.bytes,
    preKeyMessage: first.bytes,
    bundle: encodeBundle(bundleOf(bob.device)),
    certificate: encodeSignedCertificate(bob.device.signed),
    deviceList: encodeSignedList(bob.account.list),
    membership: encodeSignedEntry(await signEntry(p.ed25519, entry, ada.device.signingKey)),
    distribution: encodeDistribution(distributionOf(key)),
    groupMessage: (await encryptToGroup(p, key, actor, entry, utf8('hello'))).message,
    record: encodeRecord(live.record),
    sendingKey: encodeSendingKey(key),
    receivingKeys: encodeReceivingKeys({
      groupId,
      chains: [take(chainOf(distributionOf(key)), 3, NOW).chain],
    }),
    account: encodeAccount({ accountSeed: p.random(32), deviceList: bob.account.list, verifications }),
    messageKeys: encodeMessageKeys([messageKey, messageKey]),
    invitation: encodeInvitation((await invite(p, NOW)).invitation),
    welcome: encodeWelcome({ address: actor, accountKey: bob.account.known.accountKey }),
    request: encodeRequest({ commitment: p.random(32), certificate, deviceSignature }),
    nonce: encodeNonce(p.random(32)),
    grant: encodeGrant(grant),
  };
  for (const [name, bytes] of Object.entries(examples)) corpus.set(name, bytes);
});

/** Puts mutated inputs to a decoder until the time is up; gives how many it saw and how many it accepted. */
async function fuzz(valid: Bytes, decode: (bytes: Bytes) => unknown) {
  const below = seeded(seed);
  const counts = { inputs: 0, accepted: 0 };
  const deadline = performance.now() + BUDGET_MS;
  while (performance.now() < deadline) {
    const input = mutate(valid, below);
    const started = performance.now();
    counts.inputs++;
    try {
      await decode(input.slice());
      counts.accepted++;
    } catch (failure) {
      if (!(failure instanceof RatchetError)) {
        throw new Error(`seed ${seed}, input ${toHex(input)}`, { cause: failure });
      }
    }
    expect(performance.now() - started, `slow input ${toHex(input)}`).toBeLessThan(SLOWEST_MS);
  }
  return counts;
}

describe('no input makes it do anything but refuse or parse:', () => {
  test.for(Object.keys(ROUNDS))('%s', async (name) => {
    const round = ROUNDS[name] as Round;
    const valid = corpus.get(name) as Bytes;
    expect(toHex(await round(valid))).toBe(toHex(valid));

    const counts = await fuzz(valid, async (input) => {
      const again = await round(input);
      if (!equal(again, input)) throw new Error(`${name} has two encodings`);
    });

    report(`fuzz ${name}: ${counts.inputs} inputs, ${counts.accepted} parsed, seed ${seed}`);
    expect(counts.inputs).toBeGreaterThan(20);
  });

  test('decryption with a live session, which no input changes', async () => {
    const before = toHex(encodeRecord(live.record));
    for (const type of [MessageType.MESSAGE, MessageType.PRE_KEY_MESSAGE]) {
      const counts = await fuzz(
        corpus.get(type === MessageType.MESSAGE ? 'message' : 'preKeyMessage') as Bytes,
        async (bytes) => {
          if (!equal(bytes, unseen.bytes)) await receive(live, { type, bytes });
        },
      );
      report(`fuzz decryption of type ${type}: ${counts.inputs} inputs, seed ${seed}`);
    }
    expect(toHex(encodeRecord(live.record))).toBe(before);
    expect(toHex((await receive(live, unseen))[1])).toBe(toHex(utf8('unseen')));
  });

  test('wrapped keys', async () => {
    // Always the kind for a recovery code: the other one costs seconds by design.
    const byCode = (bytes: Bytes) => (bytes.length > 1 ? (bytes.with(1, 1) as Bytes) : bytes);
    const counts = await fuzz(wrapped, (bytes) => unwrap(p, 2, byCode(bytes), '0'.repeat(26)));
    report(`fuzz wrapped keys: ${counts.inputs} inputs, seed ${seed}`);
  });
});
