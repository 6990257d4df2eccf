import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseText } from '../../src/lib/text/links.ts';
import { type Piece, plainText } from '../../src/lib/text/markup.ts';

const text = (value: string): Piece => ({ kind: 'text', text: value });

test('marks around words are read, also inside one another', () => {
  expect(parseText('a **b __c__** d')).toEqual([
    text('a '),
    { kind: 'bold', pieces: [text('b '), { kind: 'italic', pieces: [text('c')] }] },
    text(' d'),
  ]);
  expect(parseText('~~нет~~, ||тайна||')).toEqual([
    { kind: 'strike', pieces: [text('нет')] },
    text(', '),
    { kind: 'spoiler', pieces: [text('тайна')] },
  ]);
});

test('marks without a partner, inside words and around nothing stay text', () => {
  for (const plain of ['2 ** 3', 'snake__case__name', '**open', '****', '__ x __', '`', '< @7 >', '<@0>'])
    expect(parseText(plain)).toEqual([text(plain)]);
});

test('nothing is read inside code', () => {
  expect(parseText('`**a** <@7> https://a.b`')).toEqual([{ kind: 'code', text: '**a** <@7> https://a.b' }]);
  expect(parseText('see\n```js\nlet a = `x`;\n```\nend')).toEqual([
    text('see\n'),
    { kind: 'block', language: 'js', text: 'let a = `x`;' },
    text('end'),
  ]);
});

test('links and mentions are found, and only harmless protocols', () => {
  expect(parseText('go to kocmoc.ru/х, <@7>! javascript:alert(1)')).toEqual([
    text('go to '),
    { kind: 'link', text: 'kocmoc.ru/х', href: 'https://kocmoc.ru/х' },
    text(', '),
    { kind: 'mention', user: 7 },
    text('! javascript:alert(1)'),
  ]);
});

test('lines that begin with > are a quote', () => {
  expect(parseText('> a\n> b\nc')).toEqual([{ kind: 'quote', pieces: [text('a\nb')] }, text('c')]);
});

/** All letters of the pieces; fails for links that are not harmless. */
function flat(pieces: readonly Piece[]): string {
  return pieces.map(flatOne).join('');
}

function flatOne(piece: Piece): string {
  if (piece.kind === 'link') expect(piece.href).toMatch(/^(https?|mailto):/i);
  if (piece.kind === 'mention') return String(piece.user);
  if (piece.kind === 'block') return piece.language + piece.text;
  return 'pieces' in piece ? flat(piece.pieces) : piece.text;
}

test('whatever is typed keeps its letters, and only harmless links come of it', () => {
  const part = fc.oneof(
    fc.constantFrom(
      '**',
      '__',
      '~~',
      '||',
      '`',
      '```',
      '\n',
      '> ',
      '<@7>',
      'https://a.ru',
      ' ',
      'javascript:',
    ),
    fc.string({ maxLength: 6 }),
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 30 }), (parts) => {
      const typed = parts.join('');
      const letters = (value: string) => value.replace(/[^\p{L}\p{N}]/gu, '');
      expect(letters(flat(parseText(typed)))).toBe(letters(typed));
    }),
  );
});

test('a long text of nothing but marks is read to its end', () => {
  for (const part of ['**a ', '<@', '> ', '`a', '**a**', '||', '__**a']) {
    const typed = part.repeat(Math.floor(16_384 / part.length));
    expect(plainText(typed, String).replace(/[^a]/g, '')).toBe(typed.replace(/[^a]/g, ''));
  }
});

test('a plain text is one line, without marks, with names, and hides what is hidden', () => {
  expect(plainText('**Hi**\n<@7>,  ||secret|| `x`', () => 'Ada')).toBe('Hi @Ada, … x');
});
