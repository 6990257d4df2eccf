import 'fake-indexeddb/auto';
import { expect, test } from 'vitest';
import { ApiError, networkError } from '../../src/api/error.ts';
import { EncryptionDatabase } from '../../src/e2ee/database.ts';
import type { Surroundings } from '../../src/e2ee/device.ts';
import { Admitting, Joining } from '../../src/e2ee/link.ts';
import { setUp } from '../../src/e2ee/set-up.ts';
import { type Answers, browser, type Call, lineTo } from './device-kit.ts';

const LINK = '/api/e2ee/links/{link}';
const FRAME = `${LINK}/frames/{number}`;
const DEVICES = 'get /api/e2ee/users/{user}/devices';

type Side = 'old' | 'fresh';

interface Listed {
  readonly account_key?: string;
  readonly device_lists: readonly string[];
  readonly certificates: readonly string[];
}

/** A server that hands what two devices of an account say from one to the other. */
class Meeting {
  readonly #frames = { old: [] as string[], fresh: [] as string[] };
  readonly #texts: Record<string, string | null> = { kem_key: null, offer: null };
  readonly #lists: string[] = [];
  readonly #certificates: string[] = [];
  #accountKey = '';
  /** Frames of the old device from this one on do not come through. */
  breaksAt = Number.MAX_SAFE_INTEGER;
  /** How many answers get lost before one comes through. */
  lost = 1;

  answers(side: Side): Answers {
    const other = side === 'old' ? 'fresh' : 'old';
    const keep = (name: string) => (call: Call) => {
      this.#texts[name] = (call.body as Record<string, string>)[name] ?? null;
    };
    return {
      [`put ${LINK}`]: keep('kem_key'),
      [`put ${LINK}/offer`]: keep('offer'),
      [`get ${LINK}`]: () => this.#texts,
      [`put ${FRAME}`]: ({ body }) => void this.#frames[side].push((body as { frame: string }).frame),
      [`get ${FRAME}`]: ({ path }) => {
        if (this.lost-- > 0) throw networkError(new Error('lost'));
        const number = path?.number ?? 0;
        if (number >= this.breaksAt) throw new ApiError(404, 'link_not_found', 'over');
        return { frame: this.#frames[other][number] ?? null };
      },
      'post /api/e2ee/account': ({ body }) => this.#listed(body),
      'put /api/e2ee/devices': ({ body }) => this.#listed(body),
      'post /api/e2ee/devices/{device}/session': () => ({}),
      'get /api/e2ee/keys': () => ({ signed_id: null, one_time: 100, one_time_kem: 100 }),
      'put /api/e2ee/keys': () => ({}),
      [DEVICES]: ({ query }) => {
        if (this.#lists.length === 0) throw new ApiError(404, 'encryption_not_set_up', 'none');
        return {
          ...{
            account_key: this.#accountKey,
            list_version: this.#lists.length,
            certificates: this.#certificates,
          },
          device_lists: this.#lists.slice((query?.from ?? this.#lists.length) - 1),
        };
      },
    };
  }

  #listed(body: unknown): void {
    const { account_key, device_lists, certificates } = body as Listed;
    this.#accountKey = account_key ?? this.#accountKey;
    this.#lists.push(...device_lists);
    this.#certificates.push(...certificates);
  }
}

/** A device of an account and a browser of the same one that is none yet. */
async function both(meeting: Meeting): Promise<{ old: Surroundings; fresh: Surroundings }> {
  const { s: old } = await browser(meeting.answers('old'));
  await old.db.self.clear();
  expect(await setUp(old)).toBe('ready');
  const { http } = lineTo(meeting.answers('fresh'));
  // Under another name, because both lie in the same store here.
  return { old, fresh: { ...old, http, db: new EncryptionDatabase(old.user + 500_000) } };
}

test.each([
  ['all that is to come', Number.MAX_SAFE_INTEGER],
  ['only what makes it a device, and no keys of old messages', 3],
])('a browser that gets %s is a device', async (_, breaksAt) => {
  const meeting = new Meeting();
  meeting.breaksAt = breaksAt;
  const { old, fresh } = await both(meeting);
  const joining = await Joining.begin(fresh);
  const [admitting, digits] = await Promise.all([Admitting.begin(old, joining.code), joining.digits()]);
  expect(admitting.digits).toBe(digits);
  await Promise.all([admitting.confirm(), joining.finish()]);

  expect(await setUp(fresh)).toBe('ready');
  expect((await fresh.db.users.get(fresh.user))?.certificates).toHaveLength(2);
});
