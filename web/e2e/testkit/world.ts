import { deflateSync } from 'node:zlib';
import { call, newcomer, type Person, signIn } from './api.ts';
import { groupOf, pairOf, say } from './chat.ts';
import { ADMIN, type TestServer } from './server.ts';

/** A small community with some history: what the pictures of the views show. */
export interface World {
  readonly ada: Person;
  readonly admin: Person;
  /** A personal chat with everything in it. */
  readonly pair: number;
  /** A group, in which Ada is the owner. */
  readonly group: number;
  /** Ada's own photo in it, which others have read. */
  readonly photo: number;
  /** Somebody without chats. */
  readonly lonely: Person;
}

export async function makeWorld(server: TestServer): Promise<World> {
  const people: Person[] = [];
  for (const name of NAMES) people.push(await newcomer(server, name));
  const [ada, boris, clara, dmitri, eugenia, felix, lonely] = people as [Person, ...Person[]] as Person[];
  if (!ada || !boris || !clara || !dmitri || !eugenia || !felix || !lonely) throw new Error('nobody');
  for (const other of [boris, clara, dmitri]) await befriend(server, ada, other);
  await call(server, boris.token, 'PUT', `/api/users/${boris.id}`, {
    bio: 'Астрофотограф. Пишу про ночное небо.',
  });
  await dress(server, clara, 210);
  const pair = await pairOf(server, ada, boris);
  const group = await groupOf(
    server,
    'Высокотемпературная сверхпроводимость',
    ada,
    boris,
    clara,
    dmitri,
    eugenia,
  );
  const photo = await talk(server, { ada, boris, clara, dmitri, eugenia }, pair, group);
  await others(server, ada, [clara, dmitri, eugenia, felix]);
  await call(server, boris.token, 'POST', '/api/stories', {
    ...{ type: 'text', text: 'Сегодня ночью — Геминиды!', background: BACKGROUND },
  });
  const picture = await upload(server, clara, 'night.png', 'image/png', gradient(720, 1280, 250));
  await call(server, clara.token, 'POST', '/api/stories', { type: 'photo', content_url: picture.url });
  await call(server, eugenia.token, 'POST', '/api/reports', {
    userId: felix.id,
    reason: 'Рассылает рекламу',
  });
  return { ada, admin: await signIn(server, ADMIN.email, ADMIN.password), pair, group, photo, lonely };
}

const NAMES = [
  'Ada Lovelace',
  'Борис Годунов',
  'Clara Rockmore',
  'Дмитрий Достопримечательский-Превысокомногорассмотрительствующий',
  'Евгения',
  'Felix',
  'Lonely George',
];
const BACKGROUND = '#26202f';

async function befriend(server: TestServer, one: Person, other: Person): Promise<void> {
  await call(server, one.token, 'POST', '/api/contacts/add', { contactId: other.id });
  await call(server, other.token, 'POST', '/api/contacts/add', { contactId: one.id });
}

async function dress(server: TestServer, who: Person, hue: number): Promise<void> {
  const { url } = await upload(server, who, 'me.png', 'image/png', gradient(256, 256, hue));
  await call(server, who.token, 'PUT', `/api/users/${who.id}`, { avatar: url });
}

type Talkers = Readonly<Record<'ada' | 'boris' | 'clara' | 'dmitri' | 'eugenia', Person>>;

