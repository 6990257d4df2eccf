import { ApiError } from '../api/error.ts';
import type { Http } from '../api/http.ts';
import type { EventData } from '../sync/protocol.ts';
import type { Change } from './changes.ts';
import type { Database, DraftRow } from './db.ts';
import type { Typed } from './page-drafts.ts';

interface Ports {
  readonly db: Database;
  readonly http: Http;
  readonly isEncrypted: (chat: number) => Promise<boolean>;
  readonly publish: (changes: readonly Change[]) => void;
}

interface Stored {
  readonly chat_id: number;
  readonly version: number;
  readonly text: string;
  readonly reply_to: number | null;
}

/**
 * Keeps drafts equal on all devices. A text that another device wrote meanwhile never replaces one that was typed
 * here: it is kept beside it until the user has chosen. Those of encrypted chats are the page's alone.
 */
export class Drafts {
  readonly #ports: Ports;
  #telling: Promise<void> = Promise.resolve();

  constructor(ports: Ports) {
    this.#ports = ports;
  }

  /** Tells the server what was typed, one chat after another. */
  wake(): Promise<void> {
    // One that failed holds up no other.
    this.#telling = this.#telling.catch(() => undefined).then(() => this.#tellAll());
    return this.#telling;
  }

  /** Fetches all drafts, as a device that was away does; whether that got through. */
  async loadAll(): Promise<boolean> {
    const answer = await this.#ports.http.get('/api/drafts').catch(refusedOnly);
    for (const draft of answer?.drafts ?? []) await this.#take(draft);
    return answer !== null;
  }

  async #tellAll(): Promise<void> {
    const dirty = await this.#ports.db.drafts.filter((draft) => draft.dirty && !draft.other).toArray();
    for (const draft of dirty) await this.#tell(draft);
  }

  async #tell({ chat, text, reply_to, version, changed }: DraftRow): Promise<void> {
    if (await this.#ports.isEncrypted(chat)) return this.#ports.db.drafts.delete(chat);
    const call = { path: { id: chat }, body: { text, reply_to, base_version: version } };
    try {
      const { draft } = await this.#ports.http.put('/api/chats/{id}/draft', call);
      await this.#change(chat, (now) =>
        now ? { ...now, version: draft.version, dirty: now.changed !== changed } : null,
      );
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.status === 409) await this.#load(chat);
      // Not connected: told later. Any other refusal leaves the draft on this device, where it is not lost.
      else if (!error.transient) await this.#change(chat, (now) => (now ? { ...now, dirty: false } : null));
    }
  }

  /** Another device, or this one, changed a draft: its number is told, its text is not. */
  async told(data: EventData | undefined): Promise<void> {
    const { chat, version } = data ?? {};
    if (chat === undefined || version === undefined) return;
    // What this device is saying at the moment comes back as news: its answer is waited for.
    await this.#telling;
    const known: DraftRow | undefined = await this.#ports.db.drafts.get(chat);
    if (!known || known.version < version) await this.#load(chat);
  }

  async #load(chat: number): Promise<void> {
    const answer = await this.#ports.http
      .get('/api/chats/{id}/draft', { path: { id: chat } })
      .catch(refusedOnly);
    if (answer) await this.#take(answer.draft);
  }

  async #take({ chat_id: chat, version, text, reply_to }: Stored): Promise<void> {
    if (await this.#ports.isEncrypted(chat)) return;
    await this.#change(chat, (known) => {
      if (known && known.version >= version) return null;
      const fresh: DraftRow = {
        ...{ chat, text, version, reply_to },
        ...{ dirty: false, other: null, changed: Date.now() },
      };
      const clash = known?.dirty && known.text !== '' && text !== '' && known.text !== text;
      // An empty one from elsewhere means that it was sent there; what is typed here goes on from it.
      const mine = known?.dirty && known.text !== '' ? { ...known, version } : fresh;
      return clash ? { ...known, other: { text, version } } : mine;
    });
  }

  async #change(chat: number, change: (known: DraftRow | undefined) => DraftRow | null): Promise<void> {
    const draft = await changed(this.#ports.db, chat, change);
    if (draft) this.#ports.publish([{ kind: 'draft', draft }]);
  }
}

/** Stores what was typed; null where that stands there already. */
export function keepDraft(db: Database, typed: Typed): Promise<DraftRow | null> {
  const { chat, text, reply_to } = typed;
  return changed(db, chat, (known) =>
    known && known.text === text && known.reply_to === reply_to && !known.other
      ? null
      : draftOf(typed, known),
  );
}

/** A draft that was just typed. Whoever goes on typing has seen what the other device wrote, and replaces it. */
export function draftOf(typed: Typed, known: DraftRow | undefined): DraftRow {
  const version = known?.other?.version ?? known?.version ?? 0;
  return { ...typed, version, dirty: true, other: null, changed: Date.now() };
}

/** Several write drafts at once: this tab, the leader for the server, other tabs. */
function changed(
  db: Database,
  chat: number,
  change: (known: DraftRow | undefined) => DraftRow | null,
): Promise<DraftRow | null> {
  return db.transaction('rw', db.drafts, async () => {
    const draft = change(await db.drafts.get(chat));
    if (draft) await db.drafts.put(draft);
    return draft;
  });
}

function refusedOnly(error: unknown): null {
  if (error instanceof ApiError) return null;
  throw error;
}
