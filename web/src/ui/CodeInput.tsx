import { type ClipboardEvent, type KeyboardEvent, useRef } from 'react';
import { classes } from '../lib/classes.ts';
import './code-input.css';

const LENGTH = 6;

interface CodeInputProps {
  /** Names the group. */
  label: string;
  /** Names one box, given its number from 1. */
  boxLabel: (box: number) => string;
  value: string;
  onChange: (value: string) => void;
  /** All six digits are there. */
  onComplete?: (code: string) => void;
  wrong?: boolean;
  describedBy?: string;
}

/** Six boxes for a mailed or generated code. Takes a pasted or autofilled code as a whole. */
export function CodeInput({
  label,
  boxLabel,
  value,
  onChange,
  onComplete,
  wrong,
  describedBy,
}: CodeInputProps) {
  const group = useRef<HTMLFieldSetElement>(null);
  const focus = (box: number) =>
    group.current?.querySelectorAll('input')[Math.max(0, Math.min(box, LENGTH - 1))]?.focus();

  const put = (box: number, typed: string) => {
    const digits = typed.replace(/\D/g, '');
    if (digits === '') return;
    const next = (value.slice(0, box) + digits + value.slice(box + digits.length)).slice(0, LENGTH);
    onChange(next);
    focus(Math.min(box, value.length) + digits.length);
    if (next.length === LENGTH) onComplete?.(next);
  };

  const onKey = (box: number, event: KeyboardEvent) => {
    if (event.key === 'Backspace') {
      event.preventDefault();
      onChange(value.slice(0, value[box] ? box : Math.max(0, box - 1)));
      focus(value[box] ? box : box - 1);
    } else if (event.key === 'ArrowLeft') focus(box - 1);
    else if (event.key === 'ArrowRight') focus(box + 1);
  };

  const onPaste = (event: ClipboardEvent) => {
    event.preventDefault();
    put(0, event.clipboardData.getData('text'));
  };

  return (
    <fieldset
      ref={group}
      className={classes('code-input', wrong && 'code-input-wrong')}
      aria-describedby={describedBy}
      onPaste={onPaste}
    >
      <legend className="field-label">{label}</legend>
      <div className="code-input-boxes" dir="ltr">
        {Array.from({ length: LENGTH }, (_, box) => (
          <input
            // biome-ignore lint/suspicious/noArrayIndexKey: boxes are their places
            key={box}
            aria-label={boxLabel(box + 1)}
            aria-invalid={wrong || undefined}
            autoComplete={box === 0 ? 'one-time-code' : 'off'}
            inputMode="numeric"
            value={value[box] ?? ''}
            onChange={(event) =>
              put(box, event.target.value.replace(value[box] ?? '', '') || event.target.value)
            }
            onFocus={(event) => event.target.select()}
            onKeyDown={(event) => onKey(box, event)}
          />
        ))}
      </div>
    </fieldset>
  );
}
