import type { Primitives } from '../../../src/crypto/ratchet/primitives/primitives.ts';

interface HexAddress {
  readonly user_id: number;
  readonly device_id: number;
}

interface HexParty extends HexAddress {
  readonly ds_seed: string;
  readonly dx_private: string;
}

/** What each kind of vector is given. Byte strings are hexadecimal; names are those of the shared files. */
export interface Inputs {
  readonly padding: {
    readonly lengths: readonly number[];
    readonly files: readonly number[];
    readonly example: string;
  };
  readonly identity: {
    readonly user_id: number;
    readonly created_ms: number;
    readonly device_ids: readonly number[];
  };
  readonly conversation: {
    readonly now_ms: number;
    readonly a: HexParty & { readonly registration_id: number; readonly list_version: number };
    readonly b: HexParty & {
      readonly spk_id: number;
      readonly spk_private: string;
      readonly opk_id?: number;
      readonly opk_private?: string;
      readonly kem_id: number;
      readonly kem_flags: number;
      readonly kem_seed: string;
    };
    readonly steps: readonly ConversationStep[];
  };
  readonly 'sender-keys': {
    readonly group_id: string;
    readonly sender: HexAddress;
    readonly created_ms: number;
    readonly epoch: number;
    readonly membership_hash: string;
    readonly contents: readonly string[];
    readonly receive: readonly number[];
  };
  readonly membership: {
    readonly group_id: string;
    readonly created_ms: number;
    readonly actor: HexAddress;
    readonly members: readonly (readonly { readonly user_id: number; readonly role: 0 | 1 }[])[];
  };
  readonly 'safety-number': {
    readonly own_user_id: number;
    readonly own_key: string;
    readonly peer_user_id: number;
    readonly peer_key: string;
  };
  readonly content: {
    readonly chat_id: number;
    readonly uuid: string;
    readonly content: string;
    readonly file_size: number;
  };
  readonly backup: {
    readonly user_id: number;
    readonly version: number;
    readonly passphrase: string;
    readonly account_seed: string;
    readonly device_list: string;
    readonly verifications: readonly {
      readonly user_id: number;
      readonly account_key: string;
      readonly state: number;
      readonly at_ms: number;
    }[];
    readonly message_keys: readonly {
      readonly chat_id: number;
      readonly uuid: string;
      readonly key: string;
      readonly body_hash: string;
    }[];
  };
  readonly linking: HexAddress & { readonly created_ms: number };
}

export type ConversationStep =
  | { readonly by: 'a' | 'b'; readonly send: string }
  | { readonly by: 'a' | 'b'; readonly receive: number };

export type KindName = keyof Inputs;

export type Kinds = { readonly [K in KindName]: (given: Inputs[K], p: Primitives) => Promise<object> };

export interface Case {
  /** All random bytes that are drawn, in order. */
  readonly random: string;
  readonly in: Inputs[KindName];
  readonly out: object;
}
