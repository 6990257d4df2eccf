import { X } from 'lucide-react';
import { type ReactNode, useEffect, useId, useRef } from 'react';
import { classes } from '../lib/classes.ts';
import { Button, IconButton } from './Button.tsx';
import './dialog.css';

interface DialogProps {
  title: string;
  closeLabel: string;
  onClose: () => void;
  children: ReactNode;
  /** Buttons at the bottom. */
  actions?: ReactNode;
  size?: 's' | 'm' | 'l';
  /** Covers the screen of a phone instead of rising from its bottom. */
  full?: boolean;
}

/**
 * A modal dialog, open while it is rendered. The browser keeps the focus inside, makes the rest inert and gives the
 * focus back; Esc and a press outside close it.
 */
export function Dialog({
  title,
  closeLabel,
  onClose,
  children,
  actions,
  size = 'm',
  full = false,
}: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  useEffect(() => {
    const element = dialog.current;
    const before = document.activeElement;
    if (element && !element.open) element.showModal();
    if (element && !matchMedia('(pointer: coarse)').matches) firstField(element)?.focus();
    return () => {
      element?.close();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Esc is the browser's cancel event
    <dialog
      ref={dialog}
      className={classes('dialog', `dialog-${size}`, full && 'dialog-full')}
      aria-labelledby={titleId}
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
      <div className="dialog-box">
        <header className="dialog-header">
          <h2 id={titleId}>{title}</h2>
          <IconButton icon={X} label={closeLabel} onClick={onClose} />
        </header>
        <div className="dialog-body">{children}</div>
        {actions && <footer className="dialog-actions">{actions}</footer>}
      </div>
    </dialog>
  );
}

/** Where whoever opened it wants to begin; with a touch screen that would bring up the keyboard. */
function firstField(dialog: HTMLElement): HTMLElement | null {
  return dialog.querySelector<HTMLElement>(
    '.dialog-body :is(textarea, input:not([type=checkbox], [type=radio], [type=range], [type=file]))',
  );
}

interface ConfirmProps {
  title: string;
  children: ReactNode;
  confirmLabel: string;
  cancelLabel: string;
  danger?: boolean;
  busy?: boolean;
  onConfirm: () => void;
  onCancel: () => void;
}

/** Asks before something that cannot be taken back. */
export function ConfirmDialog({ confirmLabel, cancelLabel, danger, busy, ...rest }: ConfirmProps) {
  return (
    <Dialog
      title={rest.title}
      closeLabel={cancelLabel}
      onClose={rest.onCancel}
      size="s"
      actions={
        <>
          <Button variant="ghost" onClick={rest.onCancel}>
            {cancelLabel}
          </Button>
          <Button variant={danger ? 'danger' : 'primary'} busy={busy ?? false} onClick={rest.onConfirm}>
            {confirmLabel}
          </Button>
        </>
      }
    >
      {rest.children}
    </Dialog>
  );
}