/** Fills the two chats that are looked at; gives the id of the photo in the group. */
async function talk(server: TestServer, who: Talkers, pair: number, group: number): Promise<number> {
  const { ada, boris, clara, dmitri, eugenia } = who;
  await say(server, boris, pair, 'Привет! Ты видела вчерашнее полярное сияние?');
  const seen = await say(
    server,
    ada,
    pair,
    'Да, **невероятно**. Снимала на `f/1.4`, _полсекунды_ — и всё равно пересвет 😅',
  );
  await send(server, boris, pair, { text: 'Покажи!', reply_to: seen.id });
  const big = await upload(server, ada, 'aurora.png', 'image/png', gradient(1280, 720, 150));
  const shown = await send(server, ada, pair, { ...fileFields(big), text: 'С крыши обсерватории' });
  await call(server, boris.token, 'POST', `/api/messages/${shown.id}/react`, { reaction: '🔥' });
  const voice = await upload(server, boris, 'voice.wav', 'audio/wav', tone(7));
  await send(server, boris, pair, {
    ...{ voice_url: voice.url, voice_duration: 7, message_type: 'voice' },
    waveform: Array.from({ length: 64 }, (_, i) => Math.round(50 + 45 * Math.sin(i / 3) * Math.cos(i / 7))),
  });
  const paper = await upload(
    server,
    ada,
    'Наблюдения за полярными сияниями, том первый.pdf',
    'application/pdf',
    PDF,
  );
  await send(server, ada, pair, fileFields(paper));
  const { packs } = await call<{ packs: { stickers: { url: string; emoji: string }[] }[] }>(
    ...([server, ada.token, 'GET', '/api/stickers'] as const),
  );
  const sticker = packs[0]?.stickers[0];
  await send(server, boris, pair, { file_url: sticker?.url, text: sticker?.emoji, message_type: 'sticker' });
  await say(server, ada, pair, 'https://kocmoc.ru/aurora — тут все снимки');
  await say(server, boris, pair, '🚀');

  await say(server, clara, group, 'Коллеги, образец дошёл до 138 К при нормальном давлении.');
  await say(server, clara, group, 'Сейчас соберу график.');
  await say(server, dmitri, group, '> при нормальном давлении\n\nА поле какое? ||Подозреваю, что нулевое||');
  const figures = await say(server, eugenia, group, '```\nT_c = 138 K\nH   = 0.02 T\n```');
  await call(server, ada.token, 'PUT', `/api/chats/${group}/pins/${figures.id}`, {});
  const plot = await upload(server, ada, 'plot.png', 'image/png', gradient(900, 1200, 280));
  const photo = await send(server, ada, group, fileFields(plot));
  for (const [person, reaction] of [
    [clara, '👍'],
    [boris, '👍'],
    [dmitri, '🤔'],
  ] as const) {
    await call(server, person.token, 'POST', `/api/messages/${photo.id}/react`, { reaction });
  }
  await call(server, clara.token, 'PUT', `/api/messages/${group}/read`);
  await call(server, boris.token, 'PUT', `/api/messages/${group}/read`);
  await say(server, boris, group, `<@${ada.id}> когда выступаешь?`);
  return photo.id;
}

/** Chats that fill the list. */
async function others(server: TestServer, ada: Person, people: readonly Person[]): Promise<void> {
  for (const person of people) {
    const chat = await pairOf(server, person, ada);
    await say(server, person, chat, `Это ${person.name}. Когда увидимся?`);
  }
  const [first, second] = people as [Person, Person];
  const names = ['Крыша, ремонт', 'Astronomy night', 'Семья', 'Дача 2026', 'Рабочий чат', 'Книжный клуб'];
  for (const name of names) {
    const chat = await groupOf(server, name, first, ada, second);
    await say(server, second, chat, 'Договорились, до завтра');
    if (name === 'Семья') await call(server, ada.token, 'PUT', `/api/chats/${chat}`, { pinned: true });
    if (name === 'Рабочий чат') await call(server, ada.token, 'PUT', `/api/chats/${chat}`, { muted: true });
    if (name !== 'Дача 2026') await call(server, ada.token, 'PUT', `/api/messages/${chat}/read`);
  }
}

interface Uploaded {
  readonly url: string;
  readonly originalName: string;
  readonly size: number;
  readonly mimetype: string;
}

