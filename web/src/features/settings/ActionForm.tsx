import type { FormEvent, ReactNode } from 'react';
import { errorText } from '../../locales/error-text.ts';
import { Button } from '../../ui/Button.tsx';
import type { Action } from '../../ui/useAction.ts';

interface ActionFormProps {
  action: Pick<Action<never[]>, 'busy' | 'failure'>;
  submitLabel: string;
  danger?: boolean;
  onSubmit: () => void;
  children: ReactNode;
}

/** A form of the settings with its button; a failure is told above it. */
export function ActionForm({ action, submitLabel, danger = false, onSubmit, children }: ActionFormProps) {
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSubmit();
  };
  return (
    <form className="settings-form" onSubmit={submit}>
      {children}
      {action.failure !== null && (
        <p className="settings-error" role="alert">
          {errorText(action.failure)}
        </p>
      )}
      <Button type="submit" variant={danger ? 'danger' : 'primary'} busy={action.busy}>
        {submitLabel}
      </Button>
    </form>
  );
}
