import type { LucideIcon } from 'lucide-react';
import { lazy, Suspense, useRef, useState } from 'react';
import { IconButton, type IconButtonProps } from './Button.tsx';

/** Something that a menu offers. */
export interface MenuEntry {
  id: string;
  label: string;
  icon?: LucideIcon;
  danger?: boolean;
  run: () => void;
}

/** The behaviour of menus is heavy and nobody opens one at once, so it is loaded when it is needed. */
export const MenuPopup = lazy(() =>
  import('./MenuPopup.tsx').then(({ MenuPopup: popup }) => ({ default: popup })),
);

interface MenuButtonProps extends Pick<IconButtonProps, 'icon' | 'label' | 'variant' | 'className'> {
  entries: readonly MenuEntry[];
}

/** A button that opens a menu. */
export function MenuButton({ entries, ...rest }: MenuButtonProps) {
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  return (
    <>
      <IconButton
        {...rest}
        ref={button}
        aria-haspopup="menu"
        aria-expanded={open}
        onClick={() => setOpen(true)}
        onKeyDown={(event) => {
          if (event.key === 'ArrowDown') setOpen(true);
        }}
      />
      {open && (
        <Suspense>
          <MenuPopup label={rest.label} anchor={button} entries={entries} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
