import type { LucideIcon } from 'lucide-react';
import type { ComponentProps, ReactNode } from 'react';
import { classes } from '../lib/classes.ts';
import './button.css';

type Native = Omit<ComponentProps<'button'>, 'children'>;

export interface ButtonProps extends Native {
  children: ReactNode;
  variant?: 'primary' | 'secondary' | 'ghost' | 'danger';
  icon?: LucideIcon;
  /** The action is under way: the button stays in place and focus, but does nothing. */
  busy?: boolean;
  wide?: boolean;
}

/** A button with a text. */
export function Button({
  children,
  variant = 'secondary',
  icon: Icon,
  busy = false,
  wide = false,
  className,
  onClick,
  type = 'button',
  ...rest
}: ButtonProps) {
  return (
    <button
      {...rest}
      type={type}
      className={classes(
        'button',
        `button-${variant}`,
        wide && 'button-wide',
        busy && 'button-busy',
        className,
      )}
      aria-busy={busy || undefined}
      aria-disabled={busy || undefined}
      onClick={(event) => {
        if (busy) event.preventDefault();
        else onClick?.(event);
      }}
    >
      {Icon && <Icon aria-hidden="true" className="button-icon" />}
      <span className="button-text">{children}</span>
    </button>
  );
}

export interface IconButtonProps extends Native {
  icon: LucideIcon;
  /** What it does, for everybody who does not see the icon; also its tooltip. */
  label: string;
  variant?: 'ghost' | 'primary' | 'glass' | 'danger';
  /** How many things wait behind it. */
  badge?: number;
}

/** A round button that shows only an icon. */
export function IconButton({
  icon: Icon,
  label,
  variant = 'ghost',
  badge = 0,
  className,
  ...rest
}: IconButtonProps) {
  return (
    <button
      type="button"
      title={label}
      {...rest}
      aria-label={label}
      className={classes('icon-button', `icon-button-${variant}`, className)}
    >
      <Icon aria-hidden="true" />
      {badge > 0 && <span className="icon-button-badge">{badge > 99 ? '99+' : badge}</span>}
    </button>
  );
}
