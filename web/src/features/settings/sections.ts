import {
  Bell,
  Database,
  KeyRound,
  Laptop,
  LockKeyhole,
  type LucideIcon,
  Palette,
  ShieldCheck,
  UserRound,
} from 'lucide-react';

/** A page of the settings. */
export type Section =
  | 'profile'
  | 'look'
  | 'notifications'
  | 'privacy'
  | 'security'
  | 'encryption'
  | 'sessions'
  | 'data';

export const SECTIONS: readonly { id: Section; icon: LucideIcon }[] = [
  { id: 'profile', icon: UserRound },
  { id: 'look', icon: Palette },
  { id: 'notifications', icon: Bell },
  { id: 'privacy', icon: LockKeyhole },
  { id: 'security', icon: ShieldCheck },
  { id: 'encryption', icon: KeyRound },
  { id: 'sessions', icon: Laptop },
  { id: 'data', icon: Database },
];

export function isSection(name: string | null): name is Section {
  return SECTIONS.some(({ id }) => id === name);
}
