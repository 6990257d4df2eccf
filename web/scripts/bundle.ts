import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Plugin } from 'vite';

/** What a phone on a slow network can fetch in about two seconds. */
const INITIAL_LIMIT_BYTES = 200 * 1024;

interface Chunk {
  fileName: string;
  code: string;
  isEntry: boolean;
  imports: readonly string[];
}

/** Everything that a browser loads before the first screen: the entries and what they import statically. */
function atOnce(chunks: ReadonlyMap<string, Chunk>): Chunk[] {
  const reached = new Set<Chunk>();
  const reach = (name: string) => {
    const chunk = chunks.get(name);
    if (!chunk || reached.has(chunk)) return;
    reached.add(chunk);
    chunk.imports.forEach(reach);
  };
  for (const { isEntry, fileName } of chunks.values()) if (isEntry) reach(fileName);
  return [...reached];
}

/** Fails the build when the JavaScript of the first screen, with the larger of the languages, outgrows its limit. */
export function bundleLimit(): Plugin {
  return {
    name: 'bundle-limit',
    apply: 'build',
    generateBundle(_, bundle) {
      const chunks = new Map(
        Object.values(bundle)
          .filter((output) => output.type === 'chunk')
          .map((chunk) => [chunk.fileName, chunk]),
      );
      const gzip = (chunk: Chunk) => gzipSync(chunk.code, { level: 9 }).length;
      const texts = [...chunks.values()].filter(({ facadeModuleId }) =>
        /locales\/\w\w\/all/.test(facadeModuleId ?? ''),
      );
      const total =
        atOnce(chunks).reduce((sum, chunk) => sum + gzip(chunk), 0) + Math.max(0, ...texts.map(gzip));
      const told = `first screen: ${(total / 1024).toFixed(1)} KB of JavaScript, gzip, of at most ${INITIAL_LIMIT_BYTES / 1024}`;
      if (total > INITIAL_LIMIT_BYTES) this.error(told);
      this.info(told);
    },
  };
}

/** Writes the service worker's list of what the shell consists of, and names that set of files by its content. */
export function shellList(): Plugin {
  return {
    name: 'shell-list',
    apply: 'build',
    generateBundle(_, bundle) {
      const worker = Object.values(bundle).find(({ fileName }) => fileName === 'sw.js');
      if (worker?.type !== 'chunk') return;
      const files = Object.keys(bundle).filter(
        (name) => name.startsWith('assets/') && !name.endsWith('.map'),
      );
      const paths = files.sort().map((name) => `/${name}`);
      const version = createHash('sha256').update(paths.join()).digest('hex').slice(0, 16);
      worker.code = worker.code
        .replace(/(["'`])__SHELL_FILES__\1/, JSON.stringify(JSON.stringify(paths)))
        .replace(/(["'`])__SHELL_VERSION__\1/, JSON.stringify(version));
    },
  };
}

/** Lays a compressed copy beside each text, so that the server need not compress on the way. */
export function compressedCopies(): Plugin {
  return {
    name: 'compressed-copies',
    apply: 'build',
    writeBundle({ dir = 'dist' }, bundle) {
      for (const name of Object.keys(bundle).filter((each) => /\.(js|css|html|svg)$/.test(each))) {
        const path = join(dir, name);
        writeFileSync(`${path}.gz`, gzipSync(readFileSync(path), { level: 9 }));
      }
    },
  };
}
