import { activeAccount, deviceId } from './accounts.ts';
import { Http } from './http.ts';
import type { Session } from './session.ts';

/** The session of the account that this tab works as. */
export function currentSession(): Session | null {
  const account = activeAccount();
  return account && { user: account.id, token: account.token, device: deviceId() };
}

/** Calls the server as the account that this tab works as, or as nobody. */
export const http = new Http(currentSession);
