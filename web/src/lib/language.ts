/** The language to start in: the one chosen, else the first of the browser's that there are texts for, else English. */
export function pickLanguage(chosen: string | null, preferred: readonly string[]): 'ru' | 'en' {
  if (chosen === 'ru' || chosen === 'en') return chosen;
  for (const tag of preferred) {
    const language = tag.slice(0, 2).toLowerCase();
    if (language === 'ru' || language === 'en') return language;
  }
  return 'en';
}
