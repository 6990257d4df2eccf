import { Play } from 'lucide-react';
import { type CSSProperties, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFileAddress } from '../../../store/sealed-files.ts';
import { kindOf } from '../../../sync/chat-row.ts';
import { useConversation } from '../context.ts';
import type { ShownMessage } from '../rows.ts';
import { UploadState } from './UploadState.tsx';

/** Shapes of pictures whose size the server does not know, so that one drawn again takes its room at once. */
const shapes = new Map<number, number>();
const [TALLEST, WIDEST] = [0.62, 1.9];

/** A photo, a film or a sticker in a message. */
export function Media({ message }: { message: ShownMessage }) {
  const kind = kindOf(message);
  const source = useSource(message);
  if (kind === 'sticker') return <Sticker message={message} source={source} />;
  return <Picture message={message} source={source} film={kind === 'video'} />;
}

interface PictureProps {
  readonly message: ShownMessage;
  readonly source: string | null;
  readonly film: boolean;
}

function Picture({ message, source, film }: PictureProps) {
  const { t } = useTranslation('messages');
  const { view } = useConversation();
  const name = message.file_name ?? '';
  const [shape, setShape] = useState(shapes.get(message.id) ?? shapeOf(message) ?? 4 / 3);
  const style = { '--shape': shape } as CSSProperties;
  const measured = (width: number, height: number) => {
    if (width === 0 || height === 0 || shapeOf(message) !== null) return;
    const next = bounded(width / height);
    shapes.set(message.id, next);
    setShape(next);
  };
  return (
    <button
      type="button"
      className="media"
      style={style}
      aria-label={t(film ? 'openVideo' : 'openPhoto', { name })}
      onClick={() => view(message)}
    >
      {source && film && (
        <video
          src={`${source}#t=0.1`}
          preload="metadata"
          muted
          playsInline
          onLoadedMetadata={({ currentTarget }) =>
            measured(currentTarget.videoWidth, currentTarget.videoHeight)
          }
        />
      )}
      {source && !film && (
        <img
          src={source}
          alt=""
          loading="lazy"
          decoding="async"
          draggable={false}
          onLoad={({ currentTarget }) => measured(currentTarget.naturalWidth, currentTarget.naturalHeight)}
        />
      )}
      {film && <Play className="media-play" aria-hidden="true" />}
      <UploadState message={message} />
    </button>
  );
}

function Sticker({ message, source }: { message: ShownMessage; source: string | null }) {
  const { t } = useTranslation('messages');
  const style = { '--shape': shapeOf(message) ?? 1 } as CSSProperties;
  return (
    <div className="sticker" style={style}>
      {source && <img src={source} alt={message.text ?? t('kind_sticker')} draggable={false} />}
    </div>
  );
}

/** Where to load it from: small pictures of what the server has, the file itself while it is on its way. */
function useSource(message: ShownMessage): string | null {
  const op = message.pending?.op;
  const blob = op?.kind === 'send' ? op.file?.blob : undefined;
  const [local, setLocal] = useState<string | null>(null);
  const address = useFileAddress(message.file_url);
  useEffect(() => {
    if (!blob) return;
    const url = URL.createObjectURL(blob);
    setLocal(url);
    return () => URL.revokeObjectURL(url);
  }, [blob]);
  if (blob) return local;
  if (!message.file_url || !address) return null;
  const small = kindOf(message) === 'photo' && message.file_type !== 'image/gif' && isOwn(message.file_url);
  if (!small) return address;
  return message.thumb_url ?? (message.file_width === null ? `${message.file_url}/thumb` : address);
}

/** How wide it is for its height as the server or the sender knows it. */
function shapeOf({ file_width, file_height }: ShownMessage): number | null {
  return file_width && file_height ? bounded(file_width / file_height) : null;
}

function bounded(shape: number): number {
  return Math.min(WIDEST, Math.max(TALLEST, shape));
}

/** Whether an address is a file of this server; others are never loaded by themselves. */
export function isOwn(url: string): boolean {
  return url.startsWith('/api/files/');
}
