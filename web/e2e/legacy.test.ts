import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newcomer, type Person } from './testkit/api.ts';
import { openBrowser, Window } from './testkit/browser.ts';
import { TestServer } from './testkit/server.ts';

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
  const { mkdirSync } = await import('node:fs');
  mkdirSync(join(folder, 'js'));
  writeFileSync(join(folder, 'js/app.js'), OLD_CLIENT);
  [server, browser] = await Promise.all([TestServer.start({ PUBLIC_DIR: folder }), openBrowser()]);
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

  await page.evaluate(
    (token) => (globalThis as unknown as { keep: (t: string) => void }).keep(token),
    verified.body.token,
  );
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
  const uploaded = (await page.evaluate(() =>
    (globalThis as unknown as { upload: (...args: unknown[]) => Promise<unknown> }).upload(
      ...(['заметки.txt', 'text/plain', [...new TextEncoder().encode('line')]] as const),
    ),
  )) as Answer<{
    success: boolean;
    file: { url: string; originalName: string; size: number; mimetype: string };
  }>;
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
  expect((await api('DELETE', `/messages/${id}/react`)).status).toBe(200);
  expect((await api('DELETE', `/messages/${id}`)).status).toBe(200);
  const left = (await api<{ messages: OldMessage[] }>('GET', `/messages/${chat}`)).body.messages;
  expect(left.map((message) => message.id)).not.toContain(id);
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
  expect(window.faults).toEqual([]);
});
