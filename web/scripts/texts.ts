import { parse, TYPE } from '@formatjs/icu-messageformat-parser';
import type { Plugin } from 'vite';

type Texts = { [key: string]: string | Texts };

/** What stands for a text in the client: itself where nothing is to be filled in, else what the parser made of it. */
function compiled(text: string) {
  const elements = parse(text, { ignoreTag: true, captureLocation: false });
  const [first, ...others] = elements;
  return first?.type === TYPE.literal && others.length === 0 ? first.value : elements;
}

/** All texts of a file. */
export function compiledAll(texts: Texts): Record<string, unknown> {
  const entries = Object.entries(texts).map(([key, text]) => [
    key,
    typeof text === 'string' ? compiled(text) : compiledAll(text),
  ]);
  return Object.fromEntries(entries);
}

/** Parses the texts while building: a phone needs a good part of its start for that. Tests read them as written. */
export function compiledTexts(): Plugin {
  return {
    name: 'compiled-texts',
    enforce: 'pre',
    config: () =>
      process.env.VITEST
        ? {}
        : {
            resolve: {
              alias: {
                '@formatjs/icu-messageformat-parser': '@formatjs/icu-messageformat-parser/no-parser.js',
              },
            },
          },
    transform(code, id) {
      if (process.env.VITEST || !/\/locales\/\w\w\/\w+\.json$/.test(id)) return null;
      return JSON.stringify(compiledAll(JSON.parse(code)));
    },
  };
}
