import { LogOut, Menu as MenuIcon, Plus, Settings, ShieldCheck, UserRound } from 'lucide-react';
import { useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { type Account, accounts, forgetAccount, onAccounts, switchAccount } from '../api/accounts.ts';
import { signOut } from '../features/auth/session.ts';
import { MenuButton, type MenuEntry } from '../ui/Menu.tsx';

/** Settings, the other accounts of this device, signing out. */
export function AccountMenu({ account }: { account: Account }) {
  const { t } = useTranslation('shell');
  const [, go] = useLocation();
  const { all } = useSyncExternalStore(onAccounts, accounts);
  const others: MenuEntry[] = all
    .filter(({ id }) => id !== account.id)
    .map(({ id, name }) => ({
      id: `account-${id}`,
      label: t('switchTo', { name }),
      icon: UserRound,
      run: () => {
        go('/');
        switchAccount(id);
      },
    }));
  const leave = async () => {
    await signOut();
    forgetAccount(account.id);
    go('/');
  };
  const entries: MenuEntry[] = [
    { id: 'settings', label: t('settings'), icon: Settings, run: () => go('/settings') },
    ...(account.isAdmin
      ? [{ id: 'admin', label: t('admin'), icon: ShieldCheck, run: () => go('/admin') }]
      : []),
    ...others,
    { id: 'add', label: t('addAccount'), icon: Plus, run: () => go('/add-account') },
    { id: 'leave', label: t('signOut'), icon: LogOut, danger: true, run: () => void leave() },
  ];
  return <MenuButton icon={MenuIcon} label={t('menu')} entries={entries} />;
}
