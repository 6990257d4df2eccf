import { ApiError } from '../api/error.ts';
import { toBase64Url } from '../crypto/ratchet/base64url.ts';
import type { Bytes } from '../crypto/ratchet/bytes.ts';
import type { KnownDevices } from '../crypto/ratchet/identity/device-list.ts';
import { RatchetError } from '../crypto/ratchet/ratchet-error.ts';
import type { EnvelopeRow, SessionRow } from './database.ts';
import type { Surroundings } from './device.ts';
import type { Alarm } from './directory.ts';
import { nameOf, type Sessions, type Target } from './sessions.ts';

interface Parts {
  readonly s: Surroundings;
  readonly sessions: Sessions;
  readonly alarm: Alarm;
}

export type DevicesByUser = ReadonlyMap<number, KnownDevices>;

/** What the server takes in one request. */
const AT_ONCE = 300;

/** Encrypts for single devices, in the session with each. Under the lock. */
export class Envelopes {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /**
   * Encrypts one content for several devices; begins sessions where there are none.
   *
   * @param fresh begins them anew in any case
   * @returns also the new states, to be stored with what they were used for
   */
  async seal(
    devices: DevicesByUser,
    to: readonly Target[],
    content: Bytes,
    fresh = false,
  ): Promise<{ envelopes: EnvelopeRow[]; sessions: SessionRow[] }> {
    const { sessions } = this.#parts;
    const without = fresh ? to : await sessions.without(to);
    const bundles = new Map<string, Bytes>();
    for (const user of new Set(without.map((one) => one.user))) {
      const wanted = without.filter((one) => one.user === user).map(({ device }) => device);
      const taken = await sessions.take(user, wanted);
      for (const [device, bundle] of taken) bundles.set(nameOf({ user, device }), bundle);
    }
    const envelopes: EnvelopeRow[] = [];
    const rows: SessionRow[] = [];
    for (const peer of to) {
      const known = devices.get(peer.user);
      if (!known) throw new RatchetError('NOT_A_MEMBER', 'a device of nobody');
      const bundle = bundles.get(nameOf(peer));
      // The server gives keys of every device that can be written to: this one is none any more.
      if (!bundle && without.includes(peer)) throw new ApiError(409, 'roster_changed', 'a device has gone');
      const { encrypted, session } = await this.guarded(peer.user, () =>
        sessions.encryptFor(peer, known, content, bundle),
      );
      envelopes.push({ ...peer, type: encrypted.type, bytes: encrypted.bytes });
      rows.push(session);
    }
    return { envelopes, sessions: rows };
  }

  /** Sends a control message to devices. What the server does not deliver heals when it is missed. */
  async control(devices: DevicesByUser, to: readonly Target[], content: Bytes, fresh = false): Promise<void> {
    const { s } = this.#parts;
    for (let start = 0; start < to.length; start += AT_ONCE) {
      const { envelopes, sessions } = await this.seal(
        devices,
        to.slice(start, start + AT_ONCE),
        content,
        fresh,
      );
      await s.db.sessions.bulkPut(sessions);
      await s.http.post('/api/e2ee/mailbox', { body: { envelopes: envelopes.map(onWire) } });
    }
  }

  /** A refusal for security is told the user before it ends what was to be done. */
  async guarded<T>(user: number, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof RatchetError) await this.#parts.alarm(error.reason, user);
      throw error;
    }
  }
}

/** An envelope as the server takes it. */
export function onWire({ user, device, registration, type, bytes }: EnvelopeRow) {
  return {
    ...{ user_id: user, device_id: device, registration_id: registration },
    ...{ type: type as 2 | 3, envelope: toBase64Url(bytes) },
  };
}
