import 'i18next';
import type { Texts } from './i18n.ts';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'common';
    resources: Texts;
    // The plural and variable syntax is ICU's, which these types do not know.
    interpolation: { prefix: '{{'; suffix: '}}' };
  }
}
