import { Command } from 'cmdk';
import type { LucideIcon } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Account } from '../api/accounts.ts';
import { Avatar } from '../ui/Avatar.tsx';
import { useJumps } from './slots.tsx';
import './palette.css';

/** Something that can be done from anywhere. */
export interface PaletteCommand {
  id: string;
  label: string;
  icon: LucideIcon;
  keys?: string;
  run: () => void;
}

interface PaletteProps {
  account: Account;
  commands: readonly PaletteCommand[];
  onClose: () => void;
}

/** Type a few letters to get to a chat or to do something. */
export function Palette({ account, commands, onClose }: PaletteProps) {
  const { t } = useTranslation('shell');
  const dialog = useRef<HTMLDialogElement>(null);
  const [query, setQuery] = useState('');
  const jumps = useJumps(account, query);
  useEffect(() => {
    dialog.current?.showModal();
    // The browser would choose the frame around it, which takes the focus as well.
    dialog.current?.querySelector('input')?.focus();
  }, []);
  const choose = (run: () => void) => () => {
    onClose();
    run();
  };
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Esc is the browser's cancel event
    <dialog
      ref={dialog}
      className="palette"
      aria-label={t('palette')}
      onCancel={(event) => {
        // React lets the event of a dialog inside this one rise to here.
        if (event.target !== event.currentTarget) return;
        event.preventDefault();
        onClose();
      }}
      onClick={(event) => {
        if (event.target === dialog.current) onClose();
      }}
    >
      <Command label={t('palette')} loop>
        <Command.Input value={query} onValueChange={setQuery} placeholder={t('palettePlaceholder')} />
        <Command.List label={t('palette')}>
          <Command.Empty>{t('paletteEmpty')}</Command.Empty>
          {jumps.length > 0 && (
            <Command.Group heading={t('chats')}>
              {jumps.map(({ id, name, picture, colour, run }) => (
                <Command.Item key={id} value={`${name} ${id}`} onSelect={choose(run)}>
                  <Avatar id={colour} name={name} picture={picture} size="xs" />
                  <span className="truncate">{name}</span>
                </Command.Item>
              ))}
            </Command.Group>
          )}
          <Command.Group heading={t('commands')}>
            {commands.map(({ id, label, icon: Icon, keys, run }) => (
              <Command.Item key={id} value={`${label} ${id}`} onSelect={choose(run)}>
                <Icon aria-hidden="true" />
                <span>{label}</span>
                {keys && <kbd>{keys}</kbd>}
              </Command.Item>
            ))}
          </Command.Group>
        </Command.List>
      </Command>
    </dialog>
  );
}
