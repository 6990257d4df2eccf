import { CircleAlert, CircleCheck, Info, X } from 'lucide-react';
import { useSyncExternalStore } from 'react';
import { classes } from '../lib/classes.ts';
import { Button, IconButton } from './Button.tsx';
import './toast.css';
import { dismiss, hold, onToasts, resume, type Toast, toasts } from './toasts.ts';

const ICONS = { info: Info, success: CircleCheck, error: CircleAlert } as const;

function ToastCard({ toast, closeLabel }: { toast: Toast; closeLabel: string }) {
  const Icon = ICONS[toast.kind];
  const { action } = toast;
  return (
    <li
      className={classes('toast', `toast-${toast.kind}`)}
      onPointerEnter={() => hold(toast.id)}
      onPointerLeave={() => resume(toast.id)}
    >
      <Icon aria-hidden="true" className="toast-icon" />
      <p role={toast.kind === 'error' ? 'alert' : 'status'}>{toast.text}</p>
      {action && (
        <Button
          variant="ghost"
          onClick={() => {
            dismiss(toast.id);
            action.run();
          }}
        >
          {action.label}
        </Button>
      )}
      <IconButton icon={X} label={closeLabel} onClick={() => dismiss(toast.id)} />
    </li>
  );
}

/** Where the messages of `toast` appear; once for each page. */
export function ToastRegion({ label, closeLabel }: { label: string; closeLabel: string }) {
  const shown = useSyncExternalStore(onToasts, toasts);
  return (
    <section className="toasts" aria-label={label}>
      <ul>
        {shown.map((each) => (
          <ToastCard key={each.id} toast={each} closeLabel={closeLabel} />
        ))}
      </ul>
    </section>
  );
}
