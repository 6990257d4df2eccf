import { Moon, Sparkles, Sun, SunMoon } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { http } from '../../api/current.ts';
import { chooseLanguage, type Language, language } from '../../locales/i18n.ts';
import { Segmented } from '../../ui/Segmented.tsx';
import { Slider } from '../../ui/Slider.tsx';
import { setTextScale, useTextScale } from '../../ui/text-scale.ts';
import { chooseTheme, type ThemeChoice, useThemeChoice } from '../../ui/theme.ts';
import { useChange } from '../../ui/useChange.ts';
import { Group } from './Group.tsx';
import { keepPreferences } from './preferences.ts';
import { ThemePreview } from './ThemePreview.tsx';

const ICONS = { system: SunMoon, light: Sun, dark: Moon, neon: Sparkles } as const;
const CHOICES = ['system', 'light', 'dark', 'neon'] as const;

/** Theme and language. */
export function Look() {
  const { t } = useTranslation('settings');
  const choice = useThemeChoice();
  const scale = useTextScale();
  const change = useChange();
  const speak = (chosen: Language) =>
    change(async () => {
      await chooseLanguage(chosen);
      // The server writes its mails in this language.
      await http.put('/api/account/privacy', { body: { locale: chosen } });
      await keepPreferences({});
    });
  const dress = (theme: ThemeChoice) => {
    chooseTheme(theme);
    void change(() => keepPreferences({ theme }));
  };
  return (
    <>
      <Group title={t('look.theme')} hint={t('look.themeHint')}>
        <Segmented
          label={t('look.theme')}
          value={choice}
          onChange={dress}
          choices={CHOICES.map((value) => ({ value, label: t(`look.${value}`), icon: ICONS[value] }))}
        />
        <ThemePreview />
      </Group>
      <Group title={t('look.size')}>
        <Slider
          label={t('look.textScale')}
          value={scale}
          min={80}
          max={140}
          step={5}
          text={t('look.percent', { percent: scale })}
          onChange={setTextScale}
          onDone={() => void change(() => keepPreferences({ text_scale: scale }))}
        />
      </Group>
      <Group title={t('look.language')}>
        <Segmented
          label={t('look.language')}
          value={language()}
          onChange={(chosen) => void speak(chosen)}
          choices={[
            { value: 'ru', label: 'Русский' },
            { value: 'en', label: 'English' },
          ]}
        />
      </Group>
    </>
  );
}
