import { useTranslation } from 'react-i18next';
import { STICKERS } from '../../lib/stickers.ts';
import { useClient } from '../../store/hooks.ts';
import { toast } from '../../ui/toasts.ts';

/** The stickers that come with this client; a press sends one. */
export function StickerPicker({ chat, onSent }: { chat: number; onSent: () => void }) {
  const { t } = useTranslation('composer');
  const client = useClient();
  const send = async ({ name, emoji }: (typeof STICKERS)[number]) => {
    const response = await fetch(`/stickers/${name}.webp`).catch(() => null);
    if (!response?.ok) {
      toast(t('stickerMissing'), { kind: 'error' });
      return;
    }
    const file = { blob: await response.blob(), name: `${name}.webp`, type: 'image/webp' };
    onSent();
    await client.service.send(chat, { text: emoji, message_type: 'sticker' }, file);
  };
  return (
    <div className="sticker-grid">
      {STICKERS.map((sticker) => (
        <button
          key={sticker.name}
          type="button"
          aria-label={t('sendSticker', sticker)}
          onClick={() => void send(sticker)}
        >
          <img src={`/stickers/${sticker.name}.webp`} alt="" loading="lazy" draggable={false} />
        </button>
      ))}
    </div>
  );
}
