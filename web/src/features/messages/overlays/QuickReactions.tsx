import { useTranslation } from 'react-i18next';

const QUICK = ['👍', '❤️', '😂', '🔥', '😮', '😢', '🙏', '👎'];

/** The reactions that are wanted most often. */
export function QuickReactions({ onChoose }: { onChoose: (emoji: string) => void }) {
  const { t } = useTranslation('messages');
  return (
    // biome-ignore lint/a11y/useSemanticElements: a group of buttons, not of fields
    <div className="quick-reactions" role="group" aria-label={t('react')}>
      {QUICK.map((emoji) => (
        <button key={emoji} type="button" onClick={() => onChoose(emoji)}>
          {emoji}
        </button>
      ))}
    </div>
  );
}
