import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { playwright } from '@vitest/browser-playwright';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';

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

export default defineConfig({
  plugins: [wycheproof()],
  // The vectors that both libraries share lie beside this folder.
  server: { fs: { allow: ['..'] } },
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
