import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { call, newcomer } from './testkit/api.ts';
import { History, healed, step } from './testkit/history.ts';
import { Installation } from './testkit/installation.ts';
import { TestServer } from './testkit/server.ts';

// The web client's encryption without its pages: what groups do is seen here, how it looks in the browser's stories.
let server: TestServer;
let ada: Installation;
let bob: Installation;
let carol: Installation;
let eve: Installation;

beforeAll(async () => {
  server = await TestServer.start({ RATE_LIMITS: 'off' });
  const made: Installation[] = [];
  for (const name of ['Ada', 'Bob', 'Carol', 'Eve'])
    made.push(await Installation.first(server, await newcomer(server, name)));
  [ada, bob, carol, eve] = made as [Installation, Installation, Installation, Installation];
});

afterAll(async () => {
  for (const each of [ada, bob, carol, eve]) each?.stop();
  await server?.close();
});

interface Stored {
  readonly seq: number;
  readonly group_envelope: string | null;
  readonly body: string;
}

async function stored(chat: number, reader: Installation): Promise<Stored[]> {
  const path = `/api/e2ee/chats/${chat}/messages`;
  return (await call<{ messages: Stored[] }>(server, reader.person.token, 'GET', path)).messages;
}

test('a group message is encrypted once and read by every device', async () => {
  const laptop = await bob.another(server);
  const chat = await ada.group([bob, carol]);
  await laptop.db.chats.put({ chat, peer: null });
  await ada.say(chat, 'one for all');
  await bob.say(chat, 'all for one');
  const lying = await stored(chat, ada);
  expect(lying.map(({ group_envelope }) => group_envelope !== null)).toEqual([true, true]);
  for (const each of [ada, bob, carol, laptop]) {
    await each.read(chat);
    expect(await each.texts(chat)).toEqual(['one for all', 'all for one']);
  }
  const before = (await ada.db.ownChains.get(chat))?.shared.length;
  expect(before).toBe(3);
  laptop.stop();
});

test('who is added reads from then on, and who is removed no more, whatever the server hands out', async () => {
  const chat = await ada.group([bob]);
  await ada.say(chat, 'before Carol');
  await ada.add(chat, carol);
  await ada.say(chat, 'with Carol');
  await carol.read(chat);
  await bob.read(chat);
  expect(await carol.texts(chat)).toEqual(['with Carol']);
  expect(await bob.texts(chat)).toEqual(['before Carol', 'with Carol']);
  await ada.remove(chat, carol);
  await ada.say(chat, 'without Carol');
  await bob.say(chat, 'alone again');
  await bob.read(chat);
  expect((await bob.texts(chat)).slice(-2)).toEqual(['without Carol', 'alone again']);
  // The server gives Carol's device what it does not give her any more.
  const late = await stored(chat, bob);
  const truth = carol.s.http.get;
  Object.assign(carol.s.http, {
    get: (path: string, asked: { query?: { after?: number; from?: number } }) =>
      path === '/api/e2ee/chats/{chat}/messages'
        ? Promise.resolve({ messages: late.filter(({ seq }) => seq > (asked.query?.after ?? 0)) })
        : path === '/api/e2ee/chats/{chat}/membership'
          ? call(
              server,
              bob.person.token,
              'GET',
              `/api/e2ee/chats/${chat}/membership?from=${asked.query?.from ?? 1}`,
            )
          : truth(path as never, asked as never),
  });
  await carol.read(chat);
  Object.assign(carol.s.http, { get: truth });
  expect(await carol.texts(chat)).toEqual(['with Carol', '(NO_SESSION)', '(NO_SESSION)']);
});

test('a lost key, or a chain that was lost here, heals by asking', async () => {
  const chat = await ada.group([bob]);
  await ada.say(chat, 'first');
  await bob.read(chat);
  await bob.db.chains.clear();
  await ada.say(chat, 'second');
  await bob.read(chat);
  expect(await bob.texts(chat)).toEqual(['first', '(NO_SESSION)']);
  await healed(chat, [ada, bob]);
  expect(await bob.texts(chat)).toEqual(['first', 'second']);
  await ada.say(chat, 'third');
  await bob.read(chat);
  expect(await bob.texts(chat)).toEqual(['first', 'second', 'third']);
});

