import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { pickLanguage } from '../lib/language.ts';
import type { texts as english } from './en/all.ts';
import { icu } from './icu.ts';

/** The languages that the client speaks. */
export type Language = 'ru' | 'en';
export type Texts = typeof english;

const KEY = 'kocmoc.language';
const load: Record<Language, () => Promise<{ texts: Texts }>> = {
  ru: () => import('./ru/all.ts'),
  en: () => import('./en/all.ts'),
};

/** Starts the texts in the language chosen here, else in the browser's, else in English. */
export async function startTexts(): Promise<void> {
  const language = pickLanguage(localStorage.getItem(KEY), navigator.languages);
  const { texts } = await load[language]();
  await i18next
    .use(icu)
    .use(initReactI18next)
    .init({ lng: language, fallbackLng: false, resources: { [language]: texts }, ns: Object.keys(texts) });
  document.documentElement.lang = language;
}

/** The language in use. */
export function language(): Language {
  return i18next.language === 'ru' ? 'ru' : 'en';
}

/** Changes the language at once and keeps the choice on this device. */
export async function chooseLanguage(chosen: Language): Promise<void> {
  const { texts } = await load[chosen]();
  for (const [namespace, entries] of Object.entries(texts))
    i18next.addResourceBundle(chosen, namespace, entries, false, true, { skipCopy: true });
  await i18next.changeLanguage(chosen);
  localStorage.setItem(KEY, chosen);
  document.documentElement.lang = chosen;
}
