import { ChartSpline, Flag, Laptop, type LucideIcon, ScrollText, Ticket, Users, Wrench } from 'lucide-react';

/** A page of the administration. */
export type AdminSection = 'overview' | 'users' | 'devices' | 'reports' | 'invites' | 'audit' | 'operation';

export const ADMIN_SECTIONS: readonly { id: AdminSection; icon: LucideIcon }[] = [
  { id: 'overview', icon: ChartSpline },
  { id: 'users', icon: Users },
  { id: 'reports', icon: Flag },
  { id: 'devices', icon: Laptop },
  { id: 'invites', icon: Ticket },
  { id: 'audit', icon: ScrollText },
  { id: 'operation', icon: Wrench },
];

export function isAdminSection(name: string | null): name is AdminSection {
  return ADMIN_SECTIONS.some(({ id }) => id === name);
}
