import { expect, test } from 'vitest';
import type { Message } from '../../src/api/models.ts';
import { forwarding } from '../../src/store/forwarding.ts';

function message(changes: Partial<Message> = {}): Message {
  return {
    ...{
      id: 7,
      text: 'said',
      status: 'sent',
      created_at: '',
      sender_id: 2,
      message_type: 'text',
      chat_id: 5,
    },
    ...{ file_url: null, file_name: null, file_size: null, file_type: null, voice_url: null, seq: 3 },
    ...{ voice_duration: null, sender_name: 'Ada', sender_avatar: null, client_id: null, revision: 0 },
    ...{ edited_at: null, deleted: false, reply_to: null, forwarded_from: null, mentions: [], reactions: [] },
    ...{ file_width: null, file_height: null, thumb_url: null, waveform: null, ...changes },
  };
}

const blob = new Blob(['bytes'], { type: 'image/png' });
const asked: string[] = [];
const fileOf = async (url: string) => {
  asked.push(url);
  return blob;
};

test('the server forwards what it can read to where it can read', async () => {
  const origin = message({ file_url: '/api/files/1' });
  const op = await forwarding(origin, { from: false, to: false }, fileOf);
  expect(op).toEqual({ kind: 'forward', message: 7, preview: origin });
  expect(asked).toEqual([]);
});

test('into an encrypted chat a message is written anew and says whose words it repeats', async () => {
  const into = (origin: Message) => forwarding(origin, { from: false, to: true }, fileOf);
  expect(await into(message())).toEqual({ kind: 'send', fields: { text: 'said' }, forwardedFrom: 'Ada' });
  const again = message({ forwarded_from: { name: 'Eve', user_id: null, message_id: null } });
  expect(await into(again)).toMatchObject({ forwardedFrom: 'Eve' });
});

test('out of an encrypted chat nothing goes by its number, and a file goes as a file of its own', async () => {
  const origin = message({
    ...{ message_type: 'file', file_url: 'sealed:2.1.ff', file_name: 'a.png', file_type: 'image/png' },
  });
  expect(await forwarding(origin, { from: true, to: false }, fileOf)).toEqual({
    ...{ kind: 'send', fields: { text: 'said' }, file: { blob, name: 'a.png', type: 'image/png' } },
  });
  expect(asked.splice(0)).toEqual(['sealed:2.1.ff']);

  const voice = message({ text: null, voice_url: 'sealed:2.1.aa', voice_duration: 4, waveform: [1, 2] });
  expect(await forwarding(voice, { from: true, to: true }, fileOf)).toEqual({
    ...{ kind: 'send', fields: { waveform: [1, 2] }, forwardedFrom: 'Ada' },
    file: { blob, name: 'voice.png', type: 'image/png', duration: 4 },
  });

  const sticker = message({ text: null, message_type: 'sticker', file_url: '/stickers/x.webp' });
  asked.length = 0;
  expect(await forwarding(sticker, { from: true, to: false }, fileOf)).toEqual({
    ...{ kind: 'send', fields: { message_type: 'sticker', file_url: '/stickers/x.webp' } },
  });
  expect(asked).toEqual([]);
});
