import { ApiError } from '../api/error.ts';
import type { Address } from '../crypto/ratchet/identity/address.ts';
import { type EnvelopeContent, refKey } from './content.ts';
import type { TextRow } from './database.ts';
import type { OwnDevice, Surroundings } from './device.ts';
import { type Alarm, Directory } from './directory.ts';
import { Envelopes } from './envelopes.ts';
import { ChainSigner } from './groups/chain-signer.ts';
import { GroupKeys } from './groups/group-keys.ts';
import { GroupReader } from './groups/group-reader.ts';
import { Memberships } from './groups/memberships.ts';
import { KeptRosters } from './kept-rosters.ts';
import { Missing } from './missing.ts';
import { Refusals } from './opened.ts';
import { quietly } from './quietly.ts';
import { Receiver } from './receiver.ts';
import { Repairs } from './repairs.ts';
import { Rosters } from './rosters.ts';
import { Sender } from './sender.ts';
import { nameOf, Sessions } from './sessions.ts';

/** What a device sends, reads and heals with. */
export interface Engine {
  readonly device: OwnDevice;
  readonly directory: Directory;
  readonly sender: Sender;
  readonly receiver: Receiver;
  readonly groups: GroupReader;
  readonly repairs: Repairs;
  readonly memberships: Memberships;
  readonly missing: Missing;
}

/**
 * Puts together what works for one device, until that becomes another one.
 *
 * @param calmed told when an alert has become void
 */
export function engineOf(
  s: Surroundings,
  device: OwnDevice,
  alarm: Alarm,
  calmed: () => void = () => undefined,
): Engine {
  const directory = new Directory(s, alarm);
  const sessions = new Sessions(s, device, directory);
  const envelopes = new Envelopes({ s, sessions, alarm });
  const base = { s, device, directory, sessions, envelopes, alarm };
  const memberships = new Memberships({ ...base, calmed });
  const signer = new ChainSigner({ ...base, memberships });
  const groupKeys = new GroupKeys(base);
  const repairs = new Repairs({ ...base, memberships, groupKeys });
  const parts = { ...base, memberships, signer, groupKeys, refusals: new Refusals({ s, alarm }) };
  const sender = new Sender({ ...parts, rosters: new KeptRosters(s, new Rosters(parts)) });
  const receiver = new Receiver({ ...parts, control: (from, envelope) => heard(s, engine, from, envelope) });
  const [groups, missing] = [new GroupReader(parts), new Missing(parts)];
  const engine: Engine = { device, directory, sender, receiver, repairs, memberships, groups, missing };
  return engine;
}

/** Does what another device asks for; gives what can be read by what it gave. */
async function heard(
  s: Surroundings,
  { groups, receiver, repairs }: Engine,
  from: Address,
  { chat, control }: EnvelopeContent,
): Promise<readonly TextRow[]> {
  if (control?.kind === 'sender-key') groups.due(chat);
  if (control?.kind === 'retry') await repairs.repeat(from, chat, control);
  if (control?.kind !== 'key') return [];
  const text = await s.db.texts.get(refKey(control.message));
  const meant = nameOf(control.message) === nameOf(from) && text?.failure && text.chat === chat;
  if (!text || !meant) return [];
  const read = await receiver.late(text, control.key, control.hash).catch(async (error: unknown) => {
    // The body did not come: asked for once more.
    if (error instanceof ApiError && error.transient) await repairs.askAnew(text.ref);
    return quietly(error);
  });
  return read ? [read] : [];
}
