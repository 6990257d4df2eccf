import { expect, test } from 'vitest';
import { placeOf } from '../../src/app/routes.ts';
import { hueOf, initials, pictureOf } from '../../src/lib/initials.ts';
import { pickLanguage } from '../../src/lib/language.ts';

test('initials are the first letters of the first and last word, in any alphabet', () => {
  expect(initials('Ada Lovelace')).toBe('AL');
  expect(initials('анна мария ким')).toBe('АК');
  expect(initials('  Bob ')).toBe('B');
  expect(initials('(Ada) [Byron]')).toBe('AB');
  expect(initials('42')).toBe('4');
  expect(initials('')).toBe('?');
});

test('the colour of a person depends on the id only', () => {
  expect(hueOf(7)).toBe(hueOf(7));
  expect(new Set(Array.from({ length: 10 }, (_, id) => hueOf(id))).size).toBe(10);
});

test('pictures come from this server only, and the old generator of initials is none', () => {
  expect(pictureOf('https://ui-avatars.com/api/?name=Ada')).toBeNull();
  expect(pictureOf('//elsewhere.example/a.png')).toBeNull();
  expect(pictureOf(null)).toBeNull();
  expect(pictureOf('/api/files/abc')).toBe('/api/files/abc');
});

test('the language is the one chosen, else the first known of the browser', () => {
  expect(pickLanguage('en', ['ru'])).toBe('en');
  expect(pickLanguage(null, ['de-DE', 'ru-RU', 'en'])).toBe('ru');
  expect(pickLanguage(null, ['de'])).toBe('en');
  expect(pickLanguage('xx', ['ru'])).toBe('ru');
});

test('paths lead to places, and other paths nowhere', () => {
  expect(placeOf('/')).toMatchObject({ area: 'chats', chat: null });
  expect(placeOf('/chat/12')).toMatchObject({ chat: 12, info: false });
  expect(placeOf('/chat/12/info')).toMatchObject({ chat: 12, info: true });
  expect(placeOf('/settings/look')).toMatchObject({ area: 'settings', section: 'look' });
  for (const path of ['/chat', '/chat/x', '/chat/1/2', '/nothing', '/settings/a/b']) {
    expect(placeOf(path), path).toBeNull();
  }
});
