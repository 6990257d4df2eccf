import { ImagePlus, X } from 'lucide-react';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { errorText } from '../../locales/error-text.ts';
import { useClient } from '../../store/hooks.ts';
import { Button } from '../../ui/Button.tsx';
import { Problem } from '../../ui/Problem.tsx';
import { SkeletonBlock } from '../../ui/Skeleton.tsx';
import { useChange } from '../../ui/useChange.ts';
import { accepted } from './accepted.ts';
import { addSticker, removeSticker, type Sticker, type StickerPack, useStickerPacks } from './stickers.ts';

/** The packs of stickers; a press sends one. Own pictures become stickers here, and go again. */
export function StickerPicker({ chat, onSent }: { chat: number; onSent: () => void }) {
  const { t } = useTranslation(['composer', 'common']);
  const client = useClient();
  const change = useChange();
  const { packs, failure, reload, take } = useStickerPacks();
  const [editing, setEditing] = useState(false);
  const chooser = useRef<HTMLInputElement>(null);
  if (!packs) {
    if (failure === null) return <SkeletonBlock label={t('common:loading')} />;
    const text = errorText(failure);
    return (
      <Problem title={t('stickerMissing')} text={text} retryLabel={t('common:retry')} onRetry={reload} />
    );
  }
  const choose = (sticker: Sticker) => {
    if (editing) return void change(async () => take(await removeSticker(sticker)));
    onSent();
    const { url, emoji, width, height } = sticker;
    const fields = { file_url: url, file_type: 'image/webp', message_type: 'sticker' };
    const size = width && height ? { file_width: width, file_height: height } : {};
    void accepted(client.service.send(chat, { ...fields, text: emoji ?? '', ...size }));
  };
  const add = (picture: File) =>
    change(async () => take(await addSticker(client.session, packs, t('ownStickers'), picture)));
  return (
    <>
      <div className="sticker-packs">
        {packs.map((pack) => (
          <Pack key={pack.id} pack={pack} editing={editing && !pack.builtin} onChoose={choose} />
        ))}
      </div>
      <div className="sticker-actions">
        <input
          ref={chooser}
          type="file"
          accept="image/*"
          hidden
          onChange={({ target }) => {
            const [picture] = target.files ?? [];
            if (picture) void add(picture);
            target.value = '';
          }}
        />
        <Button variant="ghost" icon={ImagePlus} onClick={() => chooser.current?.click()}>
          {t('addSticker')}
        </Button>
        {packs.some(({ builtin, stickers }) => !builtin && stickers.length > 0) && (
          <Button variant="ghost" onClick={() => setEditing(!editing)}>
            {t(editing ? 'common:done' : 'common:edit')}
          </Button>
        )}
      </div>
    </>
  );
}

interface PackProps {
  readonly pack: StickerPack;
  readonly editing: boolean;
  readonly onChoose: (sticker: Sticker) => void;
}

function Pack({ pack, editing, onChoose }: PackProps) {
  const { t } = useTranslation('composer');
  if (pack.stickers.length === 0) return null;
  return (
    <section aria-label={pack.title}>
      <h2>{pack.title}</h2>
      <div className="sticker-grid">
        {pack.stickers.map((sticker) => (
          <button
            key={sticker.url}
            type="button"
            aria-label={t(editing ? 'removeSticker' : 'sendSticker', { emoji: sticker.emoji ?? '' })}
            onClick={() => onChoose(sticker)}
          >
            <img src={sticker.url} alt="" loading="lazy" draggable={false} />
            {editing && <X className="sticker-remove" aria-hidden="true" />}
          </button>
        ))}
      </div>
    </section>
  );
}
