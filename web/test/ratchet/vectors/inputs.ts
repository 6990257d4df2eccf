import { toHex } from '../../../src/crypto/ratchet/bytes.ts';
import { createAccountKey, createDeviceKeys } from '../../../src/crypto/ratchet/identity/device-keys.ts';
import { encodeSignedList, signList } from '../../../src/crypto/ratchet/identity/device-list.ts';
import { platformPrimitives, platformRandom } from '../../../src/crypto/ratchet/primitives/platform.ts';
import type { ConversationStep, Inputs, KindName } from './schema.ts';

const NOW = Date.UTC(2026, 10, 2);

const hex = (length: number): string => toHex(platformRandom(length));
const below = (bound: number): number => Math.floor(Math.random() * bound);

/** New inputs for every kind; other shapes than the Java library's, so that the two files check more than one. */
export async function inputs(): Promise<{ readonly [K in KindName]: readonly Inputs[K][] }> {
  return {
    padding: [
      { lengths: [2, 157, 161, 4097, 8191, 30_000], files: [5, 2047, 2049, 7_777_777], example: hex(200) },
    ],
    identity: [{ user_id: 2 ** 53 - 1, created_ms: NOW, device_ids: [3] }, identityOfTen()],
    conversation: [
      conversation({ oneTime: true, lastResort: false, length: 100 }),
      conversation({ oneTime: false, lastResort: false, length: 30 }),
      conversation({ oneTime: false, lastResort: true, length: 30 }),
    ],
    'sender-keys': [
      {
        group_id: hex(16),
        sender: { user_id: 77, device_id: 2 ** 31 - 1 },
        created_ms: NOW,
        epoch: 2 ** 40,
        membership_hash: hex(32),
        contents: [hex(1), hex(1000), '', hex(4096), hex(10)],
        receive: [4, 4, 0, 2, 2, 1, 3],
      },
    ],
    membership: [
      {
        group_id: hex(16),
        created_ms: NOW,
        actor: { user_id: 5, device_id: 4 },
        members: [256, 1].map((count) =>
          Array.from({ length: count }, (_, i) => ({
            user_id: 5 + i,
            role: i % 3 === 0 ? (1 as const) : (0 as const),
          })),
        ),
      },
    ],
    'safety-number': [{ own_user_id: 2 ** 53 - 1, own_key: hex(32), peer_user_id: 1, peer_key: hex(32) }],
    content: [
      { chat_id: 2 ** 53 - 1, uuid: hex(16), content: hex(65_535 >> 6), file_size: 16_384 },
      { chat_id: 1, uuid: hex(16), content: '', file_size: 33_000 },
    ],
    backup: [await backup()],
    linking: [{ user_id: 31, device_id: 9, created_ms: NOW }],
  };
}

function identityOfTen(): Inputs['identity'] {
  return { user_id: 12, created_ms: NOW, device_ids: [10, 9, 8, 7, 6, 5, 4, 3, 2, 1] };
}

function conversation(shape: {
  readonly oneTime: boolean;
  readonly lastResort: boolean;
  readonly length: number;
}): Inputs['conversation'] {
  const oneTime = shape.oneTime ? { opk_id: 1 + below(1000), opk_private: hex(32) } : {};
  return {
    now_ms: NOW,
    a: {
      user_id: 8,
      device_id: 1,
      ds_seed: hex(32),
      dx_private: hex(32),
      registration_id: 1,
      list_version: 2 ** 33,
    },
    b: {
      user_id: 8,
      device_id: 2,
      ds_seed: hex(32),
      dx_private: hex(32),
      spk_id: 2 ** 31 - 1,
      spk_private: hex(32),
      ...oneTime,
      kem_id: 1,
      kem_flags: shape.lastResort ? 1 : 0,
      kem_seed: hex(64),
    },
    steps: steps(shape.length),
  };
}

/** Sends and deliveries in any order, some of them twice, some never. */
function steps(length: number): ConversationStep[] {
  const made: ConversationStep[] = [];
  const post = { a: [] as number[], b: [] as number[] };
  let sent = 0;
  let started = false;
  while (made.length < length) {
    const by = below(2) === 0 ? 'a' : 'b';
    const inbox = post[by];
    if ((by === 'a' || started) && below(2) === 0) {
      made.push({ by, send: hex(below(40)) });
      post[by === 'a' ? 'b' : 'a'].push(sent++);
    } else if (inbox.length > 0) {
      const at = below(inbox.length);
      made.push({ by, receive: inbox[at] as number });
      if (below(5) > 0) inbox.splice(at, 1);
      started ||= by === 'b';
    }
  }
  return made;
}

async function backup(): Promise<Inputs['backup']> {
  const p = await platformPrimitives();
  const account = await createAccountKey(p);
  const device = await createDeviceKeys(p, { user: 6, device: 1 }, NOW);
  const list = await signList(p.ed25519, 6, undefined, [device.certificate], account.seed);
  return {
    user_id: 6,
    version: 2 ** 41,
    passphrase: 'Стоит ли игра свеч? ﬁn',
    account_seed: toHex(account.seed),
    device_list: toHex(encodeSignedList(list)),
    verifications: [{ user_id: 1, account_key: hex(32), state: 0, at_ms: 0 }],
    message_keys: [{ chat_id: 1, uuid: hex(16), key: hex(32), body_hash: hex(32) }],
  };
}
