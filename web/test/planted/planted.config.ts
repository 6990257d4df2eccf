import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';
import faults from './faults.json' with { type: 'json' };

/** A bug that somebody could make, as a change to one source file, and the test that must notice it. */
interface Fault {
  readonly name: string;
  /** Below `src/crypto/ratchet`. */
  readonly file: string;
  readonly right: string;
  readonly wrong: string;
  /** Test files that run on the faulty source. */
  readonly tests: readonly string[];
  /** The beginning of the name of a test that must fail. */
  readonly foundBy: string;
}

/** Puts a fault into the one source file it is for; a fault that no longer fits its file is an error. */
function plant({ file, right, wrong, name }: Fault): Plugin {
  return {
    name: 'plant',
    enforce: 'pre',
    transform(code, id) {
      if (!id.endsWith(`/src/crypto/ratchet/${file}`)) return undefined;
      if (code.split(right).length !== 2) throw new Error(`"${name}" does not fit ${file} any more`);
      return code.replace(right, () => wrong);
    },
  };
}

/** One project for each fault: the real tests on a source with that one bug. */
export default defineConfig({
  test: {
    projects: faults.map((fault) => ({
      plugins: [plant(fault)],
      server: { fs: { allow: ['..'] } },
      test: { name: fault.name, include: [...fault.tests], testTimeout: 60_000 },
    })),
  },
});
