import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
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

/** Tells the first script of the page where the texts of each language lie. */
export function textsFirst(): Plugin {
  return {
    name: 'texts-first',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler(html, { bundle = {} }) {
        const places = Object.values(bundle).flatMap((output) => {
          const found = output.type === 'chunk' && /locales\/(\w\w)\/all/.exec(output.facadeModuleId ?? '');
          return found ? [`data-${found[1]}="/${output.fileName}"`] : [];
        });
        if (places.length === 0) throw new Error('no texts in the bundle');
        return html.replace('<script src="/theme.js"', `<script src="/theme.js" ${places.sort().join(' ')}`);
      },
    },
  };
}

/**
 * Finishes what was written: the service worker learns what the shell consists of, and a compressed copy lies beside
 * each text, so that the server need not compress on the way.
 */
export function finished(): Plugin {
  return {
    name: 'finished',
    apply: 'build',
    writeBundle({ dir = 'dist' }) {
      // Not by the names in the bundle: empty chunks are dropped from it late.
      const assets = readdirSync(join(dir, 'assets')).sort();
      const worker = join(dir, 'sw.js');
      const version = createHash('sha256').update(assets.join()).digest('hex').slice(0, 16);
      const code = readFileSync(worker, 'utf8')
        .replace(/(["'`])__SHELL_FILES__\1/, JSON.stringify(JSON.stringify(shellOf(assets))))
        .replace(/__SHELL_VERSION__/, version);
      writeFileSync(worker, code);
      const texts = ['index.html', 'sw.js', ...assets.map((name) => join('assets', name))];
      for (const name of texts.filter((each) => /\.(js|css|html|svg)$/.test(each))) {
        const path = join(dir, name);
        writeFileSync(`${path}.gz`, gzipSync(readFileSync(path), { level: 9 }));
      }
    },
  };
}

/** What opens without a network: all but the scripts of fonts that neither Russian nor English need. */
function shellOf(assets: readonly string[]): string[] {
  return assets
    .filter((name) => !/-(vietnamese|symbols|math|latin-ext|cyrillic-ext)-/.test(name))
    .map((name) => `/assets/${name}`);
}
