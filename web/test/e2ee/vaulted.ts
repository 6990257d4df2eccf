import 'fake-indexeddb/auto';
import { toHex } from '../../src/crypto/ratchet/bytes.ts';
import { platformPrimitives } from '../../src/crypto/ratchet/primitives/platform.ts';
import { type Content, refKey } from '../../src/e2ee/content.ts';
import type { EncryptionDatabase, TextRow } from '../../src/e2ee/database.ts';
import { sealSecret } from '../../src/e2ee/secret.ts';
import { Vault } from '../../src/e2ee/vault.ts';
import { person } from '../ratchet/people.ts';
import { rowOf } from './device-kit.ts';

type Place = Pick<TextRow, 'chat' | 'seq' | 'sender' | 'time'>;

/** Makes a database that of a device, and gives what puts decrypted messages into it. */
export async function vaulted(db: EncryptionDatabase, user: number) {
  const key = await Vault.newKey();
  const vault = new Vault(key);
  await db.self.put(await rowOf(await person(await platformPrimitives(), user), key));
  return {
    vault,
    /** A message that was read here; gives its reference. */
    read: async (place: Place, said: Partial<Content>): Promise<string> => {
      const uuid = crypto.getRandomValues(new Uint8Array(16));
      const ref = refKey({ user: place.sender, device: 1, uuid });
      const content: Content = { kind: 'message', sentMs: 0, text: '', files: [], ...said };
      const bytes = new Uint8Array(32);
      const target = content.target ? refKey(content.target) : null;
      await db.texts.put({
        ...{ ...place, ref, id: Number.parseInt(toHex(uuid).slice(0, 8), 16), target, failure: null },
        ...{ class: content.kind === 'message' ? 'content' : 'update' },
        secret: await sealSecret(vault, ref, { content, key: bytes, hash: bytes }),
      });
      return ref;
    },
  };
}
