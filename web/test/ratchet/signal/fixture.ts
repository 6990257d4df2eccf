import type { Encrypted } from '../../../src/crypto/ratchet/session/session.ts';

interface HexKey {
  readonly id: number;
  readonly publicKey: string;
}

interface HexBundle {
  readonly identity: string;
  readonly signed: HexKey;
  readonly oneTime?: HexKey;
  readonly kem?: HexKey;
}

/** One thing that our side did or saw, bytes in hexadecimal. */
export type Event =
  | { readonly send: string; readonly type: Encrypted['type']; readonly bytes: string }
  | {
      readonly receive: string;
      readonly type: Encrypted['type'];
      readonly content?: string;
      readonly refused?: true;
    };

/** A conversation with libsignal as our side saw it, with all that is needed to repeat our part byte for byte. */
export interface Fixture {
  readonly suite: 'v3' | 'v4';
  readonly initiator: 'ours' | 'theirs';
  readonly random: string;
  readonly keys: {
    readonly identity: string;
    readonly signed: string;
    readonly oneTime?: string;
    readonly kem?: string;
  };
  readonly ours: HexBundle;
  readonly theirs: HexBundle;
  readonly events: readonly Event[];
}
