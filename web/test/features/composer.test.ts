import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  fromWire,
  mentionable,
  mentionQuery,
  toWire,
  withMention,
} from '../../src/features/composer/mentions.ts';

const PEOPLE = [
  { id: 7, name: 'Ada' },
  { id: 8, name: 'Ada Lovelace' },
  { id: 9, name: 'Ёжик' },
];

test('a word after @ asks for people, an address does not', () => {
  expect(mentionQuery('hi @ad', 6)).toEqual({ from: 3, word: 'ad' });
  expect(mentionQuery('@', 1)).toEqual({ from: 0, word: '' });
  expect(mentionQuery('ada@kocmoc', 10)).toBeNull();
  expect(mentionable(PEOPLE, 'love').map(({ id }) => id)).toEqual([8]);
  expect(withMention('hi @ad!', 6, { from: 3, word: 'ad' }, 'Ada')).toEqual({ text: 'hi @Ada !', caret: 8 });
});

test('the longest name counts, and a longer word is no name', () => {
  expect(toWire('@Ada Lovelace and @Ada, @Adam @Ёжик', PEOPLE)).toBe('<@8> and <@7>, @Adam <@9>');
});

test('what is edited and sent again is the same', () => {
  const name = (id: number) => PEOPLE.find((person) => person.id === id)?.name;
  const part = fc.constantFrom('<@7>', '<@8>', '<@9>', ' and ', ', ', 'text');
  fc.assert(
    fc.property(fc.array(part, { maxLength: 8 }), (parts) => {
      const wire = parts.join(' ');
      expect(toWire(fromWire(wire, name), PEOPLE)).toBe(wire);
    }),
  );
});
