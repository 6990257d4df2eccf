import { useTranslation } from 'react-i18next';

/** Two bubbles in the colours in use. */
export function ThemePreview() {
  const { t } = useTranslation('settings');
  return (
    <div className="theme-preview" aria-hidden="true">
      <span className="theme-bubble">{t('look.sampleTheirs')}</span>
      <span className="theme-bubble theme-bubble-own">{t('look.sampleOwn')}</span>
    </div>
  );
}
