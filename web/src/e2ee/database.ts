import { Dexie, type EntityTable, type Table } from 'dexie';
import type { Bytes } from '../crypto/ratchet/bytes.ts';
import type { UsedBaseKey } from '../crypto/ratchet/identity/pre-keys.ts';
import type { Beginnings } from './beginnings.ts';
import type { Class } from './content.ts';
import type { Sealed, StoredKey } from './vault.ts';

/** This installation. `vault` and the private keys are handles whose bytes nobody gets. */
export interface DeviceRow {
  readonly name: 'device';
  readonly device: number;
  readonly vault: CryptoKey;
  /** The signed certificate, 237 bytes. */
  readonly certificate: Bytes;
  readonly signingKey: StoredKey;
  readonly dhKey: StoredKey;
  /** The seed of the account key, which goes to linked devices and into the backup. */
  readonly account: Sealed | null;
  readonly backup: Sealed | null;
  /** The server has it. */
  readonly registered: boolean;
  /** SHA-256 of the token that was tied to this device last. */
  readonly claimed: string;
  readonly nextId: { readonly signed: number; readonly oneTime: number; readonly kem: number };
  readonly used: readonly UsedBaseKey[];
  /** What is older than this device; absent in rows of former versions. */
  readonly began?: Beginnings;
}

export type PreKeyKind = 'signed' | 'lastResort' | 'oneTime' | 'oneTimeKem';

/** A pre-key with its private part. */
export interface PreKeyRow {
  readonly kind: PreKeyKind;
  readonly id: number;
  readonly publicKey: Bytes;
  readonly privateKey: StoredKey;
  readonly createdMs: number;
  readonly signature: Bytes | null;
  readonly retiredMs: number | null;
}

/** All sessions with one device. The generation grows with each change. */
export interface SessionRow {
  readonly peer: string;
  readonly generation: number;
  readonly record: Sealed;
  /** When a repair was last asked for. */
  readonly repairedMs: number;
}

/** What is trusted of somebody. */
export interface UserRow {
  readonly user: number;
  readonly accountKey: Bytes;
  readonly list: Bytes;
  /** Of the own account: the lists that led to this one, and this one, oldest first. */
  readonly lists?: readonly Bytes[];
  readonly certificates: readonly Bytes[];
  /** The account key was compared in person. */
  readonly verified: boolean;
  /** The account key is another than before; `blocking` until confirmed where it had been verified. */
  readonly changed: 'no' | 'notice' | 'blocking';
  readonly seenMs: number;
  /** Own devices that the user has been told of. */
  readonly known: readonly number[];
}

/** Somebody's account key as a backup or another device has handed it on, until their devices are first looked up. */
export type HandedOnRow = Pick<UserRow, 'user' | 'accountKey' | 'verified' | 'seenMs'>;

/** A message of an encrypted chat, as far as this device could read it. */
export interface TextRow {
  /** User, device and number of the message. */
  readonly ref: string;
  readonly chat: number;
  /** Unknown until the server has it. */
  readonly seq: number | null;
  readonly id: number | null;
  readonly sender: number;
  readonly time: string;
  readonly class: Class;
  /** What an edit or a reaction is about. */
  readonly target: string | null;
  /** Why it cannot be read. */
  readonly failure: string | null;
  /** When its sender was last asked for it, and how often; nothing before the first time. */
  readonly asked?: { readonly ms: number; readonly times: number } | undefined;
  readonly secret: Sealed | null;
}

/** An encrypted message on its way: the same bytes go out however often it is tried. */
export interface SendingRow {
  readonly key: string;
  readonly chat: number;
  readonly class: 'content' | 'update';
  readonly uuid: string;
  readonly roster: string;
  readonly body: Bytes;
  readonly envelopes: readonly EnvelopeRow[];
  readonly group: Bytes | null;
  readonly files: readonly string[];
  readonly target: string | null;
  readonly secret: Sealed;
}

export interface EnvelopeRow {
  readonly user: number;
  readonly device: number;
  readonly registration: number;
  readonly type: number;
  readonly bytes: Bytes;
}

