import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openBlob, sealBlob } from '../../src/e2ee/sealed-blob.ts';
import { Vault } from '../../src/e2ee/vault.ts';

const MIB = 1 << 20;

async function bytesOf(blob: Blob): Promise<Buffer> {
  return Buffer.from(await blob.arrayBuffer());
}

test('a file comes back as it was, whatever its size, and nothing of it can be read', async () => {
  const vault = new Vault(await Vault.newKey());
  const sizes = fc.oneof(fc.nat(300), fc.constantFrom(0, MIB - 1, MIB, MIB + 1, 2 * MIB));
  await fc.assert(
    fc.asyncProperty(sizes, async (size) => {
      const plain = Buffer.from('canary '.repeat(Math.ceil(size / 7))).subarray(0, size);
      const sealed = await sealBlob(vault, 'a', new Blob([plain], { type: 'text/plain' }));
      expect((await bytesOf(sealed)).includes('canary')).toBe(false);
      const opened = await openBlob(vault, 'a', sealed, 'text/plain');
      expect(opened.type).toBe('text/plain');
      expect((await bytesOf(opened)).equals(plain)).toBe(true);
    }),
    { numRuns: 12 },
  );
});

test('a file of another place, or without its end, does not open', async () => {
  const vault = new Vault(await Vault.newKey());
  const sealed = await sealBlob(vault, 'a', new Blob([Buffer.alloc(2 * MIB, 1)]));
  const opened = (place: string, blob: Blob) => openBlob(vault, place, blob, '');
  await expect(opened('b', sealed)).rejects.toMatchObject({ reason: 'CORRUPT_STATE' });
  const whole = MIB + 28;
  await expect(opened('a', sealed.slice(0, whole))).rejects.toMatchObject({ reason: 'CORRUPT_STATE' });
  await expect(opened('a', sealed.slice(whole))).rejects.toMatchObject({ reason: 'CORRUPT_STATE' });
});
