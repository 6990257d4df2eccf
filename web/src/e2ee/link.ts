import { ApiError } from '../api/error.ts';
import { fromBase64Url, toBase64Url } from '../crypto/ratchet/base64url.ts';
import type { Bytes } from '../crypto/ratchet/bytes.ts';
import { decodeMessageKeys, encodeMessageKeys } from '../crypto/ratchet/content/backup.ts';
import { signByAccount } from '../crypto/ratchet/identity/device-certificate.ts';
import { Limits } from '../crypto/ratchet/limits.ts';
import {
  answer,
  type Inviting,
  invitationCode,
  invite,
  parseInvitationCode,
} from '../crypto/ratchet/link/invitation.ts';
import type { Request, Welcome } from '../crypto/ratchet/link/link-format.ts';
import { NewDevice, OldDevice } from '../crypto/ratchet/link/linking.ts';
import { backupPieces, saveBackup } from './backup.ts';
import { keptKey, lookUpKey } from './backup-key.ts';
import { OwnDevice, type Surroundings } from './device.ts';
import { keysOf } from './history.ts';
import { admit, adopt, type Membership, newKeys, requireSeed, verificationsOf } from './join.ts';
import { keepOldKeys } from './old-messages.ts';
import { quietly } from './quietly.ts';
import { maintain, newDeviceId } from './set-up.ts';

const PAUSE = 700;
/** Keys in a frame, which may hold 704 KiB, and frames of them: what is older comes by the backup. */
const KEYS = 4_000;
const FRAMES = 20;

/** One side's frames of a rendezvous: each leaves numbered ones for the other. */
class Rendezvous {
  readonly #s: Surroundings;
  readonly #link: string;
  readonly #until: number;
  #sent = 0;
  #taken = 0;
  #over = false;

  constructor(s: Surroundings, id: Bytes) {
    this.#s = s;
    this.#link = toBase64Url(id);
    this.#until = s.now() + Limits.linkMs;
  }

  get path() {
    return { link: this.#link };
  }

  stop(): void {
    this.#over = true;
  }

  async send(frame: Bytes): Promise<void> {
    const path = { link: this.#link, number: this.#sent++ };
    await this.#s.http.put('/api/e2ee/links/{link}/frames/{number}', {
      path,
      body: { frame: toBase64Url(frame) },
    });
  }

  async receive(): Promise<Bytes> {
    const path = { link: this.#link, number: this.#taken++ };
    const frame = await this.wait(async () => {
      const { frame: text } = await this.#s.http.get('/api/e2ee/links/{link}/frames/{number}', { path });
      return text;
    });
    return fromBase64Url(frame);
  }

  /** Asks until there is something, or the two minutes are over; a lost answer is asked for again. */
  async wait(ask: () => Promise<string | null>): Promise<string> {
    while (!this.#over && this.#s.now() < this.#until) {
      const found = await ask().catch(unlessLost);
      if (found !== null) return found;
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
    }
    throw new ApiError(404, 'link_not_found', 'the two minutes are over');
  }
}

function unlessLost(error: unknown): null {
  if (error instanceof ApiError && error.transient) return null;
  throw error;
}

/** This browser becomes a device: shows a code, compares six digits, takes what the old device grants. */
export class Joining {
  readonly #s: Surroundings;
  readonly #inviting: Inviting;
  readonly #rendezvous: Rendezvous;
  #device: NewDevice | null = null;
  #welcome: Welcome | null = null;
  #made: Pick<Membership, 'keys' | 'began'> | null = null;

  private constructor(s: Surroundings, inviting: Inviting) {
    this.#s = s;
    this.#inviting = inviting;
    this.#rendezvous = new Rendezvous(s, inviting.invitation.rendezvousId);
  }

