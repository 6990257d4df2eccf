import './skeleton.css';

/** The shape of a list that is being loaded. */
export function SkeletonRows({ rows = 6, label }: { rows?: number; label: string }) {
  return (
    <div role="status" aria-label={label} className="skeleton-rows">
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: they are all alike
        <div key={row} className="skeleton-row" aria-hidden="true">
          <span className="skeleton skeleton-circle" />
          <span className="skeleton-lines">
            <span className="skeleton skeleton-line" />
            <span className="skeleton skeleton-line skeleton-short" />
          </span>
        </div>
      ))}
    </div>
  );
}

/** The shape of one block that is being loaded. */
export function SkeletonBlock({ label }: { label: string }) {
  return <div role="status" aria-label={label} className="skeleton skeleton-block" />;
}
