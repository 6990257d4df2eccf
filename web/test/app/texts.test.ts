import i18next from 'i18next';
import { expect, test } from 'vitest';
import { compiledAll } from '../../scripts/texts.ts';
import { icu } from '../../src/locales/icu.ts';

test('texts that the build has parsed are filled in as ICU says', async () => {
  const texts = {
    plain: "It's quiet",
    named: 'Hello, {name}',
    counted: '{count, plural, one {# чат} few {# чата} many {# чатов} other {# чата}}',
    inner: { quoted: "'{'{name}'}'" },
  };
  const texter = i18next.createInstance().use(icu);
  await texter.init({
    lng: 'ru',
    fallbackLng: false,
    resources: { ru: { common: compiledAll(texts) } },
    ns: ['common'],
    defaultNS: 'common',
  });
  const t = texter.t as unknown as (key: string, values?: object) => string;
  expect(t('plain')).toBe("It's quiet");
  expect(t('named', { name: '<b>' })).toBe('Hello, <b>');
  expect([1, 3, 5].map((count) => t('counted', { count }))).toEqual(['1 чат', '3 чата', '5 чатов']);
  expect(t('inner.quoted', { name: 'x' })).toBe('{x}');
});
