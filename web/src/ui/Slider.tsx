import { useId } from 'react';
import './slider.css';

interface SliderProps {
  label: string;
  value: number;
  min: number;
  max: number;
  step: number;
  /** The value as it is told. */
  text: string;
  /** While it moves. */
  onChange: (value: number) => void;
  /** When it is let go. */
  onDone: () => void;
}

/** A number between two ends. */
export function Slider({ label, text, onChange, onDone, ...range }: SliderProps) {
  const id = useId();
  return (
    <div className="slider">
      <label className="field-label" htmlFor={id}>
        {label}
      </label>
      <output htmlFor={id}>{text}</output>
      <input
        {...range}
        id={id}
        type="range"
        aria-valuetext={text}
        onChange={(event) => onChange(Number(event.target.value))}
        onPointerUp={onDone}
        onKeyUp={onDone}
      />
    </div>
  );
}
