// Before the first paint, so that a dark screen never flashes white. The rest is src/ui/theme.ts.
{
  const chosen = localStorage.getItem('kocmoc.theme');
  const dark = matchMedia('(prefers-color-scheme: dark)').matches;
  document.documentElement.dataset.theme =
    chosen === 'light' || chosen === 'dark' || chosen === 'neon' ? chosen : dark ? 'dark' : 'light';
}
