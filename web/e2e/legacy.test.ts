import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newcomer, type Person } from './testkit/api.ts';
import { openBrowser, Window } from './testkit/browser.ts';
import { ADMIN, TestServer } from './testkit/server.ts';

/** The replaced client's way of calling: JSON type on every request, also GET; an empty text where there is no token. */
const OLD_CLIENT = `
  let authToken = localStorage.getItem('authToken') || '';
  const headers = () => ({ 'Content-Type': 'application/json', Authorization: authToken ? 'Bearer ' + authToken : '' });
  window.api = async (method, path, body) => {
    const response = await fetch('/api' + path, { method, headers: headers(), body: body && JSON.stringify(body) });
    return { status: response.status, body: await response.json().catch(() => null) };
  };
  window.upload = async (name, type, bytes) => {
    const form = new FormData();
    form.append('file', new File([new Uint8Array(bytes)], name, { type }));
    const response = await fetch('/api/files/upload', { method: 'POST', headers: { Authorization: 'Bearer ' + authToken }, body: form });
    return { status: response.status, body: await response.json() };
  };
  window.keep = (token) => { authToken = token; localStorage.setItem('authToken', token); };
`;

interface Answer<T = Record<string, never>> {
  readonly status: number;
  readonly body: T;
}
interface OldMessage {
  readonly id: number;
  readonly text: string | null;
  readonly file_url: string | null;
  readonly file_type: string | null;
  readonly voice_duration: number | null;
  readonly sender_id: number;
  readonly created_at: string;
  readonly status: string;
}

const ADMIN_TOKEN = 'the token of the old admin page';

let folder: string;
let server: TestServer;
let browser: Browser;
let window: Window;
let page: Page;
let bob: Person;
let eve: Person;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'kocmoc-old-client-'));
  writeFileSync(
    join(folder, 'index.html'),
    '<!doctype html><title>old</title><script src="/js/app.js"></script>',
  );
  mkdirSync(join(folder, 'js'));
  writeFileSync(join(folder, 'js/app.js'), OLD_CLIENT);
  [server, browser] = await Promise.all([
    TestServer.start({ PUBLIC_DIR: folder, ADMIN_TOKEN }),
    openBrowser(),
  ]);
  [bob, eve] = [await newcomer(server, 'Bob'), await newcomer(server, 'Eve')];
  window = await Window.open(browser, server);
  page = window.page;
  await window.go('/');
});

afterAll(async () => {
  await browser?.close();
  await server?.close();
  rmSync(folder, { recursive: true, force: true });
});

function api<T>(method: string, path: string, body?: unknown): Promise<Answer<T>> {
  return page.evaluate(
    ([m, p, b]) => (globalThis as unknown as { api: (...args: unknown[]) => Promise<unknown> }).api(m, p, b),
    [method, path, body] as const,
  ) as Promise<Answer<T>>;
}

/** Keeps a token as it does, and works with it from now on. */
function keep(token: string): Promise<void> {
  return page.evaluate((kept) => (globalThis as unknown as { keep: (t: string) => void }).keep(kept), token);
}

interface Uploaded {
  readonly success: boolean;
  readonly file: {
    readonly url: string;
    readonly originalName: string;
    readonly size: number;
    readonly mimetype: string;
  };
}

function upload(name: string, type: string, bytes: readonly number[]): Promise<Answer<Uploaded>> {
  return page.evaluate(
    (given) =>
      (globalThis as unknown as { upload: (...args: unknown[]) => Promise<unknown> }).upload(...given),
    [name, type, bytes] as const,
  ) as Promise<Answer<Uploaded>>;
}

interface SignedIn {
  readonly token: string;
  readonly user: { readonly id: number; readonly is_admin: boolean };
}

/** Signs in as its form and its switcher do. */
async function logIn(email: string, password: string): Promise<SignedIn> {
  const answer = await api<SignedIn>('POST', '/auth/login', { email, password, deviceId: 'device-1' });
  expect(answer.status).toBe(200);
  await keep(answer.body.token);
  return answer.body;
}

test('the replaced client starts, registers, confirms and comes back', async () => {
  expect((await api('GET', '/auth/verify')).status).toBe(401);
  const [early] = await Promise.all([api<{ error: string }>('GET', '/chats'), api('GET', '/auth/verify')]);
  expect(early).toMatchObject({ status: 401, body: { error: expect.any(String) } });

  const email = 'old.client@kocmoc.test';
  const registered = await api<{ userId: number; email: string }>('POST', '/auth/register', {
    ...{ name: 'Старый клиент', email, password: 'secret-1', deviceId: 'device-1' },
    avatar: 'https://ui-avatars.com/api/?name=old',
  });
  expect(registered).toMatchObject({ status: 201, body: { email, userId: expect.any(Number) } });
  expect((await api('POST', '/auth/resend-code', { email })).status).toBe(200);
  const code = await server.codeFor(email);
  const { userId } = registered.body;
  const verified = await api<{ token: string; user: { name: string; is_admin: boolean } }>(
    ...(['POST', '/auth/verify-email', { userId: String(userId), code, deviceId: 'device-1' }] as const),
  );
  expect(verified.body).toMatchObject({ user: { name: 'Старый клиент', is_admin: false } });

  await keep(verified.body.token);
  await page.reload();
  // Both of its scripts ask at the start.
  const twice = await Promise.all([api('GET', '/auth/verify'), api('GET', '/auth/verify')]);
  expect(twice).toMatchObject([{ body: { user: { id: userId } } }, { body: { user: { id: userId } } }]);
  const { accounts } = (await api<{ accounts: object[] }>('GET', '/auth/accounts/device-1')).body;
  expect(accounts).toMatchObject([{ name: 'Старый клиент', email }]);
});

