import { afterEach } from 'vitest';
import type { Http } from '../../src/api/http.ts';
import { Secure } from '../../src/store/secure.ts';

/** What is closed after each test of a file. */
export const open: { close(): void }[] = [];

afterEach(() => {
  for (const one of open.splice(0)) one.close();
});

/** A tab of an account whose chats it has read already, as after a reload. */
export async function tab(user: number): Promise<Secure> {
  const secure = new Secure({ user, token: 'token' } as never, {} as Http, () => undefined);
  await secure.open();
  open.push(secure);
  return secure;
}
