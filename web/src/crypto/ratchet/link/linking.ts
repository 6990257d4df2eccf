import { BinaryWriter } from '../binary.ts';
import { type Bytes, equal } from '../bytes.ts';
import { checkEd25519Key } from '../curve.ts';
import { sha256 } from '../hash.ts';
import { sameAddress } from '../identity/address.ts';
import {
  certificateHash,
  type DeviceCertificate,
  signByDevice,
  verifyByDevice,
  verifyCertificate,
} from '../identity/device-certificate.ts';
import { acceptList } from '../identity/device-list.ts';
import { Limits } from '../limits.ts';
import type { Primitives, PrivateKey } from '../primitives/primitives.ts';
import { refuseUnless } from '../ratchet-error.ts';
import { type Inviting, receiveOffer } from './invitation.ts';
import { FrameKind, type LinkChannel } from './link-channel.ts';
import {
  decodeGrant,
  decodeNonce,
  decodeRequest,
  decodeWelcome,
  encodeGrant,
  encodeNonce,
  encodeRequest,
  encodeWelcome,
  type Grant,
  type Request,
  type Welcome,
} from './link-format.ts';

/**
 * The new device's side of linking. Methods are called once each, in the order in which they stand here; a refusal
 * closes the channel and the user starts over.
 */
export class NewDevice {
  readonly #p: Primitives;
  readonly #channel: LinkChannel;
  #welcome: Welcome | undefined;
  #certificate: DeviceCertificate | undefined;
  #nonce: Bytes | undefined;

  private constructor(p: Primitives, channel: LinkChannel) {
    this.#p = p;
    this.#channel = channel;
  }

  static async start(p: Primitives, inviting: Inviting, offer: Bytes, nowMs: number): Promise<NewDevice> {
    refuseUnless(nowMs - inviting.createdMs <= Limits.linkMs, 'SESSION_STALE', 'the invitation is too old');
    return new NewDevice(p, await receiveOffer(p, inviting, offer));
  }

