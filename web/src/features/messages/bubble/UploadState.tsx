import { X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useClient, useProgress } from '../../../store/hooks.ts';
import type { ShownMessage } from '../rows.ts';

/** How much of a file has been sent, and a way to stop that. Nothing for what is not being sent. */
export function UploadState({ message }: { message: ShownMessage }) {
  const item = message.pending;
  if (item?.state !== 'waiting' || item.op.kind !== 'send' || !item.op.file) return null;
  return <Upload itemKey={item.key} name={item.op.file.name} />;
}

function Upload({ itemKey, name }: { itemKey: string; name: string }) {
  const { t } = useTranslation('messages');
  const client = useClient();
  const part = useProgress(itemKey);
  return (
    // biome-ignore lint/a11y/useSemanticElements: it lies on a picture that is a button itself
    <span
      role="button"
      tabIndex={0}
      className="upload"
      title={t('cancelUpload', { name })}
      aria-label={t('cancelUpload', { name })}
      onClick={(event) => {
        event.stopPropagation();
        void client.service.cancel(itemKey);
      }}
      onKeyDown={(event) => {
        if (event.key === 'Enter') void client.service.cancel(itemKey);
      }}
    >
      <svg viewBox="0 0 36 36" aria-hidden="true">
        <circle className="upload-track" cx="18" cy="18" r="15" />
        <circle
          className="upload-part"
          cx="18"
          cy="18"
          r="15"
          pathLength="100"
          strokeDasharray={`${part * 100} 100`}
        />
      </svg>
      <X aria-hidden="true" />
      <span
        className="visually-hidden"
        role="progressbar"
        aria-valuenow={Math.round(part * 100)}
        aria-label={name}
      />
    </span>
  );
}
