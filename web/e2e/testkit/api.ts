import type { TestServer } from './server.ts';

/** Somebody who has an account, called over HTTP to prepare what a test looks at. */
export interface Person {
  readonly id: number;
  readonly name: string;
  readonly email: string;
  readonly password: string;
  readonly token: string;
  readonly isAdmin: boolean;
}

let made = 0;

export async function call<T = Record<string, unknown>>(
  server: TestServer,
  token: string | null,
  method: string,
  path: string,
  body?: unknown,
): Promise<T> {
  const response = await fetch(`${server.url}${path}`, {
    method,
    headers: {
      ...(token ? { authorization: `Bearer ${token}` } : {}),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const answer = (await response.json()) as T;
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${JSON.stringify(answer)}`);
  return answer;
}

/** Makes an account and confirms it; the address is new each time. */
export async function newcomer(server: TestServer, name: string): Promise<Person> {
  made += 1;
  const email = `${name.toLowerCase().replace(/\W+/g, '')}p${process.pid}.${made}@kocmoc.test`;
  const password = `secret of ${email}`;
  await call(server, null, 'POST', '/api/auth/register', { name, email, password });
  const code = await server.codeFor(email);
  return enter(await call(server, null, 'POST', '/api/auth/verify-email', { email, code }), password);
}

/** Signs in over HTTP. */
export async function signIn(server: TestServer, email: string, password: string): Promise<Person> {
  return enter(await call(server, null, 'POST', '/api/auth/login', { email, password }), password);
}

interface SignedIn {
  token: string;
  user: { id: number; name: string; email: string; is_admin: boolean };
}

function enter({ token, user }: SignedIn, password: string): Person {
  const { id, name, email, is_admin: isAdmin } = user;
  return { id, name, email, password, token, isAdmin };
}
