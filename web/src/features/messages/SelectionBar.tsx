import { Copy, Forward, Trash2, X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { IconButton } from '../../ui/Button.tsx';

interface SelectionBarProps {
  readonly count: number;
  readonly mayDelete: boolean;
  readonly onCopy: () => void;
  readonly onForward: () => void;
  readonly onDelete: () => void;
  readonly onClose: () => void;
}

/** What can be done with several messages at once. */
export function SelectionBar({ count, mayDelete, onCopy, onForward, onDelete, onClose }: SelectionBarProps) {
  const { t } = useTranslation(['messages', 'common']);
  return (
    <div className="selection-bar" role="toolbar" aria-label={t('selected', { count })}>
      <IconButton icon={X} label={t('common:cancel')} onClick={onClose} />
      <strong aria-live="polite">{t('selected', { count })}</strong>
      <IconButton icon={Copy} label={t('common:copy')} onClick={onCopy} />
      <IconButton icon={Forward} label={t('forward')} onClick={onForward} />
      {mayDelete && (
        <IconButton icon={Trash2} variant="danger" label={t('common:delete')} onClick={onDelete} />
      )}
    </div>
  );
}
