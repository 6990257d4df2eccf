import { ChevronLeft, ChevronRight, Download, X } from 'lucide-react';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Message } from '../../../api/models.ts';
import { timesIn } from '../../../lib/time.ts';
import { useFileAddress } from '../../../store/sealed-files.ts';
import { kindOf } from '../../../sync/chat-row.ts';
import { IconButton } from '../../../ui/Button.tsx';

interface ViewerProps {
  readonly all: readonly Message[];
  readonly start: number;
  readonly onClose: () => void;
}

const STEPS: Readonly<Record<string, number>> = { ArrowLeft: -1, ArrowRight: 1 };

/** Photos and films of a chat over the whole page, one after another. */
export function Viewer({ all, start, onClose }: ViewerProps) {
  const { t, i18n } = useTranslation(['messages', 'common']);
  const dialog = useRef<HTMLDialogElement>(null);
  const [at, setAt] = useState(
    Math.max(
      0,
      all.findIndex(({ id }) => id === start),
    ),
  );
  const [zoomed, setZoomed] = useState(false);
  useEffect(() => dialog.current?.showModal(), []);
  const message = all[at];
  const address = useFileAddress(message?.file_url ?? null) ?? '';
  const go = (step: number) => {
    if (!all[at + step]) return;
    setAt(at + step);
    setZoomed(false);
  };
  const keys = (event: KeyboardEvent) => {
    const step = STEPS[event.key];
    if (step) go(step);
  };
  if (!message) return null;
  const name = message.file_name ?? '';
  return (
    <dialog ref={dialog} className="viewer" aria-label={t('viewer')} onKeyDown={keys} onClose={onClose}>
      <header className="viewer-header">
        <span className="viewer-title">
          <strong>{message.sender_name}</strong> {timesIn(i18n.language).whole(message.created_at)}
        </span>
        <a
          className="icon-button icon-button-glass"
          href={address}
          download={name}
          aria-label={t('downloadIt')}
        >
          <Download aria-hidden="true" />
        </a>
        <IconButton
          icon={X}
          variant="glass"
          label={t('common:close')}
          onClick={() => dialog.current?.close()}
        />
      </header>
      {kindOf(message) === 'video' ? (
        // biome-ignore lint/a11y/useMediaCaption: what people send has no captions
        <video key={message.id} src={address} controls autoPlay playsInline />
      ) : (
        <button
          type="button"
          className={zoomed ? 'viewer-photo viewer-zoomed' : 'viewer-photo'}
          aria-label={t('zoom')}
          onClick={() => setZoomed(!zoomed)}
        >
          <img key={message.id} src={address} alt={name} draggable={false} />
        </button>
      )}
      {message.text && <p className="viewer-text">{message.text}</p>}
      {at > 0 && (
        <IconButton
          icon={ChevronLeft}
          variant="glass"
          className="viewer-back"
          label={t('previous')}
          onClick={() => go(-1)}
        />
      )}
      {at < all.length - 1 && (
        <IconButton
          icon={ChevronRight}
          variant="glass"
          className="viewer-next"
          label={t('next')}
          onClick={() => go(1)}
        />
      )}
    </dialog>
  );
}
