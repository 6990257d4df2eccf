import { type ReactNode, useId } from 'react';

/** A titled card of settings that belong together. */
export function Group({ title, hint, children }: { title: string; hint?: string; children: ReactNode }) {
  const id = useId();
  return (
    <section className="settings-group" aria-labelledby={id}>
      <h3 id={id}>{title}</h3>
      <div className="settings-card">{children}</div>
      {hint && <p className="settings-hint">{hint}</p>}
    </section>
  );
}
