import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import { playwright } from '@vitest/browser-playwright';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';
import { bundleLimit, finished, textsFirst } from './scripts/bundle.ts';
import { compiledTexts } from './scripts/texts.ts';

const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';

/**
 * The Wycheproof files named by WYCHEPROOF_DIR as a module, so that the same tests read them in Node and in a
 * browser. They are not part of the repository; without the folder the module is empty, and with CI=true an error.
 */
function wycheproof(): Plugin {
  const id = 'virtual:wycheproof';
  const folder = process.env.WYCHEPROOF_DIR;
  return {
    name: 'wycheproof',
    resolveId: (source) => (source === id ? `\0${id}` : undefined),
    load(source) {
      if (source !== `\0${id}`) return undefined;
      if (!folder) {
        if (process.env.CI === 'true') throw new Error('WYCHEPROOF_DIR must name the vectors when CI=true');
        return 'export const files = {};';
      }
      const texts = readdirSync(folder)
        .filter((name) => name.endsWith('.json'))
        .map((name) => `${JSON.stringify(name)}: ${readFileSync(resolve(folder, name), 'utf8')}`);
      return `export const files = {${texts.join(',\n')}};`;
    },
  };
}

/**
 * A first visit asks for few files: each costs a round trip. What the first screen needs is one for the libraries,
 * which outlives releases, and one for our own code; the icons of everything else are one, too.
 */
const CHUNKS = [
  { name: 'libraries', tags: ['$initial' as const], test: /node_modules/ },
  { name: 'shell', tags: ['$initial' as const], test: (id: string) => !id.includes('/src/sw/') },
  { name: 'icons', test: /node_modules\/lucide-react/ },
];

export default defineConfig({
  plugins: [wycheproof(), compiledTexts(), react(), bundleLimit(), textsFirst(), finished()],
  // Workers load what only some accounts need when it is needed.
  worker: { format: 'es' },
  build: {
    target: 'es2023',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: { index: 'index.html', sw: 'src/sw/sw.ts' },
      output: {
        entryFileNames: ({ name }) => (name === 'sw' ? 'sw.js' : 'assets/[name]-[hash].js'),
        codeSplitting: { groups: CHUNKS },
      },
    },
  },
  server: {
    // The vectors that both libraries share lie beside this folder.
    fs: { allow: ['..'] },
    // A server started with ./kocmoc start, while the client is developed with `npm run dev`.
    proxy: Object.fromEntries(
      ['/api', '/uploads', '/health', '/ws'].map((path) => [
        path,
        { target: process.env.KOCMOC_SERVER ?? 'http://127.0.0.1:3000', ws: path === '/ws' },
      ]),
    ),
  },
  test: {
    testTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: { name: 'node', include: ['test/**/*.test.ts'], exclude: ['test/ratchet/browser/**'] },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          include: ['e2e/**/*.test.ts'],
          testTimeout: 240_000,
          hookTimeout: 300_000,
          // A machine that does other things as well makes a browser late.
          expect: { poll: { timeout: 20_000 } },
          // Each file has a server and a browser of its own; two at once already fill a small machine.
          fileParallelism: false,
        },
      },
      {
        extends: true,
        // What ./kocmoc bench web measures, in its order.
        test: { name: 'bench', include: ['bench/*.test.ts'], testTimeout: 600_000, hookTimeout: 1_800_000 },
      },
      {
        extends: true,
        test: {
          name: 'chromium',
          include: [
            'test/ratchet/{browser,primitives,signal,vectors}/*.test.ts',
            'test/ratchet/{group,linking,session}.test.ts',
          ],
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            instances: [{ browser: 'chromium' }],
            provider: playwright({
              launchOptions: {
                executablePath: CHROMIUM,
                args: [
                  '--no-sandbox',
                  '--disable-gpu',
                  '--disable-quic',
                  '--no-first-run',
                  '--disable-background-networking',
                  '--disable-component-update',
                  '--disable-sync',
                  // ML-KEM in WebCrypto where this Chromium still hides it.
                  '--enable-features=WebCryptoPQC',
                ],
              },
            }),
          },
        },
      },
    ],
  },
});
