import {
  Keyboard,
  LogOut,
  MessagesSquare,
  Palette as PaletteIcon,
  Plus,
  Settings,
  ShieldCheck,
} from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import type { Account } from '../api/accounts.ts';
import { type Shortcut, written } from '../lib/shortcuts.ts';
import type { PaletteCommand } from './Palette.tsx';
import type { Place } from './routes.ts';
import { useChatSteps } from './slots.tsx';
import { useLeave } from './useLeave.ts';
import { useShortcuts } from './useShortcuts.ts';

const Palette = lazy(() => import('./Palette.tsx').then((module) => ({ default: module.Palette })));
const ShortcutHelp = lazy(() =>
  import('./ShortcutHelp.tsx').then((module) => ({ default: module.ShortcutHelp })),
);

/** What the keyboard does anywhere: shortcuts, the command palette, and Esc one step back. */
export function Keys({ account, place }: { account: Account; place: Place }) {
  const [, go] = useLocation();
  const [open, setOpen] = useState<'palette' | 'help' | null>(null);
  const step = useChatSteps(place.chat);
  const act: Record<Shortcut, () => void> = {
    palette: () => setOpen('palette'),
    help: () => setOpen('help'),
    settings: () => go('/settings'),
    search: () => document.getElementById('global-search')?.focus(),
    'next-chat': () => step(1),
    'previous-chat': () => step(-1),
  };
  useShortcuts(
    (shortcut) => act[shortcut](),
    () => go(outOf(place)),
  );
  const commands = useCommands(account, () => setOpen('help'));
  return (
    <Suspense>
      {open === 'palette' && <Palette account={account} commands={commands} onClose={() => setOpen(null)} />}
      {open === 'help' && <ShortcutHelp onClose={() => setOpen(null)} />}
    </Suspense>
  );
}

/** Where Esc leads: from the details to their chat, from a page to its list, from anywhere to the chats. */
function outOf({ area, chat, info, section }: Place): string {
  if (info) return `/chat/${chat}`;
  if (area !== 'chats' && section !== null) return `/${area}`;
  return '/';
}

function useCommands(account: Account, help: () => void): PaletteCommand[] {
  const { t } = useTranslation('shell');
  const [, go] = useLocation();
  const leave = useLeave(account);
  return [
    { id: 'chats', label: t('toChats'), icon: MessagesSquare, run: () => go('/') },
    {
      id: 'settings',
      label: t('settings'),
      icon: Settings,
      keys: written('settings'),
      run: () => go('/settings'),
    },
    { id: 'look', label: t('changeTheme'), icon: PaletteIcon, run: () => go('/settings/look') },
    ...(account.isAdmin
      ? [{ id: 'admin', label: t('admin'), icon: ShieldCheck, run: () => go('/admin') }]
      : []),
    { id: 'add', label: t('addAccount'), icon: Plus, run: () => go('/add-account') },
    { id: 'help', label: t('shortcuts'), icon: Keyboard, keys: written('help'), run: help },
    { id: 'leave', label: t('signOut'), icon: LogOut, run: leave },
  ];
}
