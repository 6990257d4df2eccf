import { http } from '../../api/current.ts';
import { chooseLanguage, language } from '../../locales/i18n.ts';
import { setTextScale } from '../../ui/text-scale.ts';
import { chooseTheme, type ThemeChoice } from '../../ui/theme.ts';

/** Choices that follow the account to all its devices. */
interface Preferences {
  theme?: ThemeChoice;
  text_scale?: number;
}

/** Takes over what was chosen on another device; where nothing was ever chosen, this device keeps its own look. */
export async function takePreferences(signal: AbortSignal): Promise<void> {
  const { version, settings } = await http.get('/api/account/settings', { signal });
  if (version === 0 || signal.aborted) return;
  chooseTheme(settings.theme);
  setTextScale(settings.text_scale);
  if (settings.language !== language()) await chooseLanguage(settings.language);
}

/** Keeps a choice for all devices. The language goes along, so that the others know it was chosen. */
export async function keepPreferences(changed: Preferences): Promise<void> {
  await http.patch('/api/account/settings', { body: { ...changed, language: language() } });
}