  /** Reads which device this shall be, so that its keys and certificate can be made. */
  welcome(frame: Bytes): Promise<Welcome> {
    return this.#channel.closingOnFailure(async () => {
      const welcome = decodeWelcome(await this.#channel.receive(FrameKind.WELCOME, frame));
      checkEd25519Key(welcome.accountKey);
      this.#welcome = welcome;
      return welcome;
    });
  }

  async request(certificate: DeviceCertificate, signingKey: PrivateKey): Promise<Bytes> {
    const nonce = this.#p.random(32);
    [this.#certificate, this.#nonce] = [certificate, nonce];
    const deviceSignature = await signByDevice(this.#p.ed25519, certificate, signingKey);
    const commitment = commitmentTo(this.#channel, nonce);
    return this.#channel.send(FrameKind.REQUEST, encodeRequest({ commitment, certificate, deviceSignature }));
  }

  /** Answers the challenge and gives the six digits that the user compares with those on the old device. */
  reveal(challenge: Bytes): Promise<{ readonly frame: Bytes; readonly code: string }> {
    return this.#channel.closingOnFailure(async () => {
      const theirs = decodeNonce(await this.#channel.receive(FrameKind.CHALLENGE, challenge));
      const [certificate, ours] = [done(this.#certificate), done(this.#nonce)];
      const code = codeOf(this.#channel, { theirs, ours }, certificate);
      return { frame: await this.#channel.send(FrameKind.REVEAL, encodeNonce(ours)), code };
    });
  }

  /** Takes the grant, if it is for the very certificate that was asked for and that is on the granted list. */
  accept(frame: Bytes): Promise<Grant> {
    return this.#channel.closingOnFailure(async () => {
      const grant = decodeGrant(await this.#channel.receive(FrameKind.GRANT, frame));
      const { address, accountKey } = done(this.#welcome);
      const asked = certificateHash(done(this.#certificate));
      const same = equal(certificateHash(grant.certificate.certificate), asked);
      refuseUnless(same, 'IDENTITY_MISMATCH', 'another certificate was granted');
      const account = await acceptList(this.#p, { accountKey, user: address.user }, grant.deviceList);
      await verifyCertificate(this.#p, grant.certificate, accountKey);
      const listed = account.list.certificateHashes.some((hash) => equal(hash, asked));
      refuseUnless(listed, 'GHOST_DEVICE', 'the granted certificate is not on the list');
      return grant;
    });
  }

  /** The next frame of message keys. */
  data(frame: Bytes): Promise<Bytes> {
    return this.#channel.receive(FrameKind.DATA, frame);
  }
}

/** The old device's side of linking, with the same rules. It signs nothing before its user confirmed the code. */
export class OldDevice {
  readonly #p: Primitives;
  readonly #channel: LinkChannel;
  #welcome: Welcome | undefined;
  #request: Request | undefined;
  #nonce: Bytes | undefined;
  #confirmed: Request | undefined;

  constructor(p: Primitives, channel: LinkChannel) {
    this.#p = p;
    this.#channel = channel;
  }

  welcome(welcome: Welcome): Promise<Bytes> {
    this.#welcome = welcome;
    return this.#channel.send(FrameKind.WELCOME, encodeWelcome(welcome));
  }

  /** Reads the request and answers with a challenge. */
  challenge(frame: Bytes): Promise<Bytes> {
    return this.#channel.closingOnFailure(async () => {
      const request = decodeRequest(await this.#channel.receive(FrameKind.REQUEST, frame));
      const offered = sameAddress(request.certificate.address, done(this.#welcome).address);
      refuseUnless(offered, 'IDENTITY_MISMATCH', 'the certificate is for another device');
      await verifyByDevice(this.#p.ed25519, request.certificate, request.deviceSignature);
      const nonce = this.#p.random(32);
      [this.#request, this.#nonce] = [request, nonce];
      return this.#channel.send(FrameKind.CHALLENGE, encodeNonce(nonce));
    });
  }

  /** The six digits to show, and what is to be signed once the user says that the new device shows the same. */
  confirm(reveal: Bytes): Promise<{ readonly code: string; readonly request: Request }> {
    return this.#channel.closingOnFailure(async () => {
      const theirs = decodeNonce(await this.#channel.receive(FrameKind.REVEAL, reveal));
      const request = done(this.#request);
      const kept = equal(commitmentTo(this.#channel, theirs), request.commitment);
      refuseUnless(kept, 'IDENTITY_MISMATCH', 'the new device broke its commitment');
      const nonces = { theirs: done(this.#nonce), ours: theirs };
      const code = codeOf(this.#channel, nonces, request.certificate);
      this.#confirmed = request;
      return { code, request };
    });
  }

  grant(grant: Grant): Promise<Bytes> {
    done(this.#confirmed);
    return this.#channel.send(FrameKind.GRANT, encodeGrant(grant));
  }

  data(payload: Bytes): Promise<Bytes> {
    return this.#channel.send(FrameKind.DATA, payload);
  }
}

function commitmentTo({ transcript }: LinkChannel, nonce: Bytes): Bytes {
  return sha256(new BinaryWriter().label('kocmoc/link-commit/1').bytes(transcript).bytes(nonce).finish());
}

/** @param nonces both as the new device sees them: `theirs` is the old device's */
function codeOf(
  channel: LinkChannel,
  nonces: { readonly theirs: Bytes; readonly ours: Bytes },
  certificate: DeviceCertificate,
): string {
  const input = new BinaryWriter()
    .label('kocmoc/link-code/1')
    .bytes(channel.transcript)
    .bytes(commitmentTo(channel, nonces.ours))
    .bytes(nonces.theirs)
    .bytes(nonces.ours)
    .bytes(certificateHash(certificate));
  const hash = sha256(input.finish());
  const number = new DataView(hash.buffer, hash.byteOffset).getBigUint64(0) % 1_000_000n;
  return String(number).padStart(6, '0');
}

function done<T>(earlier: T | undefined): T {
  if (earlier === undefined) throw new Error('a step of linking was left out');
  return earlier;
}
