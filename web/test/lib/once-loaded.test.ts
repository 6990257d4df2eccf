import { expect, test } from 'vitest';
import { OnceLoaded } from '../../src/lib/once-loaded.ts';

test('what is loaded is there for all, and what failed is loaded anew by the next one', async () => {
  const fates = ['lost', 'loaded', 'twice'];
  const once = new OnceLoaded(async () => {
    const fate = fates.shift();
    if (fate === 'lost') throw new TypeError('lost');
    return fate;
  });
  expect(await once.held()).toBe(null);
  await Promise.all([once.get(), once.get()].map((one) => expect(one).rejects.toThrow('lost')));
  expect(await once.held()).toBe(null);

  expect(await Promise.all([once.get(), once.get()])).toEqual(['loaded', 'loaded']);
  expect([await once.held(), await once.get()]).toEqual(['loaded', 'loaded']);
});
