/** An account that is signed in on this device. */
export interface Account {
  id: number;
  name: string;
  email: string;
  avatar: string | null;
  isAdmin: boolean;
  token: string;
}

/** All accounts of this device and the one that this tab works as. */
export interface Accounts {
  readonly all: readonly Account[];
  readonly active: Account | null;
}

const LIST_KEY = 'kocmoc.accounts';
const ACTIVE_KEY = 'kocmoc.active';
const DEVICE_KEY = 'deviceId';
const NOBODY: Accounts = { all: [], active: null };

const listeners = new Set<() => void>();
let current: Accounts = read();

function read(): Accounts {
  try {
    const all: Account[] = JSON.parse(localStorage.getItem(LIST_KEY) ?? '[]');
    // Each tab may work as another account; a new tab starts as the one used last.
    const wanted = Number(sessionStorage.getItem(ACTIVE_KEY) ?? localStorage.getItem(ACTIVE_KEY));
    return { all, active: all.find(({ id }) => id === wanted) ?? all[0] ?? null };
  } catch {
    return NOBODY;
  }
}

function write(all: readonly Account[], active: number | null): void {
  localStorage.setItem(LIST_KEY, JSON.stringify(all));
  for (const storage of [localStorage, sessionStorage]) {
    if (active === null) storage.removeItem(ACTIVE_KEY);
    else storage.setItem(ACTIVE_KEY, String(active));
  }
  refresh();
}

function refresh(): void {
  current = read();
  for (const listener of listeners) listener();
}

window.addEventListener('storage', ({ key }) => {
  if (key === null || key === LIST_KEY) refresh();
});

/** The accounts at this moment; the same object until something changes. */
export function accounts(): Accounts {
  return current;
}

export function activeAccount(): Account | null {
  return current.active;
}

/** Calls back after each change, also one made by another tab; returns how to stop that. */
export function onAccounts(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Adds an account or renews it, and makes it the active one. */
export function signIn(account: Account): void {
  write([...current.all.filter(({ id }) => id !== account.id), account], account.id);
}

/** Changes what is known of an account; unknown ones are left alone. */
export function updateAccount(id: number, change: Partial<Omit<Account, 'id'>>): void {
  const all = current.all.map((account) => (account.id === id ? { ...account, ...change } : account));
  write(all, current.active?.id ?? null);
}

export function switchAccount(id: number): void {
  write(current.all, id);
}

/** Forgets an account on this device; another one becomes active, if there is one. */
export function forgetAccount(id: number): void {
  const all = current.all.filter((account) => account.id !== id);
  const active = current.active?.id === id ? (all[0]?.id ?? null) : (current.active?.id ?? null);
  write(all, active);
}

/** Names this installation for the list of sessions; made once. */
export function deviceId(): string {
  const known = localStorage.getItem(DEVICE_KEY);
  if (known) return known;
  const made = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('');
  localStorage.setItem(DEVICE_KEY, made);
  return made;
}
