import { useTranslation } from 'react-i18next';
import { SHORTCUTS, type Shortcut, written } from '../lib/shortcuts.ts';
import { Dialog } from '../ui/Dialog.tsx';

/** All shortcuts and what they do. */
export function ShortcutHelp({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation(['shell', 'common']);
  return (
    <Dialog title={t('shell:shortcuts')} closeLabel={t('common:close')} onClose={onClose} size="s">
      <ul className="shortcut-list">
        {(Object.keys(SHORTCUTS) as Shortcut[]).map((shortcut) => (
          <li key={shortcut}>
            {t(`shell:keys.${shortcut}`)} <kbd>{written(shortcut)}</kbd>
          </li>
        ))}
        <li>
          {t('shell:keys.escape')} <kbd>Esc</kbd>
        </li>
      </ul>
    </Dialog>
  );
}
