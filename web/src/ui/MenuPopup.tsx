import type { ReactNode, RefObject } from 'react';
import { Menu, MenuItem, Popover } from 'react-aria-components';
import { classes } from '../lib/classes.ts';
import type { MenuEntry } from './Menu.tsx';
import './menu.css';

interface MenuPopupProps {
  label: string;
  /** What it opens beside. */
  anchor: RefObject<Element | null>;
  entries: readonly MenuEntry[];
  /** Stands above the entries; whatever it offers can be had by an entry, too. */
  head?: ReactNode;
  /** At which side of the anchor it begins. */
  align?: 'start' | 'end';
  onClose: () => void;
}

/** An open menu: arrow keys, first letters, Esc, and focus given back. */
export function MenuPopup({ label, anchor, entries, head, align = 'end', onClose }: MenuPopupProps) {
  return (
    <Popover
      className="menu-popover"
      aria-label={label}
      // A menu alone, without a dialog around it.
      trigger="MenuTrigger"
      triggerRef={anchor}
      isOpen
      placement={`bottom ${align}`}
      offset={6}
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
    >
      {head}
      <Menu
        className="menu"
        aria-label={label}
        autoFocus="first"
        onAction={(key) => {
          onClose();
          entries.find(({ id }) => id === key)?.run();
        }}
        onClose={onClose}
      >
        {entries.map(({ id, label: text, icon: Icon, danger }) => (
          <MenuItem
            key={id}
            id={id}
            textValue={text}
            className={classes('menu-item', danger && 'menu-item-danger')}
          >
            {Icon && <Icon aria-hidden="true" />}
            <span>{text}</span>
          </MenuItem>
        ))}
      </Menu>
    </Popover>
  );
}
