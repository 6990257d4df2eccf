// Two clients that know only docs/protocol.md: they sign in, talk, drop, resume and must miss nothing.
// node scripts/two-clients.mjs http://127.0.0.1:3000 path/of/the/server's/mail/folder
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import WebSocket from 'ws';

const [base, mails] = process.argv.slice(2);
const PATIENCE = 20_000;
/** Thirty commands a second are allowed. */
const COMMAND_PAUSE = 40;

async function http(method, path, body, token) {
  const answer = await fetch(base + path, {
    method,
    headers: {
      ...(body ? { 'Content-Type': 'application/json' } : {}),
      ...(token ? { Authorization: `Bearer ${token}` } : {}),
    },
    body: body ? JSON.stringify(body) : undefined,
  });
  const json = await answer.json();
  assert.ok(answer.ok, `${method} ${path}: ${JSON.stringify(json)}`);
  return json;
}

/** The code in the newest mail to an address: servers without SMTP write mails as files. */
function code(email) {
  const file = readdirSync(mails)
    .filter((name) => name.endsWith(`-${email}.eml`))
    .sort()
    .at(-1);
  const mail = readFileSync(join(mails, file), 'latin1');
  const end = mail.indexOf('\r\n\r\n');
  const text = /base64/i.test(mail.slice(0, end))
    ? Buffer.from(mail.slice(end), 'base64').toString('utf8')
    : mail.slice(end);
  return /\b(\d{6})\b/.exec(text)[1];
}

async function register(name) {
  const email = `${name}-${randomUUID()}@kocmoc.test`;
  const account = { name, email, password: `password of ${name}` };
  const { userId } = await http('POST', '/api/auth/register', account);
  const { token } = await http('POST', '/api/auth/verify-email', { userId, code: code(email) });
  return { user: userId, token };
}

class Client {
  constructor({ user, token }) {
    this.user = user;
    this.token = token;
    this.own = null;
    /** Chats whose history is held: position and messages by their number. */
    this.chats = new Map();
    this.gaps = 0;
    this.repeats = 0;
    this.waiting = new Map();
    this.listeners = new Set();
    this.nextId = 1;
  }

  async connect() {
    this.socket = new WebSocket(`${base.replace(/^http/, 'ws')}/ws`);
    await new Promise((open, failed) => {
      this.socket.once('open', open);
      this.socket.once('error', failed);
    });
    this.socket.on('message', (text) => {
      const frame = JSON.parse(text);
      for (const one of Array.isArray(frame) ? frame : [frame]) this.receive(one);
    });
    this.resumed = false;
    const chats = Object.fromEntries([...this.chats].map(([id, chat]) => [id, chat.position]));
    const resume = this.own ? { resume: { user: this.own, chats } } : {};
    const signedIn = await this.command('auth', { token: this.token, ...resume });
    assert.equal(signedIn.user, this.user);
    await this.until(() => this.resumed, 'caught up');
  }

  /** Sends a command, not more often than a socket may, and again after a refusal that is not for good. */
  async command(type, fields = {}) {
    for (;;) {
      await new Promise((over) => setTimeout(over, COMMAND_PAUSE));
      const { ok, error } = await this.once(type, fields);
      if (ok) return ok;
      if (error.retry === null) throw new Error(error.code);
      await new Promise((over) => setTimeout(over, error.retry));
    }
  }

  once(type, fields) {
    const id = this.nextId++;
    return new Promise((answered) => {
      this.waiting.set(id, answered);
      this.socket.send(JSON.stringify({ id, type, ...fields }));
    });
  }

  receive(frame) {
    if (!frame.type) {
      this.waiting.get(frame.id)(frame);
      this.waiting.delete(frame.id);
      return;
    }
    if (frame.type === 'resumed') this.caughtUp(frame.data);
    else if (frame.chat && frame.seq) this.chatEvent(frame);
    else if (frame.seq) this.ownEvent(frame);
    for (const look of this.listeners) look();
  }

  caughtUp({ user, chats }) {
    this.own = { epoch: user.epoch, seq: user.seq };
    for (const head of chats) {
      const held = this.chats.get(head.chat);
      if (!held) continue;
      assert.equal(head.reload, false);
      assert.equal(held.position.seq, head.seq, 'the backlog ends where the chat stands');
    }
    this.resumed = true;
  }

  ownEvent({ epoch, seq, type, data }) {
    if (seq <= this.own.seq) return;
    assert.equal(seq, this.own.seq + 1, 'no gap in the own log');
    this.own = { epoch, seq };
    if (type === 'chat:read') this.read = data;
  }