test('it makes one chat of two requests at once, with ids as text, and writes in it', async () => {
  const { users } = (await api<{ users: { id: number; name: string }[] }>('GET', '/users')).body;
  expect(users.map(({ name }) => name)).toEqual(expect.arrayContaining(['Bob', 'Eve']));
  const body = { participantIds: [String(bob.id)], type: 'personal' };
  const both = await Promise.all([1, 2].map(() => api<{ chat: { id: number } }>('POST', '/chats', body)));
  const [first, second] = both.map((made) => made.body.chat.id);
  expect(first).toBe(second);
  expect(both.map(({ status }) => status).sort()).toEqual([200, 201]);

  const sent = await api<{ message: OldMessage }>('POST', `/messages/${first}`, { text: 'Привет' });
  expect(sent).toMatchObject({
    status: 201,
    body: { message: { text: 'Привет', status: 'sent', file_url: null } },
  });
  const [shown, messages, read] = [
    await api<{ chat: { name: string; participants: object[] } }>('GET', `/chats/${first}`),
    await api<{ messages: OldMessage[] }>('GET', `/messages/${first}`),
    await api('PUT', `/messages/${first}/read`),
  ];
  expect(shown.body.chat).toMatchObject({ name: 'Bob', participants: [{}, {}] });
  expect(messages.body.messages).toMatchObject([{ text: 'Привет', sender_id: expect.any(Number) }]);
  expect(read.status).toBe(200);
  const { chats } = (await api<{ chats: object[] }>('GET', '/chats')).body;
  expect(chats).toMatchObject([{ id: first, type: 'personal', unread_count: 0, last_message: 'Привет' }]);
});

test('it sends files and voices, reacts, and deletes', async () => {
  const { chats } = (await api<{ chats: { id: number }[] }>('GET', '/chats')).body;
  const chat = chats[0]?.id;
  const uploaded = await upload('заметки.txt', 'text/plain', [...new TextEncoder().encode('line')]);
  expect(uploaded.body).toMatchObject({ success: true, file: { originalName: 'заметки.txt', size: 4 } });
  const { url, originalName, size, mimetype } = uploaded.body.file;
  const file = { file_url: url, file_name: originalName, file_size: size, file_type: mimetype };
  const sent = await api<{ message: OldMessage }>('POST', `/messages/${chat}`, {
    ...file,
    message_type: 'file',
  });
  expect(sent.body.message).toMatchObject({ text: null, file_url: url, file_type: 'text/plain' });
  expect(await page.evaluate((address) => fetch(address).then((r) => r.text()), url)).toBe('line');

  const { id } = sent.body.message;
  expect((await api('POST', `/messages/${id}/react`, { reaction: '👍' })).status).toBe(200);
  expect((await api('DELETE', `/messages/${id}/react`, { reaction: '👍' })).status).toBe(200);
  expect((await api('DELETE', `/messages/${id}`)).status).toBe(200);
  const left = (await api<{ messages: OldMessage[] }>('GET', `/messages/${chat}`)).body.messages;
  expect(left.map((message) => message.id)).not.toContain(id);
});

test('it sends a voice message, and the other one reads every field that it draws', async () => {
  const { chats } = (await api<{ chats: { id: number }[] }>('GET', '/chats')).body;
  const chat = chats[0]?.id;
  // The beginning of a Matroska file, as its recorder makes them.
  const webm = [0x1a, 0x45, 0xdf, 0xa3, 0x84, 0x42, 0x82, 0x84, 0x77, 0x65, 0x62, 0x6d];
  const voice = await upload('voice-1700000000000.webm', 'audio/webm', webm);
  expect(voice).toMatchObject({ body: { success: true, file: { mimetype: expect.any(String) } } });
  const { url } = voice.body.file;
  const sent = await api<{ message: OldMessage }>('POST', `/messages/${chat}`, {
    ...{ voice_url: url, voice_duration: 3, message_type: 'voice' },
  });
  expect(sent).toMatchObject({ status: 201, body: { message: { voice_url: url, voice_duration: 3 } } });

  await logIn(bob.email, bob.password);
  const list = (await api<{ chats: object[] }>('GET', '/chats')).body.chats;
  expect(list).toMatchObject([
    { id: chat, name: 'Старый клиент', type: 'personal', avatar: expect.anything(), unread_count: 2 },
  ]);
  expect(list).toMatchObject([{ last_message_time: expect.stringMatching(/^\d{4}-/) }]);
  const shown = await api<{ chat: { participants: object[] } }>('GET', `/chats/${chat}`);
  const online = expect.any(Boolean);
  expect(shown.body.chat.participants).toMatchObject([
    { id: expect.any(Number), online },
    { id: expect.any(Number), online },
  ]);
  const { messages } = (await api<{ messages: OldMessage[] }>('GET', `/messages/${chat}`)).body;
  const drawn =
    'id text file_url file_name file_size file_type voice_url voice_duration sender_id sender_name';
  for (const message of messages)
    expect(Object.keys(message)).toEqual(
      expect.arrayContaining([...drawn.split(' '), 'sender_avatar', 'created_at', 'status']),
    );
  expect(messages.at(-1)).toMatchObject({ voice_duration: 3, sender_name: 'Старый клиент' });
});

