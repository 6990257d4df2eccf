import { Eye, EyeOff } from 'lucide-react';
import { type ComponentProps, type ReactNode, useId, useState } from 'react';
import { classes } from '../lib/classes.ts';
import { IconButton } from './Button.tsx';
import './field.css';

interface Frame {
  label: string;
  hint?: ReactNode;
  /** Why the value cannot be taken; shown and announced. */
  error?: string | null | undefined;
}

interface Ids {
  id: string;
  'aria-describedby': string | undefined;
  'aria-invalid': true | undefined;
}

/** Label, hint and error around any control. */
function FieldFrame({ label, hint, error, children }: Frame & { children: (ids: Ids) => ReactNode }) {
  const id = useId();
  const note = error ?? hint;
  return (
    <div className={classes('field', error && 'field-wrong')}>
      <label className="field-label" htmlFor={id}>
        {label}
      </label>
      {children({
        id,
        'aria-describedby': note ? `${id}-note` : undefined,
        'aria-invalid': error ? true : undefined,
      })}
      {note && (
        <p className="field-note" id={`${id}-note`} role={error ? 'alert' : undefined}>
          {note}
        </p>
      )}
    </div>
  );
}

/** A text field of one line. */
export function Field({ label, hint, error, className, ...rest }: Frame & ComponentProps<'input'>) {
  return (
    <FieldFrame label={label} hint={hint} error={error}>
      {(ids) => <input {...rest} {...ids} className={classes('field-input', className)} />}
    </FieldFrame>
  );
}

/** A text field of several lines that grows with its text. */
export function TextArea({ label, hint, error, className, ...rest }: Frame & ComponentProps<'textarea'>) {
  return (
    <FieldFrame label={label} hint={hint} error={error}>
      {(ids) => (
        <textarea rows={3} {...rest} {...ids} className={classes('field-input field-area', className)} />
      )}
    </FieldFrame>
  );
}

/** A choice among a few, as the device shows such choices. */
export function Select({ label, hint, error, className, ...rest }: Frame & ComponentProps<'select'>) {
  return (
    <FieldFrame label={label} hint={hint} error={error}>
      {(ids) => <select {...rest} {...ids} className={classes('field-input field-select', className)} />}
    </FieldFrame>
  );
}

interface PasswordProps extends Frame, Omit<ComponentProps<'input'>, 'type'> {
  showLabel: string;
  hideLabel: string;
}

/** A password that can be shown. */
export function PasswordField({ label, hint, error, showLabel, hideLabel, ...rest }: PasswordProps) {
  const [shown, setShown] = useState(false);
  return (
    <FieldFrame label={label} hint={hint} error={error}>
      {(ids) => (
        <div className="field-with-button">
          <input {...rest} {...ids} className="field-input" type={shown ? 'text' : 'password'} />
          <IconButton
            icon={shown ? EyeOff : Eye}
            label={shown ? hideLabel : showLabel}
            aria-pressed={shown}
            onClick={() => setShown(!shown)}
          />
        </div>
      )}
    </FieldFrame>
  );
}
