import { describe, expect, test } from 'vitest';
import { equal } from '../../src/crypto/ratchet/bytes.ts';
import { report } from './report.ts';

const sources = import.meta.glob<string>('../../src/crypto/ratchet/**/*.ts', {
  eager: true,
  query: '?raw',
  import: 'default',
});

/** Names that hold secrets, tags or hashes; comparing one by an operator would be a timing leak. */
const SECRET = '(?:tag|mac|seed|secret|[a-z]*[kK]ey|hash|commitment|signature|code)';
const COMPARED = new RegExp(
  String.raw`\b${SECRET}\s*[!=]==\s*(?!undefined)[a-z]|toHex\([^)]*\)\s*[!=]==`,
  'g',
);

describe('secrets', () => {
  test('are compared by one function only', () => {
    const found = Object.entries(sources).flatMap(([file, text]) =>
      [...text.matchAll(COMPARED)].map((match) => `${file}: ${match[0]}`),
    );
    expect(Object.keys(sources).length).toBeGreaterThan(30);
    expect(found).toEqual([]);
    expect('if (tag === other) {').toMatch(COMPARED);
  });

  test('take about as long to compare wherever they differ', () => {
    const [own, early, late] = [new Uint8Array(4096), new Uint8Array(4096), new Uint8Array(4096)];
    early[0] = 1;
    late[4095] = 1;
    const time = (other: Uint8Array) => {
      const started = performance.now();
      for (let i = 0; i < 500; i++) if (equal(own, other)) throw new Error('equal');
      return performance.now() - started;
    };
    const best = [early, late].map((other) => Math.min(...Array.from({ length: 30 }, () => time(other))));
    const ratio = (best[0] as number) / (best[1] as number);
    report(`constant-time compare: early against late difference ${ratio.toFixed(2)}`);
    expect(ratio).toBeGreaterThan(0.5);
    expect(ratio).toBeLessThan(2);
  });
});
