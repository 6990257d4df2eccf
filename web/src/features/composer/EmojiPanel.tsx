import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { EmojiPicker } from '../../ui/EmojiPicker.tsx';
import { Tabs } from '../../ui/Tabs.tsx';
import { StickerPicker } from './StickerPicker.tsx';

interface EmojiPanelProps {
  readonly chat: number;
  readonly onEmoji: (emoji: string) => void;
  readonly onClose: () => void;
}

/** Emoji and stickers above the field. Esc and a press elsewhere close it. */
export function EmojiPanel({ chat, onEmoji, onClose }: EmojiPanelProps) {
  const { t } = useTranslation('composer');
  const [tab, setTab] = useState<'emoji' | 'stickers'>('emoji');
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const away = ({ target }: Event) => {
      if (target instanceof Element && !target.closest('.emoji-panel, .composer-line')) onClose();
    };
    document.addEventListener('pointerdown', away);
    return () => document.removeEventListener('pointerdown', away);
  }, [onClose]);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Esc closes it from anywhere inside
    <div
      ref={box}
      className="emoji-panel"
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        onClose();
      }}
    >
      <Tabs
        label={t('emoji')}
        tabs={[
          { id: 'emoji', label: t('emoji') },
          { id: 'stickers', label: t('stickers') },
        ]}
        selected={tab}
        onSelect={setTab}
      >
        {tab === 'emoji' ? (
          <EmojiPicker onChoose={onEmoji} />
        ) : (
          <StickerPicker chat={chat} onSent={onClose} />
        )}
      </Tabs>
    </div>
  );
}
