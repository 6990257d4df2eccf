import { fromBase64Url } from '../../src/crypto/ratchet/base64url.ts';
import { toHex } from '../../src/crypto/ratchet/bytes.ts';
import { decodeSenderKeyMessage } from '../../src/crypto/ratchet/group/sender-key-format.ts';
import { decodeMessage, decodePreKeyMessage } from '../../src/crypto/ratchet/session/message-format.ts';
import { K1 } from '../../src/crypto/ratchet/session/suite.ts';

interface Posted {
  envelopes?: { user_id: number; device_id: number; type: number; envelope: string }[];
  group_envelope?: string;
}

/** Notes which key each thing is under that one device sends. The same bytes may go out again and again. */
export class KeyWatch {
  /** What each use of a key encrypted, by what names the use. */
  readonly #seen = new Map<string, string>();
  /** Uses that were there before, for something else. */
  readonly reused: string[] = [];

  get uses(): number {
    return this.#seen.size;
  }

  see(path: string, body: string): void {
    if (!/^\/api\/e2ee\/(chats\/\d+\/messages|mailbox)$/.test(path)) return;
    const { envelopes = [], group_envelope } = JSON.parse(body) as Posted;
    for (const { user_id, device_id, type, envelope } of envelopes) {
      const bytes = fromBase64Url(envelope);
      const message = decodeMessage(K1, type === 3 ? decodePreKeyMessage(K1, bytes).message : bytes);
      const { ratchetKey, counter, ciphertext } = message;
      this.#use(`${user_id}.${device_id} ${toHex(ratchetKey)} ${counter}`, toHex(ciphertext));
    }
    if (!group_envelope) return;
    const { header, ciphertext } = decodeSenderKeyMessage(fromBase64Url(group_envelope));
    this.#use(`${toHex(header.groupId)} ${header.chainId} ${header.iteration}`, toHex(ciphertext));
  }

  #use(key: string, ciphertext: string): void {
    const before = this.#seen.get(key);
    if (before !== undefined && before !== ciphertext) this.reused.push(key);
    this.#seen.set(key, ciphertext);
  }
}
