import type { FormEvent, ReactNode } from 'react';
import { errorText } from '../../locales/error-text.ts';
import { Button } from '../../ui/Button.tsx';
import type { Action } from '../../ui/useAction.ts';

interface AuthFormProps {
  action: Pick<Action<never[]>, 'busy' | 'failure'>;
  submitLabel: string;
  onSubmit: () => void;
  children: ReactNode;
}

/** A form with one button, whose failure is told above it. */
export function AuthForm({ action, submitLabel, onSubmit, children }: AuthFormProps) {
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSubmit();
  };
  return (
    <form className="auth-form" onSubmit={submit}>
      {children}
      {action.failure !== null && (
        <p className="auth-error" role="alert">
          {errorText(action.failure)}
        </p>
      )}
      <Button type="submit" variant="primary" wide busy={action.busy}>
        {submitLabel}
      </Button>
    </form>
  );
}
