import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'vite';

// The whole library as one bundle, as if a client used all of it. Fallbacks that are loaded on demand are
// chunks of their own, because most browsers never fetch them.
const LIMIT_BYTES = 30 * 1024;
const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const library = join(root, 'src/crypto/ratchet');
const entry = '\0all';

const modules = readdirSync(library, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts') && !/noble/.test(name))
  .map((name) => `export * from ${JSON.stringify(join(library, name))};`);

const result = await build({
  configFile: false,
  root,
  logLevel: 'error',
  plugins: [
    {
      name: 'all',
      resolveId: (id) => (id === 'all' ? entry : undefined),
      load: (id) => (id === entry ? modules.join('\n') : undefined),
    },
  ],
  build: {
    write: false,
    target: 'es2023',
    rolldownOptions: { input: 'all', preserveEntrySignatures: 'strict' },
  },
});

const { output } = Array.isArray(result) ? result[0] : result;
const chunks = new Map(output.filter(({ type }) => type === 'chunk').map((chunk) => [chunk.fileName, chunk]));

/** What a browser loads at once: the entry and everything it imports statically. */
const atOnce = new Set();
const reach = (name) => {
  if (atOnce.has(name)) return;
  atOnce.add(name);
  for (const imported of chunks.get(name)?.imports ?? []) reach(imported);
};
for (const { isEntry, fileName } of chunks.values()) if (isEntry) reach(fileName);

let total = 0;
for (const { fileName, name, code } of chunks.values()) {
  const size = gzipSync(code, { level: 9 }).length;
  if (atOnce.has(fileName)) total += size;
  process.stdout.write(
    `${(size / 1024).toFixed(1)} KB gzip  ${name}${atOnce.has(fileName) ? '' : ' (on demand)'}\n`,
  );
}
process.stdout.write(`bundle: ${(total / 1024).toFixed(1)} KB gzip of at most ${LIMIT_BYTES / 1024}\n`);
if (total > LIMIT_BYTES) process.exit(1);
