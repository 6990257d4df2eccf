import { fromBase64Url } from '../../crypto/ratchet/base64url.ts';
import { fromHex } from '../../crypto/ratchet/bytes.ts';
import { isMember } from '../../crypto/ratchet/group/membership.ts';
import {
  decodeSenderKeyMessage,
  type SenderKeyHeader,
} from '../../crypto/ratchet/group/sender-key-format.ts';
import { type Address, sameAddress } from '../../crypto/ratchet/identity/address.ts';
import type { KnownDevices } from '../../crypto/ratchet/identity/device-list.ts';
import { RatchetError } from '../../crypto/ratchet/ratchet-error.ts';
import { refKey } from '../content.ts';
import type { ChainRow, GroupRow, TextRow } from '../database.ts';
import type { OwnDevice, Surroundings } from '../device.ts';
import type { Directory } from '../directory.ts';
import { LOG_PAGE, type Logged, loggedOf, logPage } from '../log-pages.ts';
import { opened, placed, type Refusals } from '../opened.ts';
import { pairedWith } from '../pairs.ts';
import { quietly } from '../quietly.ts';
import { isGone, reasonOf } from '../refused.ts';
import { type Chain, entryOf, tipOf, wasMember } from './chain.ts';
import type { GroupKeys } from './group-keys.ts';
import { emptyGroup, type Memberships } from './memberships.ts';
import { UNCONFIRMED } from './unconfirmed.ts';
import { WaitingMessages } from './waiting-messages.ts';

interface Parts {
  readonly s: Surroundings;
  readonly device: OwnDevice;
  readonly directory: Directory;
  readonly memberships: Memberships;
  readonly groupKeys: GroupKeys;
  readonly refusals: Refusals;
}

interface GroupMessage extends Logged {
  readonly sender_id: number;
  readonly body: string;
  readonly group_envelope: string;
}

type Stored = (texts: readonly TextRow[]) => Promise<void>;

/** What came of a message, to be stored together. */
interface Taken {
  readonly text: TextRow | null;
  readonly chain?: ChainRow;
  readonly epoch?: number;
}

/** Group envelopes are kept by the server so long. */
const KEPT = 30 * 24 * 3_600_000;
/** The newest of those that cannot be read are tried again, not all that ever were. */
const TRIED_AGAIN = 50;

/**
 * Reads the messages of groups that are encrypted once for all. They lie in the log and in no mailbox: each group is
 * read on from where it was read to, and what cannot be read never holds up the rest.
 */