  static async begin(s: Surroundings): Promise<Joining> {
    const inviting = await invite(s.p, s.now());
    const joining = new Joining(s, inviting);
    const body = { kem_key: toBase64Url(inviting.kemKey) };
    await s.http.put('/api/e2ee/links/{link}', { path: joining.#rendezvous.path, body });
    return joining;
  }

  /** The text of the code that the old device scans. */
  get code(): string {
    return invitationCode(this.#inviting.invitation);
  }

  stop(): void {
    this.#rendezvous.stop();
  }

  /** Waits for the old device; gives the six digits that both must show. */
  async digits(): Promise<string> {
    const link = this.#rendezvous;
    const offer = await link.wait(async () => {
      const { offer: text } = await this.#s.http.get('/api/e2ee/links/{link}', { path: link.path });
      return text;
    });
    const device = await NewDevice.start(this.#s.p, this.#inviting, fromBase64Url(offer), this.#s.now());
    this.#device = device;
    this.#welcome = await device.welcome(await link.receive());
    if (this.#welcome.address.user !== this.#s.user)
      throw new ApiError(409, 'link_other_account', 'the old device is of another account');
    this.#made = await newKeys(this.#s, this.#welcome.address);
    const { certificate, signingKey } = this.#made.keys;
    await link.send(await device.request(certificate, signingKey));
    const { frame, code } = await device.reveal(await link.receive());
    await link.send(frame);
    return code;
  }

  /** Waits until the user has confirmed on the old device; this one is then set up and has its keys. */
  async finish(): Promise<void> {
    const [device, welcome, made] = [this.#device, this.#welcome, this.#made];
    if (!device || !welcome || !made) throw new TypeError('not begun');
    const grant = await device.accept(await this.#rendezvous.receive());
    const s = this.#s;
    // Frames hold what is newest; the rest, and what does not come any more, lies in the backup.
    const pieces = grant.backupKey ? await backupPieces(s) : [];
    await s.exclusive(() =>
      adopt(s, {
        ...made,
        ...{ certificate: grant.certificate, accountKey: welcome.accountKey, list: grant.deviceList },
        ...{ accountSeed: grant.accountSeed ?? null, backupKey: grant.backupKey ?? null },
        ...{ verifications: grant.verifications, pieces },
      }),
    );
    // It is a device: what does not come through after this is no failure of the link.
    await s.exclusive(() => maintain(s)).catch(quietly);
    await this.#takeOldKeys(device).catch(quietly);
  }

  async #takeOldKeys(device: NewDevice): Promise<void> {
    const row = await this.#s.db.self.get('device');
    if (!row) return;
    const own = await OwnDevice.from(row);
    for (;;) {
      const messageKeys = decodeMessageKeys(await device.data(await this.#rendezvous.receive()));
      if (messageKeys.length === 0) return;
      await keepOldKeys(this.#s, own, messageKeys);
    }
  }
}

/** This device admits another one, after its user has compared six digits. */
export class Admitting {
  readonly #s: Surroundings;
  readonly #device: OldDevice;
  readonly #rendezvous: Rendezvous;
  readonly digits: string;
  readonly #request: Request;

  private constructor(
    s: Surroundings,
    parts: { device: OldDevice; rendezvous: Rendezvous; digits: string; request: Request },
  ) {
    this.#s = s;
    this.#device = parts.device;
    this.#rendezvous = parts.rendezvous;
    this.#request = parts.request;
    this.digits = parts.digits;
  }

  /** Takes the code that the new device shows. */
  static async begin(s: Surroundings, code: string): Promise<Admitting> {
    await requireSeed(s);
    const invitation = parseInvitationCode(code.trim());
    const rendezvous = new Rendezvous(s, invitation.rendezvousId);
    const { kem_key } = await s.http.get('/api/e2ee/links/{link}', { path: rendezvous.path });
    const { offer, channel } = await answer(s.p, invitation, fromBase64Url(kem_key));
    const device = new OldDevice(s.p, channel);
    await s.http.put('/api/e2ee/links/{link}/offer', {
      path: rendezvous.path,
      body: { offer: toBase64Url(offer) },
    });
    const self = await s.db.users.get(s.user);
    if (!self) throw new ApiError(409, 'encryption_not_set_up', 'no account');
    const address = { user: s.user, device: newDeviceId(s) };
    await rendezvous.send(await device.welcome({ address, accountKey: self.accountKey }));
    await rendezvous.send(await device.challenge(await rendezvous.receive()));
    const { code: digits, request } = await device.confirm(await rendezvous.receive());
    return new Admitting(s, { device, rendezvous, digits, request });
  }

  stop(): void {
    this.#rendezvous.stop();
  }

  /** The user says that both show the same digits: signs, and hands over what the new device needs. */
  async confirm(): Promise<void> {
    const s = this.#s;
    // The key that is handed on is the present one.
    await lookUpKey(s).catch(quietly);
    // Whoever leaves the new device before all keys have come finds the newest ones there, too.
    await saveBackup(s).catch(quietly);
    const { row, seed } = await requireSeed(s);
    const { certificate, deviceSignature } = this.#request;
    const signed = await signByAccount(s.p.ed25519, certificate, deviceSignature, seed);
    const deviceList = await s.exclusive(() => admit(s, seed, signed));
    const backupKey = await keptKey(row);
    const verifications = await verificationsOf(s);
    await this.#rendezvous.send(
      await this.#device.grant({
        ...{ certificate: signed, deviceList, accountSeed: seed, verifications },
        ...(backupKey && { backupKey }),
      }),
    );
    const own = await OwnDevice.from(row);
    const texts = (await s.db.texts.filter(({ secret }) => secret !== null).toArray())
      .sort((a, b) => b.time.localeCompare(a.time))
      .slice(0, KEYS * FRAMES);
    for (let at = 0; at < texts.length; at += KEYS) {
      const plain = encodeMessageKeys(await keysOf(own, texts.slice(at, at + KEYS)));
      await this.#rendezvous.send(await this.#device.data(plain));
    }
    // An empty frame is the last.
    await this.#rendezvous.send(await this.#device.data(encodeMessageKeys([])));
  }
}
