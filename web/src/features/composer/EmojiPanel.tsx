import { useEffect, useState } from 'react';
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
  useEffect(() => {
    const away = ({ target }: Event) => {
      if (target instanceof Element && !target.closest('.emoji-panel, .composer-line')) onClose();
    };
    // Before anything else that Esc means, wherever the focus is.
    const onEscape = (event: KeyboardEvent) => {
      if (event.key !== 'Escape') return;
      event.stopPropagation();
      onClose();
    };
    document.addEventListener('pointerdown', away);
    document.addEventListener('keydown', onEscape, true);
    return () => {
      document.removeEventListener('pointerdown', away);
      document.removeEventListener('keydown', onEscape, true);
    };
  }, [onClose]);
  return (
    <section className="emoji-panel" aria-label={t('emojiPanel')}>
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
    </section>
  );
}