/** A file that the server has, of a message that it has not; what opens it. */
export interface UploadRow {
  readonly key: string;
  readonly file: Sealed;
}

/** A chat that is encrypted, and stays so whatever a server says. */
export interface ChatPin {
  readonly chat: number;
  /** The other one of a personal chat. */
  readonly peer: number | null;
}

/** A message whose key lies in the backup, and in which piece. */
export interface BackedRow {
  readonly ref: string;
  readonly index: number;
}

/** Old messages that are still to be read: by keys that came from another device, or that lie in a piece of the backup. */
export interface OldRow {
  readonly id?: number;
  readonly piece: number | null;
  readonly keys: Sealed | null;
}

/** What is known of an encrypted group. */
export interface GroupRow {
  readonly chat: number;
  /** The accepted entries of its membership chain, signed, oldest first. */
  readonly entries: readonly Bytes[];
  /** The chain was begun with what a server showed, and neither judged from its first entry on nor looked at by the user. */
  readonly doubtful?: boolean;
  /** Group messages up to this number have been looked at; nothing before the first look. */
  readonly cursor: number | null;
  /** What was stored up to this number has been told; behind the cursor only where a tab ended in between. */
  readonly told?: number;
  /** Which epochs messages were accepted under, with the number of the first one; both ascend. */
  readonly epochs: readonly { readonly seq: number; readonly epoch: number }[];
}

/** The own sender key of a group, and the devices that have it. */
export interface OwnChainRow {
  readonly chat: number;
  readonly generation: number;
  readonly key: Sealed;
  readonly shared: readonly string[];
}

/** The sender keys of one other device in a group. */
export interface ChainRow {
  readonly chat: number;
  readonly peer: string;
  readonly generation: number;
  readonly keys: Sealed;
}

/** Something about security that the user is told. */
export interface AlertRow {
  readonly id: string;
  readonly kind: string;
  readonly user: number | null;
  readonly chat: number | null;
  readonly at: number;
}

/** One thing to tell, however often it happens. */
export function alertOf(at: number, kind: string, user: number, chat: number | null = null): AlertRow {
  return { id: [kind, user, chat ?? []].flat().join(' '), kind, user, chat, at };
}

/** Keys, sessions and decrypted messages of one account in this browser. Each released version stays listed. */
export class EncryptionDatabase extends Dexie {
  readonly self!: EntityTable<DeviceRow, 'name'>;
  readonly preKeys!: Table<PreKeyRow, [PreKeyKind, number]>;
  readonly sessions!: EntityTable<SessionRow, 'peer'>;
  readonly users!: EntityTable<UserRow, 'user'>;
  readonly handedOn!: EntityTable<HandedOnRow, 'user'>;
  readonly texts!: EntityTable<TextRow, 'ref'>;
  readonly sending!: EntityTable<SendingRow, 'key'>;
  readonly uploads!: EntityTable<UploadRow, 'key'>;
  readonly chats!: EntityTable<ChatPin, 'chat'>;
  readonly backed!: EntityTable<BackedRow, 'ref'>;
  readonly alerts!: EntityTable<AlertRow, 'id'>;
  readonly old!: EntityTable<OldRow, 'id'>;
  readonly groups!: EntityTable<GroupRow, 'chat'>;
  readonly ownChains!: EntityTable<OwnChainRow, 'chat'>;
  readonly chains!: Table<ChainRow, [number, string]>;

  constructor(user: number) {
    super(encryptionDatabaseName(user));
    this.version(1).stores({
      self: 'name',
      preKeys: '[kind+id], kind',
      sessions: 'peer',
      users: 'user',
      texts: 'ref, [chat+seq], target, id',
      sending: 'key',
      uploads: 'key',
      chats: 'chat',
      backed: 'ref, index',
      alerts: 'id',
    });
    this.version(2).stores({
      texts: 'ref, [chat+seq], target, id, failure',
      groups: 'chat',
      ownChains: 'chat',
      chains: '[chat+peer]',
    });
    this.version(3).stores({ old: '++id' });
    this.version(4).stores({ handedOn: 'user' });
  }
}

export function encryptionDatabaseName(user: number): string {
  return `kocmoc-e2ee-${user}`;
}
