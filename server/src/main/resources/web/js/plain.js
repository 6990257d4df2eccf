// The plain client: register, confirm, sign in, read and write. Asks for news every few seconds.
import { language, text, translate } from './plain-texts.js';

const POLL_MILLIS = 3000;
const $ = (id) => document.getElementById(id);
const notices = document.querySelectorAll('.notice');

let token = localStorage.getItem('authToken');
let me = null;
let chat = null;
let pending = null; // who has to confirm: {userId, email, password}
let shown = '';

function deviceId() {
  let id = localStorage.getItem('deviceId');
  if (!id) {
    id = Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, '0')).join('');
    localStorage.setItem('deviceId', id);
  }
  return id;
}

async function api(method, path, body) {
  const headers = token ? { Authorization: `Bearer ${token}` } : {};
  if (body) headers['Content-Type'] = 'application/json';
  let response;
  try {
    response = await fetch(`/api${path}`, { method, headers, body: body && JSON.stringify(body) });
  } catch {
    throw new Error(text('offline'));
  }
  const answer = await response.json().catch(() => ({}));
  if (response.status === 401 && me) signedOut();
  if (!response.ok) {
    throw Object.assign(new Error(answer.error ?? String(response.status)), { status: response.status });
  }
  return answer;
}

function tell(message) {
  notices.forEach((notice) => { notice.textContent = message; });
}

/** Runs work on submit; its failure is told, and nothing is sent twice meanwhile. */
function onSubmit(id, work) {
  const form = $(id);
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    if (form.ariaBusy === 'true') return;
    form.ariaBusy = 'true';
    tell('');
    try {
      await work(Object.fromEntries(new FormData(form)), form);
    } catch (error) {
      tell(error.message);
    } finally {
      form.ariaBusy = 'false';
    }
  });
}

function show(form) {
  tell('');
  for (const id of ['login', 'register', 'confirm']) $(id).hidden = id !== form;
  $(form).querySelector('input').focus();
}

function item(list, className, ...children) {
  const li = document.createElement('li');
  li.className = className;
  li.append(...children);
  list.append(li);
  return li;
}

function element(name, content) {
  const node = document.createElement(name);
  node.textContent = content;
  return node;
}

// --- signing in --------------------------------------------------------------------------------

function signedIn(answer) {
  token = answer.token;
  localStorage.setItem('authToken', token);
  enter(answer.user);
}

function enter(user) {
  me = user;
  pending = null;
  $('me').textContent = user.name;
  $('entrance').hidden = true;
  $('messenger').hidden = false;
  refresh();
}

function signedOut() {
  token = null;
  me = null;
  chat = null;
  localStorage.removeItem('authToken');
  $('messenger').hidden = true;
  $('entrance').hidden = false;
  show('login');
}

onSubmit('login', async ({ email, password }) => {
  try {
    signedIn(await api('POST', '/auth/login', { email, password, deviceId: deviceId() }));
  } catch (error) {
    if (error.status === 403 && pending?.email === email) show('confirm');
    throw error;
  }
});

onSubmit('register', async ({ name, email, password }) => {
  const answer = await api('POST', '/auth/register', { name, email, password, deviceId: deviceId() });
  pending = { userId: answer.userId, email };
  show('confirm');
});

onSubmit('confirm', async ({ code }) => {
  signedIn(await api('POST', '/auth/verify-email', { userId: pending.userId, code, deviceId: deviceId() }));
});

$('resend').addEventListener('click', () => api('POST', '/auth/resend-code', { email: pending.email })
  .then((answer) => tell(answer.message), (error) => tell(error.message)));

$('logout').addEventListener('click', () => api('POST', '/auth/logout').catch(() => {}).finally(signedOut));

for (const button of document.querySelectorAll('[data-show]')) {
  button.addEventListener('click', () => show(button.dataset.show));
}

// --- chats and messages ------------------------------------------------------------------------

async function refresh() {
  if (!me) return;
  try {
    const { chats } = await api('GET', '/chats');
    drawChats(chats);
    if (chat) await readMessages();
    tell('');
  } catch (error) {
    tell(error.message);
  }
}

function drawChats(chats) {
  $('chats').replaceChildren();
  for (const each of chats) {
    const button = element('button', '');
    button.append(element('span', each.name ?? ''), element('small', each.last_message ?? text('noMessages')));
    if (each.unread_count > 0) button.append(element('b', String(each.unread_count)));
    if (each.id === chat) button.setAttribute('aria-current', 'true');
    button.addEventListener('click', () => open(each.id, each.name));
    item($('chats'), '', button);
  }
}

async function open(id, name) {
  chat = id;
  shown = '';
  $('title').textContent = name ?? '';
  $('title').focus();
  $('send').hidden = false;
  $('messages').replaceChildren();
  $('messenger').classList.add('open');
  await refresh();
}

async function readMessages() {
  const wanted = chat;
  const { messages } = await api('GET', `/messages/${wanted}`);
  const state = JSON.stringify(messages.map((m) => [m.id, m.text]));
  if (wanted !== chat || state === shown) return;
  shown = state;
  const list = $('messages');
  list.replaceChildren();
  for (const message of messages) {
    const own = message.sender_id === me.id;
    const time = new Date(message.created_at).toLocaleString(language, { dateStyle: 'short', timeStyle: 'short' });
    const content = message.text ?? message.file_name ?? text(message.voice_url ? 'voice' : 'file');
    const heading = own ? time : `${message.sender_name ?? text('deleted')} · ${time}`;
    item(list, own ? 'own' : '', element('small', heading), content);
  }
  list.scrollTop = list.scrollHeight;
  await api('PUT', `/messages/${wanted}/read`);
}

onSubmit('send', async ({ text: content }, form) => {
  await api('POST', `/messages/${chat}`, { text: content });
  form.reset();
  await refresh();
});

$('send').elements.text.addEventListener('keydown', (event) => {
  if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    $('send').requestSubmit();
  }
});

onSubmit('search', async ({ query }) => {
  const { users } = await api('GET', `/users/search/${encodeURIComponent(query)}`);
  $('people').replaceChildren();
  $('people').hidden = false;
  for (const user of users) {
    const button = element('button', '');
    button.append(element('span', user.name));
    button.addEventListener('click', () => write(user));
    item($('people'), '', button);
  }
  if (users.length === 0) item($('people'), '', text('nobody'));
});

$('search').elements.query.addEventListener('input', (event) => {
  if (event.target.value === '') $('people').hidden = true;
});

async function write(user) {
  try {
    const answer = await api('POST', '/chats', { participantIds: [user.id], type: 'personal' });
    $('people').hidden = true;
    $('search').reset();
    await open(answer.chat.id, user.name);
  } catch (error) {
    tell(error.message);
  }
}

$('back').addEventListener('click', () => {
  chat = null;
  $('messenger').classList.remove('open');
});

// --- start -------------------------------------------------------------------------------------

translate(document);
if (!isSecureContext) {
  $('warning').hidden = false;
  $('warning').textContent = text('insecure');
}
setInterval(() => document.visibilityState === 'visible' && refresh(), POLL_MILLIS);
if (token) {
  api('GET', '/auth/verify').then((answer) => enter(answer.user), signedOut);
} else {
  signedOut();
}
