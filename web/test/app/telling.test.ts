import { expect, test } from 'vitest';
import type { Change } from '../../src/store/changes.ts';
import { Telling } from '../../src/store/telling.ts';

const gone = (chat: number): Change => ({ kind: 'chat-removed', chat });

test('a change is told at once, a burst behind it together and in its order', async () => {
  const told: (readonly Change[])[] = [];
  const telling = new Telling(async (changes) => void told.push(changes));
  telling.add([gone(1)]);
  expect(told).toEqual([[gone(1)]]);
  telling.add([gone(2)]);
  telling.add([gone(3), gone(4)]);
  await expect.poll(() => told).toEqual([[gone(1)], [gone(2), gone(3), gone(4)]]);
});

test('what cannot be told does not silence what follows', async () => {
  const told: (readonly Change[])[] = [];
  const telling = new Telling(async (changes) => {
    if (told.push(changes) === 1) throw new Error('no key');
  });
  telling.add([gone(1)]);
  telling.add([gone(2)]);
  await expect.poll(() => told).toEqual([[gone(1)], [gone(2)]]);
});
