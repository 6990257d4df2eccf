import { expect, test } from 'vitest';
import { HEALABLE } from '../../src/e2ee/healable.ts';
import { wordsFor } from '../../src/features/messages/bubble/sealed-words.ts';

test('a message is said to be asked for exactly where it is', () => {
  expect(HEALABLE.map(wordsFor)).toEqual(HEALABLE.map(() => 'ASKED'));
  expect(['MALFORMED', 'TOO_LARGE', 'UNKNOWN_DEVICE', 'unopened'].map(wordsFor)).toEqual([
    ...['DAMAGED', 'DAMAGED', 'DAMAGED', 'DAMAGED'],
  ]);
  expect(['GHOST_DEVICE', 'UNLINKED', 'UNSUPPORTED_VERSION', 'UNCONFIRMED'].map(wordsFor)).toEqual([
    ...['UNTRUSTED', 'UNLINKED', 'NEWER', 'UNCONFIRMED'],
  ]);
});
