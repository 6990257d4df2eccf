import { useLocation } from 'wouter';
import { type Account, forgetAccount } from '../api/accounts.ts';
import { signOut } from '../features/auth/session.ts';

/** Signs an account out and forgets it on this device. */
export function useLeave(account: Account): () => void {
  const [, go] = useLocation();
  return () => {
    const leave = async () => {
      await signOut();
      go('/');
      forgetAccount(account.id);
    };
    void leave();
  };
}
