import type { i18n, Module } from 'i18next';
import { IntlMessageFormat } from 'intl-messageformat';

type Elements = ConstructorParameters<typeof IntlMessageFormat>[0] & object;

const formats = new WeakMap<Elements, IntlMessageFormat>();

/** Fills texts in whose variables and plural forms are written as ICU has them, and that were parsed by the build. */
export const icu = {
  type: 'i18nFormat',
  init(_: i18n) {},
  parse(text: string | Elements, values: Record<string, string | number>, language: string): string {
    if (typeof text === 'string') return text;
    const format = formats.get(text) ?? new IntlMessageFormat(text, language, undefined, { ignoreTag: true });
    formats.set(text, format);
    return String(format.format(values));
  },
  addLookupKeys: (keys: string[]) => keys,
} satisfies Module & Record<string, unknown>;
