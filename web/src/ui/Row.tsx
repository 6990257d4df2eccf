import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { classes } from '../lib/classes.ts';
import './row.css';

interface RowProps {
  /** An avatar or an icon in front. */
  lead?: ReactNode;
  icon?: LucideIcon;
  title: ReactNode;
  detail?: ReactNode;
  /** At the end: a value, a badge, a button. */
  trail?: ReactNode;
  selected?: boolean;
  danger?: boolean;
  onClick?: () => void;
}

/** A line of a list: what it is, what is said about it, and what can be done. A button if it can be pressed. */
export function Row({
  lead,
  icon: Icon,
  title,
  detail,
  trail,
  selected = false,
  danger = false,
  onClick,
}: RowProps) {
  const content = (
    <>
      {Icon && (
        <span className="row-icon">
          <Icon aria-hidden="true" />
        </span>
      )}
      {lead}
      <span className="row-text">
        <span className="row-title truncate">{title}</span>
        {detail !== undefined && <span className="row-detail truncate">{detail}</span>}
      </span>
    </>
  );
  return (
    <div
      className={classes(
        'row',
        selected && 'row-selected',
        danger && 'row-danger',
        onClick && 'row-pressable',
      )}
    >
      {onClick ? (
        <button type="button" className="row-main" aria-current={selected || undefined} onClick={onClick}>
          {content}
        </button>
      ) : (
        <div className="row-main">{content}</div>
      )}
      {trail !== undefined && <span className="row-trail">{trail}</span>}
    </div>
  );
}
