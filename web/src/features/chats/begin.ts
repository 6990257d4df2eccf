import { http } from '../../api/current.ts';
import { ApiError } from '../../api/error.ts';
import type { Client } from '../../store/client.ts';
import type { Person } from '../../store/db.ts';

/** Begins a personal chat; an encrypted one only if both sides can, and then for ever. */
export async function begin(
  client: Client,
  { id }: Person,
  encrypted: boolean,
): Promise<{ chat: { id: number } }> {
  if (encrypted && !(await client.service.canEncrypt(id)))
    throw new ApiError(409, 'encryption_not_set_up', 'no device');
  const answer = await http.post('/api/chats', {
    body: { participantIds: [id], type: 'personal', mode: encrypted ? 'e2ee' : 'server' },
  });
  if (encrypted) await client.service.pinEncrypted(answer.chat.id, id);
  return answer;
}
