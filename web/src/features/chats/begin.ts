import { http } from '../../api/current.ts';
import { ApiError } from '../../api/error.ts';
import type { Client } from '../../store/client.ts';
import type { Person } from '../../store/db.ts';
import { told } from '../../store/told.ts';

/** Begins a personal chat; an encrypted one only if both sides can, and then for ever. */
export async function begin(
  client: Client,
  { id }: Person,
  encrypted: boolean,
): Promise<{ chat: { id: number } }> {
  if (encrypted) await requireCapable(client, [{ id }]);
  const answer = await http.post('/api/chats', {
    body: { participantIds: [id], type: 'personal', mode: encrypted ? 'e2ee' : 'server' },
  });
  if (encrypted) await client.service.pinEncrypted(answer.chat.id, id);
  return answer;
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
  await client.service.pinEncrypted(answer.chat.id, null);
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
