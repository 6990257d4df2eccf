import { FileText } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { formatBytes } from '../../../lib/bytes.ts';
import { useFileAddress } from '../../../store/sealed-files.ts';
import type { ShownMessage } from '../rows.ts';
import { UploadState } from './UploadState.tsx';

/** A file in a message: its name, its size, and the way to it. */
export function FileCard({ message }: { message: ShownMessage }) {
  const { t, i18n } = useTranslation('messages');
  const address = useFileAddress(message.file_url);
  const name = message.file_name ?? t('kind_file');
  const size = message.file_size === null ? '' : formatBytes(message.file_size, i18n.language);
  const body = (
    <>
      <span className="file-icon">
        {message.pending ? <UploadState message={message} /> : <FileText aria-hidden="true" />}
      </span>
      <span className="file-text">
        <span className="file-name" dir="auto">
          {name}
        </span>{' '}
        <span className="file-size">{size}</span>
      </span>
    </>
  );
  if (!address) return <div className="file">{body}</div>;
  return (
    <a className="file" href={address} download={name}>
      <span className="visually-hidden">{t('download')} </span>
      {body}
    </a>
  );
}
