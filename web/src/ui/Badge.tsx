import type { ReactNode } from 'react';
import './badge.css';

interface BadgeProps {
  children: ReactNode;
  tone?: 'accent' | 'muted' | 'success' | 'danger' | 'warning';
}

/** A small word or number beside something. */
export function Badge({ children, tone = 'accent' }: BadgeProps) {
  return <span className={`badge badge-${tone}`}>{children}</span>;
}