/** Changes what the server answers one device at a path, until the returned function is called. */
function lie<T>(to: Installation, path: string, change: (answer: T) => T): () => void {
  const truth = to.s.http.get;
  const get = async (asked: string, how: unknown) => {
    const answer = await truth(asked as never, how as never);
    return asked === path ? change(answer as T) : answer;
  };
  Object.assign(to.s.http, { get });
  return () => Object.assign(to.s.http, { get: truth });
}

const ROSTER = '/api/e2ee/chats/{chat}/devices';
const CHAIN = '/api/e2ee/chats/{chat}/membership';

interface Roster {
  membership_epoch: number;
  members: { user_id: number; list_version: number; devices: unknown[] }[];
}

async function alerts(of: Installation): Promise<string[]> {
  const rows = await of.db.alerts.toArray();
  await of.db.alerts.clear();
  return rows.map(({ kind }) => kind).sort();
}

test('somebody whom only the server shows gets nothing, and an admin may confirm', async () => {
  const chat = await ada.group([bob]);
  await bob.db.chats.put({ chat, peer: null });
  await call(server, ada.person.token, 'POST', `/api/chats/${chat}/members`, { userIds: [eve.person.id] });
  await eve.db.chats.put({ chat, peer: null });
  for (const each of [ada, bob]) {
    await expect(each.say(chat, 'not for Eve')).rejects.toMatchObject({ code: 'encryption_member_unsigned' });
    expect(await alerts(each)).toEqual(['member_unsigned']);
  }
  expect(await stored(chat, ada)).toEqual([]);
  await expect(bob.desk().signMembers(chat, { add: [eve.person.id] })).rejects.toMatchObject({
    code: 'encryption_not_signer',
  });
  await ada.desk().signMembers(chat, { add: [eve.person.id] });
  await bob.say(chat, 'also for Eve');
  await eve.read(chat);
  expect(await eve.texts(chat)).toEqual(['also for Eve']);
});

test('a removed member who is shown again gets no key', async () => {
  const chat = await ada.group([bob, eve]);
  await ada.say(chat, 'with Eve');
  await ada.remove(chat, eve);
  const stop = lie<Roster>(ada, ROSTER, (roster) => ({
    ...roster,
    members: [...roster.members, { user_id: eve.person.id, list_version: 1, devices: [eveDevice] }],
  }));
  const self = await eve.db.self.get('device');
  const registration = (await ada.db.ownChains.get(chat))?.shared.find((name) =>
    name.startsWith(`${eve.person.id}.`),
  );
  const eveDevice = { device_id: self?.device, registration_id: Number(registration?.split('.')[2]) };
  await ada.say(chat, 'behind her back');
  stop();
  const shared = (await ada.db.ownChains.get(chat))?.shared ?? [];
  expect(shared.some((name) => name.startsWith(`${eve.person.id}.`))).toBe(false);
  expect(shared.some((name) => name.startsWith(`${bob.person.id}.`))).toBe(true);
});

test('a chain that goes back, or does not follow, is refused and nothing is sent', async () => {
  const chat = await ada.group([bob]);
  await bob.say(chat, 'known to both');
  const before = (await stored(chat, ada)).length;
  await alerts(bob);
  // A browser that has just begun asks whom the chat is for.
  bob.restart();
  const none = lie<Roster>(bob, ROSTER, (roster) => ({ ...roster, membership_epoch: 0 }));
  await expect(bob.say(chat, 'to nobody')).rejects.toMatchObject({ reason: 'LIST_ROLLBACK' });
  none();
  expect(await alerts(bob)).toEqual(['membership']);
  await ada.add(chat, carol);
  // An entry that was changed under way is signed by nobody.
  const forged = lie<{ entries: { entry: string; certificate: string }[] }>(bob, CHAIN, (answer) => ({
    ...answer,
    entries: answer.entries.map(({ entry, certificate }) => {
      const bytes = Buffer.from(entry, 'base64url');
      bytes[98] = (bytes[98] ?? 0) ^ 1;
      return { entry: bytes.toString('base64url'), certificate };
    }),
  }));
  await expect(bob.say(chat, 'to whom')).rejects.toMatchObject({ name: 'RatchetError' });
  forged();
  expect(await alerts(bob)).toEqual(['membership']);
  expect((await stored(chat, ada)).length).toBe(before);
  await bob.say(chat, 'to all three');
  await carol.read(chat);
  expect(await carol.texts(chat)).toEqual(['to all three']);
});

