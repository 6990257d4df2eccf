import { defineConfig } from 'vitest/config';

/** Writes our own vectors anew, which is right only together with a change of the formats. */
export default defineConfig({
  test: { include: ['test/ratchet/vectors/write-vectors.ts'], testTimeout: 60_000 },
});
