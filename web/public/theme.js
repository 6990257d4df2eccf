// Before the first paint, so that a dark screen never flashes white. The rest is src/ui/theme.ts and text-scale.ts.
{
  const { ru, en } = document.currentScript.dataset;
  const page = document.documentElement;
  const chosen = localStorage.getItem('kocmoc.theme');
  const dark = matchMedia('(prefers-color-scheme: dark)').matches;
  page.dataset.theme =
    chosen === 'light' || chosen === 'dark' || chosen === 'neon' ? chosen : dark ? 'dark' : 'light';
  const scale = Number(localStorage.getItem('kocmoc.textScale'));
  if (scale >= 80 && scale <= 200 && scale !== 100) page.style.fontSize = `${(16 * scale) / 100}px`;

  // The texts come beside the code instead of after it. The same choice as in src/lib/language.ts.
  const tongues = [localStorage.getItem('kocmoc.language') ?? '', ...navigator.languages];
  const texts = tongues.map((tag) => ({ ru, en })[tag.slice(0, 2).toLowerCase()]).find(Boolean) ?? en;
  if (texts)
    document.head.append(
      Object.assign(document.createElement('link'), { rel: 'modulepreload', href: texts }),
    );
}
