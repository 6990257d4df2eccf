import { File as FileIcon, X } from 'lucide-react';
import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatBytes } from '../../lib/bytes.ts';
import { useClient } from '../../store/hooks.ts';
import { Button, IconButton } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { TextArea } from '../../ui/Field.tsx';
import { accepted } from './accepted.ts';
import { sizeOf } from './measure.ts';
import type { ComposerState } from './use-composer.ts';

interface AttachDialogProps {
  readonly chat: number;
  readonly files: readonly File[];
  readonly composer: ComposerState;
  readonly onClose: () => void;
}

/** Shows files before they are sent, with room for a word about them. */
export function AttachDialog({ chat, files, composer, onClose }: AttachDialogProps) {
  const { t } = useTranslation(['composer', 'common']);
  const client = useClient();
  const [kept, setKept] = useState(files);
  const [caption, setCaption] = useState(composer.text);
  const send = async () => {
    onClose();
    const { reply_to } = composer.take();
    const [first, ...rest] = kept;
    const attached = (file: File) => ({ blob: file, name: file.name, type: file.type });
    const reply = reply_to === null ? {} : { reply_to };
    const text = caption.trim();
    if (first) {
      const fields = { ...(text ? { text } : {}), ...reply, ...(await sizeOf(first)) };
      await accepted(client.service.send(chat, fields, attached(first)));
    }
    for (const file of rest) await accepted(client.service.send(chat, await sizeOf(file), attached(file)));
  };
  return (
    <Dialog
      title={t('attachTitle', { count: kept.length })}
      closeLabel={t('common:cancel')}
      onClose={onClose}
      actions={
        <Button variant="primary" disabled={kept.length === 0} onClick={() => void send()}>
          {t('send')}
        </Button>
      }
    >
      <ul className="attach-list">
        {kept.map((file) => (
          <Attached
            key={`${file.name} ${file.size} ${file.lastModified}`}
            file={file}
            onRemove={() => setKept(kept.filter((each) => each !== file))}
          />
        ))}
      </ul>
      <TextArea label={t('caption')} value={caption} onChange={(event) => setCaption(event.target.value)} />
    </Dialog>
  );
}

function Attached({ file, onRemove }: { file: File; onRemove: () => void }) {
  const { t, i18n } = useTranslation('composer');
  const url = useMemo(() => (file.type.startsWith('image/') ? URL.createObjectURL(file) : null), [file]);
  useEffect(() => () => void (url && URL.revokeObjectURL(url)), [url]);
  return (
    <li>
      {url ? (
        <img src={url} alt="" />
      ) : (
        <span className="attach-icon">
          <FileIcon aria-hidden="true" />
        </span>
      )}
      <span className="attach-name" dir="auto">
        {file.name}
        <small>{formatBytes(file.size, i18n.language)}</small>
      </span>
      <IconButton icon={X} label={t('removeFile', { name: file.name })} onClick={onRemove} />
    </li>
  );
}
