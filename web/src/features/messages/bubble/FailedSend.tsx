import { RotateCcw, Trash2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../../../api/error.ts';
import { errorText } from '../../../locales/error-text.ts';
import { useClient } from '../../../store/hooks.ts';
import type { OutboxItem } from '../../../sync/outbox-item.ts';
import { IconButton } from '../../../ui/Button.tsx';

/** Why something was not sent, and what can be done about it. */
export function FailedSend({ item }: { item: OutboxItem }) {
  const { t } = useTranslation(['messages', 'common']);
  const client = useClient();
  return (
    <div className="failed" role="alert">
      <span>{errorText(new ApiError(400, item.code ?? 'unexpected', ''))}</span>
      <IconButton
        icon={RotateCcw}
        label={t('common:retry')}
        onClick={() => void client.service.retry(item.key)}
      />
      <IconButton
        icon={Trash2}
        label={t('common:delete')}
        onClick={() => void client.service.cancel(item.key)}
      />
    </div>
  );
}
