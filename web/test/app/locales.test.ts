import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type MessageFormatElement, parse, TYPE } from '@formatjs/icu-messageformat-parser';
import { expect, test } from 'vitest';
import { texts as en } from '../../src/locales/en/all.ts';
import { texts as ru } from '../../src/locales/ru/all.ts';

type Tree = { [key: string]: string | Tree };

function leaves(tree: Tree, path = ''): Map<string, string> {
  const found = new Map<string, string>();
  for (const [key, value] of Object.entries(tree)) {
    const name = path === '' ? key : `${path}.${key}`;
    if (typeof value === 'string') found.set(name, value);
    else for (const [inner, text] of leaves(value, name)) found.set(inner, text);
  }
  return found;
}

function variables(elements: MessageFormatElement[]): string[] {
  return elements.flatMap((element) => {
    if (element.type === TYPE.literal || element.type === TYPE.pound) return [];
    if (element.type === TYPE.plural || element.type === TYPE.select) {
      return [element.value, ...Object.values(element.options).flatMap((option) => variables(option.value))];
    }
    return [element.value];
  });
}

const english = leaves(en);
const russian = leaves(ru);

test('both languages have the same texts', () => {
  expect([...russian.keys()].sort()).toEqual([...english.keys()].sort());
});

test('both languages fill the same variables into each text', () => {
  const used = (text: string) => [...new Set(variables(parse(text)))].sort();
  for (const [key, text] of english) expect(used(russian.get(key) ?? ''), key).toEqual(used(text));
});

test('Russian plurals have every form that Russian needs', () => {
  const incomplete = [...russian].filter(([, text]) =>
    parse(text).some((element) => {
      if (element.type !== TYPE.plural) return false;
      return !['one', 'few', 'many', 'other'].every((form) => form in element.options);
    }),
  );
  expect(incomplete).toEqual([]);
});

test('no text is empty or left in the other language', () => {
  for (const [key, text] of english) expect(text, key).toMatch(/\S/);
  const cyrillic = [...english].filter(([, text]) => /[а-яё]/i.test(text));
  expect(cyrillic).toEqual([]);
});

test('every refusal of the server has a text', () => {
  const document = readFileSync(resolve(import.meta.dirname, '../../../docs/api/openapi.yaml'), 'utf8');
  const codes = [...document.matchAll(/code: \{enum: \[([^\]]*)\]/g)].flatMap(([, list = '']) =>
    list.split(',').map((code) => code.trim()),
  );
  expect(codes.length).toBeGreaterThan(100);
  const missing = [...new Set(codes)].filter((code) => !(code in en.errors));
  expect(missing).toEqual([]);
});

/** What may be a key: a word in quotes, or a pattern where some of it is known only at run time. */
function keysIn(source: string, namespace: string): { words: Set<string>; patterns: RegExp[] } {
  const own = new RegExp(`['"]${namespace}['"]`).test(source);
  const words = new Set<string>();
  const patterns: RegExp[] = [];
  const isOf = (of: string | undefined) => (of === undefined ? own : of === namespace);
  for (const [, of, key = ''] of source.matchAll(/['"`](?:(\w+):)?([\w.-]+)['"`]/g)) {
    if (isOf(of)) words.add(key);
  }
  for (const [, of, key = ''] of source.matchAll(/`(?:(\w+):)?((?:\$\{[^}]*\}|[\w.-])+)`/g)) {
    const parts = key.split(/\$\{[^}]*\}/).map((part) => part.replaceAll('.', '\\.'));
    if (isOf(of) && parts.join('') !== '') patterns.push(new RegExp(`^${parts.join('.+')}$`));
  }
  return { words, patterns };
}

test('every text is used', () => {
  const folder = resolve(import.meta.dirname, '../../src');
  const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => readFileSync(resolve(folder, name), 'utf8'));
  const { errors: _told, ...told } = en;
  const unused = Object.entries(told).flatMap(([namespace, texts]) => {
    const all = sources.map((source) => keysIn(source, namespace));
    return [...leaves(texts).keys()]
      .filter(
        (key) => !all.some(({ words, patterns }) => words.has(key) || patterns.some((p) => p.test(key))),
      )
      .map((key) => `${namespace}:${key}`);
  });
  expect(unused).toEqual([]);
});