export class GroupReader {
  readonly #parts: Parts;
  /** Groups that are being read, and whether there was news meanwhile. */
  readonly #running = new Map<number, boolean>();
  /** Groups in which something may be readable by now. */
  readonly #due = new Set<number>();
  readonly #waiting: WaitingMessages;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#waiting = new WaitingMessages(parts.s.db);
  }

  /** Whether there may be something to read or to tell in a group, up to a message that is known to be there. */
  async isBehind(chat: number, head: number): Promise<boolean> {
    const { cursor, told = cursor } = await this.#group(chat);
    return cursor === null || cursor < head || told !== cursor || this.mayRetry(chat);
  }

  /** Whether something that waits in a group may be readable by what its chain has become. */
  mayRetry(chat: number): Promise<boolean> {
    return this.#waiting.mayOpen(chat);
  }

  /** Reads all that is new in a group, up to `head` if that is known; calls back after each page that was stored. */
  async catchUp(chat: number, stored: Stored, head?: number): Promise<void> {
    const running = this.#running.has(chat);
    this.#running.set(chat, running);
    if (running) return;
    try {
      await this.#lookForVouchers(chat);
      do {
        this.#running.set(chat, false);
        await this.#read(chat, stored);
        if (head !== undefined) await this.#advance(chat, head);
        if (await this.#waiting.isOther(chat)) this.due(chat);
        await this.settle(stored);
      } while (this.#running.get(chat) || (await this.#waiting.isOther(chat)));
    } finally {
      this.#running.delete(chat);
    }
  }

  /** Whether somebody has vouched by now for entries that messages here name. */
  async #lookForVouchers(chat: number): Promise<void> {
    const { s, memberships } = this.#parts;
    const waits = (await this.#waiting.of(chat)).some(({ failure }) => failure === UNCONFIRMED);
    if (waits) await s.exclusive(() => memberships.follow(chat)).catch(quietly);
  }

  async #group(chat: number): Promise<GroupRow> {
    return (await this.#parts.s.db.groups.get(chat)) ?? emptyGroup(chat);
  }

  async #read(chat: number, stored: Stored): Promise<void> {
    const { s } = this.#parts;
    await this.#tell(chat, stored);
    let after = (await this.#group(chat)).cursor ?? (await this.#start(chat));
    for (let more = true; more; ) {
      const page = await logPage(s.http, chat, { after });
      try {
        for (const message of page) await s.exclusive(() => this.#next(chat, message));
      } finally {
        await this.#tell(chat, stored);
      }
      after = page.at(-1)?.seq ?? after;
      more = page.length === LOG_PAGE;
    }
  }

  /** All up to the head has been looked at, also where nothing was said: it is no reason to ask again. */
  async #advance(chat: number, head: number): Promise<void> {
    const { groups } = this.#parts.s.db;
    await groups.db.transaction('rw', groups, async () => {
      const group = await this.#group(chat);
      if (group.cursor === null || group.cursor < head)
        await groups.put({ ...group, cursor: head, told: head });
    });
  }

  /** Calls back with what was stored and not told yet: now, or by a tab that ended too soon. */
  async #tell(chat: number, stored: Stored): Promise<void> {
    const { groups, texts } = this.#parts.s.db;
    const { cursor, told } = await this.#group(chat);
    if (cursor === null || told === undefined || told >= cursor) return;
    await stored(
      await texts.where('[chat+seq]').between([chat, told], [chat, cursor], false, true).toArray(),
    );
    await groups.update(chat, { told: cursor });
  }

  /** The number before the oldest message that this device could read. */
  async #start(chat: number): Promise<number> {
    const { device, s } = this.#parts;
    let since = 0;
    for (let before: number | undefined; ; ) {
      const page: readonly Logged[] = await logPage(s.http, chat, { before });
      const [oldest, newest] = [page[0], page.at(-1)];
      if (!oldest || !newest) return before === undefined ? 0 : before - 1;
      // By the server's clock: that of a device may be wrong.
      if (before === undefined) since = Date.parse(newest.created_at) - KEPT;
      const old = device.isOlder({ chat, time: oldest.created_at }) || Date.parse(oldest.created_at) < since;
      if (page.length < LOG_PAGE || old) return oldest.seq - 1;
      before = oldest.seq;
    }
  }

  /** A key or an entry has come: what could not be read is tried again with the next `settle`. */
  due(chat: number): void {
    this.#due.add(chat);
  }

  /** Tries again what may be readable by now; what a lost line has kept from it stays due. */
  async settle(stored: Stored): Promise<void> {
    for (const chat of this.#due) {
      this.#due.delete(chat);
      try {
        await this.#waiting.try(chat, () => this.#retry(chat, stored));
      } catch (error) {
        // A group that is no longer the user's holds up no other.
        if (isGone(error)) continue;
        this.#due.add(chat);
        throw error;
      }
    }
  }

  async #retry(chat: number, stored: Stored): Promise<void> {
    const { s } = this.#parts;
    const rows = await this.#waiting.of(chat);
    const read: TextRow[] = [];
    try {
      for (const row of rows.slice(-TRIED_AGAIN)) {
        const message = await loggedOf(s, row);
        if (message) read.push(...(await s.exclusive(() => this.#again(chat, message, row.ref))));
      }
    } finally {
      await stored(read);
    }
  }

  async #next(chat: number, message: Logged): Promise<void> {
    const group = await this.#group(chat);
    if (group.cursor !== null && message.seq <= group.cursor) return;
    await this.#store(chat, message.seq, await this.#take(chat, message, group), true);
  }

  async #again(chat: number, message: Logged, ref: string): Promise<TextRow[]> {
    const { s } = this.#parts;
    const [group, held] = await Promise.all([this.#group(chat), s.db.texts.get(ref)]);
    if (held?.failure === UNCONFIRMED && message.group_envelope === null) await this.#ask(chat, held);
    const taken = held?.secret ? null : await this.#take(chat, message, group);
    if (!taken?.text?.secret) return [];
    await this.#store(chat, message.seq, taken, false);
    return [taken.text];
  }

  /** What came in a session, from somebody whom an entry names by now, is gone from the mailbox: asked for. */
  async #ask(chat: number, { ref, sender }: TextRow): Promise<void> {
    const { s, memberships } = this.#parts;
    const chain = await memberships.follow(chat).catch(quietly);
    if (chain && wasMember(chain, sender)) await s.db.texts.update(ref, { failure: 'NO_SESSION' });
  }

  async #store(chat: number, seq: number, { text, chain, epoch }: Taken, moves: boolean): Promise<void> {
    const { db } = this.#parts.s;
    await db.transaction('rw', db.texts, db.chains, db.groups, async () => {
      if (text) await db.texts.put(text);
      if (chain) await db.chains.put(chain);
      const group = await this.#group(chat);
      const newest = group.epochs.at(-1)?.epoch ?? 0;
      const epochs = moves && epoch && epoch > newest ? [...group.epochs, { seq, epoch }] : group.epochs;
      const told = group.told ?? group.cursor ?? seq - 1;
      await db.groups.put({ ...group, epochs, ...(moves && { cursor: seq, told }) });
    });
  }

  async #take(chat: number, message: Logged, group: GroupRow): Promise<Taken> {
    const { s, device, refusals } = this.#parts;
    const { sender_id, body, group_envelope } = message;
    if (sender_id === null || body === null || group_envelope === null) return { text: null };
    const from = { user: sender_id, device: message.sender_device };
    const old = device.isOlder({ chat, time: message.created_at });
    if (old || sameAddress(from, device.address)) return { text: null };
    const ref = refKey({ ...from, uuid: fromHex(message.message_uuid) });
    if ((await s.db.texts.get(ref))?.secret) return { text: null };
    const meant = { ...message, sender_id, body, group_envelope };
    try {
      return await this.#open(chat, from, meant, group);
    } catch (error) {
      const reason = reasonOf(error);
      const expected = reason === 'GHOST_DEVICE' && (await this.#parts.groupKeys.knows(chat, from));
      return { text: await refusals.note(from, placed(chat, meant), reason, expected) };
    }
  }

  async #open(chat: number, from: Address, message: GroupMessage, group: GroupRow): Promise<Taken> {
    const { s, device, groupKeys } = this.#parts;
    if ((await pairedWith(s, chat)) !== null) throw new RatchetError('NOT_A_MEMBER', 'no group');
    const bytes = fromBase64Url(message.group_envelope);
    const { header } = decodeSenderKeyMessage(bytes);
    const devices = await this.#devices(from);
    const memberships = await this.#memberships(chat, header);
    requirePresent(memberships, group, from, { seq: message.seq, epoch: header.epoch });
    const context = { sender: from, devices, memberships };
    const { content, chain, epoch } = await groupKeys.open(chat, context, bytes);
    const item = placed(chat, message);
    const text = await opened(s, device, from, { ...item, body: message.body }, content);
    return { text, chain, epoch };
  }

  /** The sender's devices, looked up anew if it is not among the known ones. */
  async #devices(from: Address): Promise<KnownDevices> {
    const { directory } = this.#parts;
    const known = await directory.devices(from.user);
    const listed = known.certificates.some(({ address }) => sameAddress(address, from));
    return listed ? known : directory.refresh(from.user);
  }

  /** The accepted entries, as far as the one that the message names if that can be had. */
  async #memberships(chat: number, { membershipHash, epoch }: SenderKeyHeader): Promise<Chain | []> {
    const { memberships } = this.#parts;
    const known = await memberships.known(chat);
    if (known && (entryOf(known, membershipHash) || tipOf(known).epoch >= epoch)) return known;
    return (await memberships.follow(chat, epoch)) ?? [];
  }
}

/** Who was removed does not write as if it had been before. */
function requirePresent(
  memberships: Chain | [],
  { epochs }: GroupRow,
  { user }: Address,
  said: GroupRow['epochs'][number],
): void {
  const newest = epochs.findLast(({ seq }) => seq < said.seq)?.epoch ?? 0;
  const entry = said.epoch < newest ? memberships.find(({ epoch }) => epoch === newest) : undefined;
  if (entry && !isMember(entry, user)) throw new RatchetError('NOT_A_MEMBER', 'backdated');
}
