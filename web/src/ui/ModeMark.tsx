import { Lock, LockOpen } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import './mode-mark.css';

/** Says whether only devices can read a chat, or the server as well. */
export function ModeMark({ encrypted }: { encrypted: boolean }) {
  const { t } = useTranslation('encryption');
  const Icon = encrypted ? Lock : LockOpen;
  const label = t(encrypted ? 'mode_e2ee' : 'mode_server');
  return (
    <span
      className={encrypted ? 'mode-mark mode-mark-on' : 'mode-mark'}
      role="img"
      aria-label={label}
      title={label}
    >
      <Icon aria-hidden="true" />
    </span>
  );
}
