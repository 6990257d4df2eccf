import { Download, LogOut, Menu as MenuIcon, Plus, Settings, ShieldCheck, UserRound } from 'lucide-react';
import { useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { type Account, accounts, onAccounts, switchAccount } from '../api/accounts.ts';
import { MenuButton, type MenuEntry } from '../ui/Menu.tsx';
import { useInstall } from './install.ts';
import { useLeave } from './useLeave.ts';

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
  const leave = useLeave(account);
  const install = useInstall();
  const entries: MenuEntry[] = [
    { id: 'settings', label: t('settings'), icon: Settings, run: () => go('/settings') },
    ...(account.isAdmin
      ? [{ id: 'admin', label: t('admin'), icon: ShieldCheck, run: () => go('/admin') }]
      : []),
    ...others,
    { id: 'add', label: t('addAccount'), icon: Plus, run: () => go('/add-account') },
    ...(install ? [{ id: 'install', label: t('install'), icon: Download, run: install }] : []),
    { id: 'leave', label: t('signOut'), icon: LogOut, danger: true, run: leave },
  ];
  return <MenuButton icon={MenuIcon} label={t('menu')} entries={entries} />;
}