/** Uploads bytes as a browser does. */
export async function upload(
  server: TestServer,
  who: Person,
  name: string,
  type: string,
  bytes: Uint8Array,
): Promise<Uploaded> {
  const form = new FormData();
  form.append('file', new File([new Uint8Array(bytes)], name, { type }));
  const response = await fetch(`${server.url}/api/files/upload`, {
    method: 'POST',
    headers: { authorization: `Bearer ${who.token}` },
    body: form,
  });
  const answer = (await response.json()) as { file: Uploaded };
  if (!response.ok) throw new Error(`upload: ${response.status} ${JSON.stringify(answer)}`);
  return answer.file;
}

export function fileFields({ url, originalName, size, mimetype }: Uploaded) {
  return {
    file_url: url,
    file_name: originalName,
    file_size: size,
    file_type: mimetype,
    message_type: 'file',
  };
}

export async function send(
  server: TestServer,
  who: Person,
  chat: number,
  body: object,
): Promise<{ id: number }> {
  const path = `/api/messages/${chat}`;
  return (await call<{ message: { id: number } }>(server, who.token, 'POST', path, body)).message;
}

const PDF = Buffer.from('%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n');

/** A picture: a sky of a hue with a horizon and stars. */
export function gradient(width: number, height: number, hue: number): Buffer {
  const rows = Buffer.alloc(height * (1 + width * 3));
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const up = 1 - y / height;
      const wave = 0.5 + 0.5 * Math.sin(x / (width / 9) + up * 5);
      const star = (x * 7919 + y * 104729) % 4001 === 0 ? 160 : 0;
      const [r, g, b] = rgb(hue + wave * 60, 0.75, y > height * 0.82 ? 0.06 : 0.1 + 0.42 * wave * (1 - up));
      rows.set(
        [r + star, g + star, b + star].map((v) => Math.min(255, v)),
        y * (1 + width * 3) + 1 + x * 3,
      );
    }
  }
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 2, 0, 0, 0], 8);
  const signature = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);
  return Buffer.concat([
    signature,
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function rgb(hue: number, saturation: number, light: number): [number, number, number] {
  const part = (n: number) => {
    const k = (n + hue / 30) % 12;
    return Math.round(
      255 * (light - saturation * Math.min(light, 1 - light) * Math.max(-1, Math.min(k - 3, 9 - k, 1))),
    );
  };
  return [part(0), part(8), part(4)];
}

function chunk(name: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(name), data]);
  const whole = Buffer.alloc(body.length + 8);
  whole.writeUInt32BE(data.length, 0);
  body.copy(whole, 4);
  whole.writeUInt32BE(crc(body), body.length + 4);
  return whole;
}

function crc(bytes: Buffer): number {
  let value = 0xffffffff;
  for (const byte of bytes) {
    value ^= byte;
    for (let bit = 0; bit < 8; bit++) value = (value >>> 1) ^ (value & 1 ? 0xedb88320 : 0);
  }
  return (value ^ 0xffffffff) >>> 0;
}

/** A recording: so many seconds of a soft tone. */
export function tone(seconds: number): Buffer {
  const rate = 8_000;
  const samples = rate * seconds;
  const wav = Buffer.alloc(44 + samples * 2);
  wav.write('RIFF', 0);
  wav.writeUInt32LE(36 + samples * 2, 4);
  wav.write('WAVEfmt ', 8);
  wav.writeUInt32LE(16, 16);
  wav.writeUInt16LE(1, 20);
  wav.writeUInt16LE(1, 22);
  wav.writeUInt32LE(rate, 24);
  wav.writeUInt32LE(rate * 2, 28);
  wav.writeUInt16LE(2, 32);
  wav.writeUInt16LE(16, 34);
  wav.write('data', 36);
  wav.writeUInt32LE(samples * 2, 40);
  for (let i = 0; i < samples; i++)
    wav.writeInt16LE(Math.round(8000 * Math.sin(i / 4) * Math.abs(Math.sin(i / 3000))), 44 + i * 2);
  return wav;
}