  chatEvent({ chat, epoch, seq, data }) {
    const held = this.chats.get(chat);
    if (!held) return;
    if (seq <= held.position.seq) {
      this.repeats++;
      return;
    }
    if (seq > held.position.seq + 1) this.gaps++;
    held.position = { epoch, seq };
    if (data.message) put(held.messages, data.message);
  }

  /** Begins to hold a chat from its first number on: all of its entries come by a sync. */
  async hold(chat) {
    this.chats.set(chat, { position: { epoch: 0, seq: 0 }, messages: new Map() });
    const answer = await this.command('sync', {});
    const head = answer.chats.find((one) => one.chat === chat);
    const page = await http('GET', `/api/messages/${chat}?after=0&limit=100`, null, this.token);
    const held = this.chats.get(chat);
    if (held.position.seq < head.seq) held.position = { epoch: head.epoch, seq: head.seq };
    for (const message of page.messages) put(held.messages, message);
  }

  until(wish, what) {
    return new Promise((come, failed) => {
      const timer = setTimeout(() => failed(new Error(`not in time: ${what}`)), PATIENCE);
      const look = () => {
        if (!wish()) return;
        clearTimeout(timer);
        this.listeners.delete(look);
        come();
      };
      this.listeners.add(look);
      look();
    });
  }

  drop() {
    this.socket.removeAllListeners('message');
    this.socket.terminate();
  }
}

/** As section 3 of the protocol says: by number, the higher revision, tombstones stay. */
function put(messages, message) {
  const held = messages.get(message.seq);
  if (held && (held.deleted || held.revision > message.revision)) return;
  messages.set(message.seq, message);
}

const texts = (messages) => [...messages].map((m) => [m.seq, m.deleted ? null : m.text, m.reactions.length]);

async function send(client, chat, text) {
  const command = { chat, client_id: randomUUID(), text };
  const first = await client.command('message:send', command);
  const again = await client.command('message:send', command);
  assert.equal(again.message.id, first.message.id, 'a repeated send is stored once');
  return first.message;
}

async function history(client, chat) {
  const all = [];
  for (let after = 0; ; after = all.at(-1).seq) {
    const path = `/api/messages/${chat}?after=${after}&limit=100`;
    const { messages } = await http('GET', path, null, client.token);
    all.push(...messages);
    if (messages.length < 100) return all;
  }
}

async function round(talker, listener, chat, number) {
  for (let i = 0; i < 10; i++) await send(talker, chat, `live ${number}/${i}`);
  listener.drop();
  const sent = [];
  for (let i = 0; i < 40; i++) sent.push(await send(talker, chat, `away ${number}/${i}`));
  await talker.command('message:edit', { message: sent[3].id, text: 'better', base_revision: 0 });
  await talker.command('message:delete', { message: sent[5].id });
  await talker.command('message:react', { message: sent[7].id, reaction: '👍' });
  await listener.connect();
  const last = await send(talker, chat, `back ${number}`);
  const there = () => listener.chats.get(chat).position.seq >= last.seq;
  await listener.until(there, `everything of round ${number}`);
  await listener.command('chat:read', { chat, seq: last.seq });
  const read = () => listener.read?.read_seq === last.seq;
  await listener.until(read, 'the own read mark');
  assert.equal(listener.read.unread, 0);
}

const ada = new Client(await register('ada'));
const bob = new Client(await register('bob'));
await Promise.all([ada.connect(), bob.connect()]);
const { chat } = await http(
  'POST',
  '/api/chats',
  { type: 'personal', participantIds: [bob.user] },
  ada.token,
);
await Promise.all([ada.hold(chat.id), bob.hold(chat.id)]);
for (let number = 0; number < 3; number++) {
  await round(ada, bob, chat.id, number);
  await round(bob, ada, chat.id, number);
}
for (const client of [ada, bob]) {
  const held = client.chats.get(chat.id);
  const truth = await history(client, chat.id);
  const own = [...held.messages.values()].sort((a, b) => a.seq - b.seq);
  assert.deepEqual(texts(own), texts(truth), 'what came is what the history shows');
  assert.equal(client.gaps, 0, 'a socket never leaves an entry out');
  client.socket.close();
}
await assert.rejects(new Client({ user: 0, token: 'nonsense' }).connect());
process.stdout.write('check: two clients, 6 drops, nothing missed: 1 passed\n');
process.exit(0);