test('it switches accounts, and begins a chat from the contacts with a number', async () => {
  const { accounts } = (await api<{ accounts: { name: string }[] }>('GET', '/auth/accounts/device-1')).body;
  expect(accounts.map(({ name }) => name)).toEqual(expect.arrayContaining(['Старый клиент', 'Bob']));
  for (const account of accounts) expect(account).toHaveProperty('avatar');
  await logIn('old.client@kocmoc.test', 'secret-1');
  const { users } = (await api<{ users: object[] }>('GET', '/users')).body;
  for (const one of users)
    expect(one).toMatchObject({
      id: expect.any(Number),
      name: expect.any(String),
      online: expect.any(Boolean),
    });
  const made = await api('POST', '/chats', { participantIds: [eve.id], type: 'personal' });
  expect(made).toMatchObject({ status: 201, body: { chat: { id: expect.any(Number) } } });
});

test('it makes a group, is refused with a text, and signs out', async () => {
  const ids = [String(bob.id), String(eve.id)];
  const group = await api<{ chat: { id: number } }>('POST', '/chats', {
    name: 'Трое',
    participantIds: ids,
    type: 'group',
  });
  expect(group.status).toBe(201);
  const empty = await api<{ error: string }>('POST', `/messages/${group.body.chat.id}`, { text: '' });
  expect(empty).toMatchObject({ status: 400, body: { error: 'Сообщение не может быть пустым' } });
  const panel = await api<{ error: string }>('GET', '/admin/statistics');
  expect(panel).toMatchObject({ status: 403, body: { error: expect.any(String) } });
  expect((await api('POST', '/auth/logout')).status).toBe(200);
  expect((await api('GET', '/auth/verify')).status).toBe(401);
});

test('its panel shows figures, people, messages and devices, and removes them', async () => {
  const { user } = await logIn(ADMIN.email, ADMIN.password);
  expect(user.is_admin).toBe(true);
  const number = expect.any(Number);
  expect((await api('GET', '/admin/statistics')).body).toMatchObject({
    ...{ totalUsers: number, totalChats: number, totalMessages: number, totalDevices: number },
  });
  const { users } = (await api<{ users: { id: number; name: string }[] }>('GET', '/admin/users')).body;
  for (const one of users)
    expect(one).toMatchObject({ id: number, email: expect.any(String), online: expect.any(Boolean) });
  const { messages } = (await api<{ messages: { id: number }[] }>('GET', '/admin/messages')).body;
  expect(messages[0]).toMatchObject({ sender_name: 'Старый клиент', created_at: expect.any(String) });
  for (const message of messages)
    expect(Object.keys(message)).toEqual(expect.arrayContaining(['text', 'file_url', 'file_name']));
  const { devices } = (await api<{ devices: { deviceId: string }[] }>('GET', '/admin/devices')).body;
  const device = devices.find(({ deviceId }) => deviceId === 'device-1');
  expect(device).toMatchObject({ accountsCount: number, createdAt: expect.any(String) });

  for (const path of [`messages/${messages[0]?.id}`, 'devices/device-1', `users/${eve.id}`])
    expect((await api('DELETE', `/admin/${path}`)).status, path).toBe(200);
  const left = (await api<{ users: { id: number }[] }>('GET', '/admin/users')).body.users;
  expect(left.map(({ id }) => id)).not.toContain(eve.id);
});

test('its button switches maintenance on and off', async () => {
  const toggle = (token: string) =>
    page.evaluate(async (given) => {
      const headers = { 'x-admin-token': given };
      const response = await fetch('/admin/toggle-maintenance', { method: 'POST', headers });
      return { status: response.status, body: await response.json() };
    }, token);
  expect((await toggle('')).status).toBe(401);
  expect(await toggle(ADMIN_TOKEN)).toEqual({ status: 200, body: { message: 'maintenance_enabled' } });
  expect((await api('GET', '/chats')).status).toBe(503);
  expect(await toggle(ADMIN_TOKEN)).toEqual({ status: 200, body: { message: 'maintenance_disabled' } });
  expect((await api('GET', '/chats')).status).toBe(200);
  expect(window.faults).toEqual([]);
});
