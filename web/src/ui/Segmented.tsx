import type { LucideIcon } from 'lucide-react';
import { useId } from 'react';
import './segmented.css';

export interface Choice<T extends string> {
  value: T;
  label: string;
  icon?: LucideIcon;
}

interface SegmentedProps<T extends string> {
  label: string;
  choices: readonly Choice<T>[];
  value: T;
  onChange: (value: T) => void;
}

/** One of a few choices that all stand side by side; radio buttons underneath. */
export function Segmented<T extends string>({ label, choices, value, onChange }: SegmentedProps<T>) {
  const name = useId();
  return (
    <fieldset className="segmented">
      <legend className="field-label">{label}</legend>
      <div className="segmented-choices">
        {choices.map(({ value: each, label: text, icon: Icon }) => (
          <label key={each} className="segmented-choice">
            <input
              type="radio"
              className="visually-hidden"
              name={name}
              checked={each === value}
              onChange={() => onChange(each)}
            />
            {Icon && <Icon aria-hidden="true" />}
            <span>{text}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
