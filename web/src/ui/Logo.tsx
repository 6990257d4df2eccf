import './logo.css';

/** The mark of the product: a planet, its ring, and the name. */
export function Logo({ small = false }: { small?: boolean }) {
  return (
    <span className={small ? 'logo logo-small' : 'logo'}>
      <svg viewBox="0 0 48 48" aria-hidden="true" className="logo-mark">
        <circle cx="24" cy="24" r="12.5" className="logo-planet" />
        <path d="M6.5 31.5c-3.6-5.4 31.8-25.6 35.4-19.4" className="logo-ring logo-ring-back" />
        <path d="M6.5 31.5c3.6 5.4 38.8-13.6 35.4-19.4" className="logo-ring" />
        <circle cx="40" cy="36.5" r="2.2" className="logo-moon" />
      </svg>
      <span className="logo-name">KOCMOC</span>
    </span>
  );
}
