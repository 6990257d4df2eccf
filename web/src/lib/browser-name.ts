const BROWSERS: readonly (readonly [RegExp, string])[] = [
  [/\bEdgA?\//, 'Edge'],
  [/\bYaBrowser\//, 'Yandex Browser'],
  [/\bOPR\//, 'Opera'],
  [/\bFirefox\/|\bFxiOS\//, 'Firefox'],
  [/\bChrome\/|\bCriOS\//, 'Chrome'],
  [/\bSafari\//, 'Safari'],
];
const SYSTEMS: readonly (readonly [RegExp, string])[] = [
  [/iPhone|iPad/, 'iOS'],
  [/Android/, 'Android'],
  [/Windows/, 'Windows'],
  [/Mac OS X/, 'macOS'],
  [/CrOS/, 'ChromeOS'],
  [/Linux/, 'Linux'],
];

function first(table: readonly (readonly [RegExp, string])[], agent: string): string | null {
  return table.find(([pattern]) => pattern.test(agent))?.[1] ?? null;
}

/** A short name for the program behind a `User-Agent`, and whether it runs on a phone. */
export function browserOf(agent: string): { name: string; phone: boolean } {
  const browser = first(BROWSERS, agent) ?? agent.split(/[\s/(]/)[0] ?? '';
  const system = first(SYSTEMS, agent);
  return { name: [browser, system].filter(Boolean).join(' · '), phone: /Mobile|Android|iPhone/.test(agent) };
}