test('a member cannot sign somebody in, and two admins at once both have their way', async () => {
  const chat = await ada.group([bob, carol]);
  const path = { id: chat, userId: bob.person.id };
  await ada.s.http.put('/api/chats/{id}/members/{userId}', { path, body: { role: 'admin' } });
  await ada.desk().signMembers(chat, { roles: { [bob.person.id]: 1 } });
  await Promise.all([
    ada.desk().signMembers(chat, { remove: [carol.person.id] }),
    bob.desk().signMembers(chat, { add: [eve.person.id] }),
  ]);
  const { entries } = await call<{ entries: unknown[] }>(
    server,
    ada.person.token,
    'GET',
    `/api/e2ee/chats/${chat}/membership?from=1`,
  );
  expect(entries.length).toBe(4);
});

test('a chain is replaced once a device is gone, and what was read before stays', async () => {
  const laptop = await bob.another(server);
  const chat = await ada.group([bob]);
  await laptop.db.chats.put({ chat, peer: null });
  await ada.say(chat, 'to phone and laptop');
  await laptop.read(chat);
  expect(await laptop.texts(chat)).toEqual(['to phone and laptop']);
  const device = (await laptop.db.self.get('device'))?.device ?? 0;
  const holders = async () =>
    ((await ada.db.ownChains.get(chat))?.shared ?? []).map((name) => Number(name.split('.')[1]));
  expect(await holders()).toContain(device);
  await bob.desk().remove(device);
  await ada.say(chat, 'to the phone only');
  await bob.read(chat);
  expect(await bob.texts(chat)).toEqual(['to phone and laptop', 'to the phone only']);
  expect(await holders()).not.toContain(device);
  laptop.stop();
});

test('whom a group is for is asked once, until it is known or said to have changed, or long ago', async () => {
  const chat = await ada.group([bob, carol]);
  let asked = 0;
  ada.fate = (path) => {
    if (path === ROSTER) asked++;
    return 'through';
  };
  const askedFor = async (text: string) => {
    asked = 0;
    await ada.say(chat, text);
    return asked;
  };
  expect([await askedFor('first'), await askedFor('second')]).toEqual([1, 0]);
  // The server refuses what is for the former devices.
  const laptop = await bob.another(server);
  expect([await askedFor('third'), await askedFor('fourth')]).toEqual([1, 0]);
  await laptop.db.chats.put({ chat, peer: null });
  await laptop.read(chat);
  expect(await laptop.texts(chat)).toEqual(['third', 'fourth']);
  // Another tab has seen a newer list.
  await bob.desk().remove((await laptop.db.self.get('device'))?.device ?? 0);
  await ada.desk().safety(bob.person.id);
  expect([await askedFor('fifth'), await askedFor('sixth')]).toEqual([1, 0]);
  await ada.db.users.update(bob.person.id, { changed: 'blocking' });
  await expect(ada.say(chat, 'to whom')).rejects.toMatchObject({ code: 'encryption_identity_changed' });
  await ada.desk().verify(bob.person.id, (await ada.desk().safety(bob.person.id))?.number ?? '', true);
  expect([await askedFor('seventh'), await askedFor('eighth')]).toEqual([1, 0]);
  Object.assign(ada.s, { now: () => Date.now() + 300_000 });
  expect(await askedFor('ninth')).toBe(1);
  Object.assign(ada.s, { now: () => Date.now() });
  ada.fate = () => 'through';
  laptop.stop();
});

test('whatever is sent, lost, added, removed and restarted: members read all, others nothing', async () => {
  const all = [ada, bob, carol, eve];
  const histories = fc.asyncProperty(
    fc.array(step, { minLength: 15, maxLength: 40 }),
    fc.infiniteStream(fc.nat(11)),
    async (steps, luck) => {
      const history = await History.begin(all);
      const lossy = /mailbox|messages$|bundles/;
      for (const each of all)
        each.fate = (path) => {
          const drawn = lossy.test(path) ? luck.next().value : 11;
          return drawn === 0 ? 'lost' : drawn === 1 ? 'unanswered' : 'through';
        };
      try {
        for (const one of steps) await history.take(one);
      } finally {
        for (const each of all) each.fate = () => 'through';
      }
      await history.check();
    },
  );
  await fc.assert(histories, { numRuns: 12, endOnFailure: true, interruptAfterTimeLimit: 90_000 });
}, 240_000);
