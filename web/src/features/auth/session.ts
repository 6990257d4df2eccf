import { type Account, deviceId, signIn as keep } from '../../api/accounts.ts';
import { http } from '../../api/current.ts';
import { ApiError } from '../../api/error.ts';
import { Http } from '../../api/http.ts';
import type { Account as SignedInUser } from '../../api/models.ts';

const nobody = new Http(() => null);

interface SignedIn {
  user: SignedInUser;
  token: string;
}

function accountOf({ user, token }: SignedIn): Account {
  const { id, name, email, avatar, is_admin: isAdmin } = user;
  return { id, name, email, avatar, isAdmin, token };
}

/** Whether nothing but setting a new password is allowed with this token. */
async function mustChangePassword({ user, token }: SignedIn): Promise<boolean> {
  const probe = new Http(() => ({ user: user.id, token, device: deviceId() }));
  try {
    await probe.get('/api/account/privacy');
    return false;
  } catch (failure) {
    return failure instanceof ApiError && failure.code === 'password_change_required';
  }
}

/** Signs in; resolves with the account if it has to set a new password before anything else. */
export async function signIn(email: string, password: string, totp?: string): Promise<Account | null> {
  const body = { email, password, deviceId: deviceId(), ...(totp ? { totp } : {}) };
  const answer = await nobody.post('/api/auth/login', { body });
  const account = accountOf(answer);
  if (await mustChangePassword(answer)) return account;
  keep(account);
  return null;
}

/** Makes an account; its address has to be confirmed then. Resolves with its id. */
export async function register(
  name: string,
  email: string,
  password: string,
  invite: string,
): Promise<number> {
  const body = { name, email, password, deviceId: deviceId(), ...(invite ? { invite } : {}) };
  return (await nobody.post('/api/auth/register', { body })).userId;
}

export async function confirm(email: string, code: string): Promise<void> {
  keep(
    accountOf(await nobody.post('/api/auth/verify-email', { body: { email, code, deviceId: deviceId() } })),
  );
}

export async function resendCode(email: string): Promise<void> {
  await nobody.post('/api/auth/resend-code', { body: { email } });
}

export async function forgotPassword(email: string): Promise<void> {
  await nobody.post('/api/auth/password/forgot', { body: { email } });
}

export async function resetPassword(email: string, code: string, newPassword: string): Promise<void> {
  await nobody.post('/api/auth/password/reset', { body: { email, code, newPassword } });
}

/** Replaces a password that must not stay, and signs in with the new one. */
export async function replacePassword(
  account: Account,
  currentPassword: string,
  newPassword: string,
): Promise<void> {
  const caller = new Http(() => ({ user: account.id, token: account.token, device: deviceId() }));
  const body = { currentPassword, newPassword, deviceId: deviceId() };
  const { token } = await caller.put('/api/account/password', { body });
  keep({ ...account, token });
}

/** Ends the session on the server as far as that can be reached. */
export async function signOut(): Promise<void> {
  await http.post('/api/auth/logout').catch(() => undefined);
}
