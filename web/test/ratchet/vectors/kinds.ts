import { type Bytes, concat, fromHex, toHex } from '../../../src/crypto/ratchet/bytes.ts';
import {
  type AttachmentKey,
  encryptAttachment,
  paddedSize,
} from '../../../src/crypto/ratchet/content/attachment.ts';
import { sealBody } from '../../../src/crypto/ratchet/content/message-body.ts';
import {
  encodeSignedEntry,
  type MembershipEntry,
  membershipHash,
  signEntry,
} from '../../../src/crypto/ratchet/group/membership.ts';
import {
  decodeSenderKeyMessage,
  encodeDistribution,
} from '../../../src/crypto/ratchet/group/sender-key-format.ts';
import {
  chainOf,
  createSenderKey,
  decryptStep,
  encryptStep,
  distributionOf as senderDistribution,
} from '../../../src/crypto/ratchet/group/sender-ratchet.ts';
import { createDeviceKeys } from '../../../src/crypto/ratchet/identity/device-keys.ts';
import { safetyNumber, verificationCode } from '../../../src/crypto/ratchet/identity/safety-number.ts';
import { pad } from '../../../src/crypto/ratchet/padding.ts';
import type { Primitives } from '../../../src/crypto/ratchet/primitives/primitives.ts';
import { backup } from './backup-kind.ts';
import { conversation } from './conversation-kind.ts';
import { identity } from './identity-kind.ts';
import { linking } from './linking-kind.ts';
import { outcome } from './outcome.ts';
import type { Inputs, Kinds } from './schema.ts';

/** How each kind of vector turns its `in` into its `out`. The Java library has the same kinds. */
export const KINDS: Kinds = {
  padding,
  identity,
  conversation,
  'sender-keys': senderKeys,
  membership,
  'safety-number': safetyNumbers,
  content,
  backup,
  linking,
};

async function padding({ lengths, files, example }: Inputs['padding']) {
  return {
    padded: lengths.map((length) => pad(new Uint8Array(length)).length),
    files: files.map(paddedSize),
    example: toHex(pad(fromHex(example))),
  };
}

/** Draws: chain id, chain key, signing seed. */
async function senderKeys(given: Inputs['sender-keys'], p: Primitives) {
  const sender = { user: given.sender.user_id, device: given.sender.device_id };
  const membership = { epoch: given.epoch, membershipHash: fromHex(given.membership_hash) };
  let key = await createSenderKey(p, fromHex(given.group_id), given.created_ms);
  const distribution = toHex(encodeDistribution(senderDistribution(key)));
  let chain = chainOf(senderDistribution(key));
  const messages: Bytes[] = [];
  for (const content of given.contents) {
    const sent = await encryptStep(p, key, sender, membership, fromHex(content));
    key = sent.key;
    messages.push(sent.message);
  }
  const receive = async (index: number): Promise<Bytes> => {
    const message = decodeSenderKeyMessage(messages[index] as Bytes);
    const got = await decryptStep(p, chain, sender, message, given.created_ms);
    chain = got.chain;
    return got.content;
  };
  const received = [];
  for (const index of given.receive) received.push(await outcome(receive(index)));
  return {
    distribution,
    messages: messages.map(toHex),
    distribution_after: toHex(encodeDistribution(senderDistribution(key))),
    received,
  };
}

/** Draws: registration id, DS seed, DX of the acting device. */
async function membership(given: Inputs['membership'], p: Primitives) {
  const actor = { user: given.actor.user_id, device: given.actor.device_id };
  const device = await createDeviceKeys(p, actor, given.created_ms);
  const entries = [];
  let former: MembershipEntry | undefined;
  for (const members of given.members) {
    const entry: MembershipEntry = {
      groupId: fromHex(given.group_id),
      epoch: (former?.epoch ?? 0) + 1,
      previousHash: former ? membershipHash(former) : new Uint8Array(32),
      actor,
      createdMs: given.created_ms,
      members: members.map(({ user_id, role }) => ({ user: user_id, role })),
    };
    const signed = await signEntry(p.ed25519, entry, device.signingKey);
    entries.push({ signed: toHex(encodeSignedEntry(signed)), hash: toHex(membershipHash(entry)) });
    former = entry;
  }
  return { signing_key: toHex(device.certificate.signingKey), entries };
}

async function safetyNumbers(given: Inputs['safety-number']) {
  const own = { user: given.own_user_id, accountKey: fromHex(given.own_key) };
  const peer = { user: given.peer_user_id, accountKey: fromHex(given.peer_key) };
  return { digits: safetyNumber(own, peer), qr: verificationCode(own, peer) };
}

/** Draws: the body's key; then the file's key and salt. */
async function content(given: Inputs['content'], p: Primitives) {
  const place = { chatId: given.chat_id, messageUuid: fromHex(given.uuid) };
  const { body, key, hash } = await sealBody(p, place, fromHex(given.content));
  const plain = Uint8Array.from({ length: given.file_size }, (_, i) => i * 31 + Math.floor(i / 256));
  const [file, attachment] = await encryptedFile(p, place.messageUuid, plain);
  return {
    body: toHex(body),
    body_key: toHex(key),
    body_hash: toHex(hash),
    file_key: toHex(attachment.key),
    file_length: file.length,
    file_start: toHex(file.subarray(0, 256)),
    file_sha256: toHex(attachment.hash),
  };
}

async function encryptedFile(p: Primitives, uuid: Bytes, plain: Bytes): Promise<[Bytes, AttachmentKey]> {
  async function* whole() {
    yield plain;
  }
  const stream = encryptAttachment(p, uuid, plain.length, whole());
  const parts: Bytes[] = [];
  for (;;) {
    const { value, done } = await stream.next();
    if (done) return [concat(...parts), value];
    parts.push(value);
  }
}
