import { http } from '../api/current.ts';
import { ApiError } from '../api/error.ts';
import { encryptsByDefault } from '../lib/encrypt-by-default.ts';
import type { Client } from './client.ts';
import type { Person } from './db.ts';
import { told } from './told.ts';

/** Begins a personal chat; an encrypted one only if both sides can, and then for ever. */
export async function begin(
  client: Client,
  { id }: Pick<Person, 'id'>,
  encrypted: boolean,
): Promise<{ chat: { id: number } }> {
  if (encrypted) await requireCapable(client, [{ id }]);
  const answer = await http.post('/api/chats', {
    body: { participantIds: [id], type: 'personal', mode: encrypted ? 'e2ee' : 'server' },
  });
  if (encrypted) await told(client.service.pinEncrypted(answer.chat.id, id));
  return answer;
}

/** Refusals that say that one of the two sides has no keys. */
const INCAPABLE = ['encryption_not_set_up', 'device_required'];

/**
 * The chat with somebody who was met elsewhere: an encrypted one if there is one, else as this browser begins new ones.
 * `fellBack` says that it was to be encrypted and cannot be: the user must be told.
 */
export async function beginWith(
  client: Client,
  person: Pick<Person, 'id'>,
): Promise<{ chat: number; fellBack: boolean }> {
  const known = client.chats.find(({ mode, peer_id }) => mode === 'e2ee' && peer_id === person.id);
  if (known) return { chat: known.id, fellBack: false };
  const encrypted = encryptsByDefault();
  try {
    return { chat: (await begin(client, person, encrypted)).chat.id, fellBack: false };
  } catch (error) {
    if (!encrypted || !(error instanceof ApiError && INCAPABLE.includes(error.code))) throw error;
    return { chat: (await begin(client, person, false)).chat.id, fellBack: true };
  }
}

/** Makes a group; an encrypted one only of people who can all read it. */
export async function beginGroup(
  client: Client,
  name: string,
  people: readonly Person[],
  encrypted: boolean,
): Promise<{ chat: { id: number } }> {
  if (encrypted) await requireCapable(client, people);
  const answer = await http.post('/api/chats', {
    body: {
      ...{ name, participantIds: people.map(({ id }) => id), type: 'group' },
      mode: encrypted ? 'e2ee' : 'server',
    },
  });
  if (!encrypted) return answer;
  await told(client.service.pinEncrypted(answer.chat.id, null));
  const add = people.map(({ id }) => id);
  // Who cannot sign now does so with the first message.
  await told(client.service.signMembers(answer.chat.id, { add }, true)).catch(() => undefined);
  return answer;
}

/** Refuses unless this browser and each of the people can encrypt. */
export async function requireCapable(client: Client, people: readonly Pick<Person, 'id'>[]): Promise<void> {
  for (const { id } of people)
    if (!(await told(client.service.canEncrypt(id))))
      throw new ApiError(409, 'encryption_not_set_up', 'no device');
}
