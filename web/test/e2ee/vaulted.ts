import 'fake-indexeddb/auto';
import { toHex } from '../../src/crypto/ratchet/bytes.ts';
import { encodeSignedCertificate } from '../../src/crypto/ratchet/identity/device-certificate.ts';
import { platformPrimitives } from '../../src/crypto/ratchet/primitives/platform.ts';
import { type Content, refKey } from '../../src/e2ee/content.ts';
import type { EncryptionDatabase, TextRow } from '../../src/e2ee/database.ts';
import { sealSecret } from '../../src/e2ee/secret.ts';
import { Vault } from '../../src/e2ee/vault.ts';
import { person } from '../ratchet/people.ts';

type Place = Pick<TextRow, 'chat' | 'seq' | 'sender' | 'time'>;

/** Makes a database that of a device, and gives what puts decrypted messages into it. */
export async function vaulted(db: EncryptionDatabase, user: number) {
  const { device } = await person(await platformPrimitives(), user);
  const key = await Vault.newKey();
  const vault = new Vault(key);
  await db.self.put({
    ...{ name: 'device', device: 1, vault: key, certificate: encodeSignedCertificate(device.signed) },
    signingKey: await vault.keep('device signing', device.signingKey),
    dhKey: await vault.keep('device dh', device.dhKey),
    ...{ account: null, backup: null, registered: true, claimed: '', used: [] },
    nextId: { signed: 1, oneTime: 1, kem: 1 },
  });
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
