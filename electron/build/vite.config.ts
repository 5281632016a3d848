// The build: page, core and two preloads from one file, each for its own environment. Runs from any folder the clone is in.
import { existsSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { licences } from './licences.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const source = (path: string): string => join(root, 'electron', path);
const out = (folder: string): string => join(root, 'out', folder);

// Packages stay packages: ln-service and grpc read files beside themselves, the database and the hash are native.
const isPackage = (id: string): boolean => !/^[.\0]/.test(id) && !isAbsolute(id);

const entries = Object.fromEntries(
  Object.entries({
    chromium: 'shell/chromium/main.ts',
    electron: 'shell/electron/main.ts',
    headless: 'shell/headless/main.ts',
    practice: 'practice/main.ts',
    ledger: 'hardware/process/usb-main.ts',
    'ledger-speculos': 'hardware/process/speculos-main.ts',
    ctl: 'core/ctl.ts',
  })
    .map(([name, path]) => [name, source(path)] as const)
    .filter(([, path]) => existsSync(path)),
);

const preload = (shell: 'chromium' | 'electron', format: 'iife' | 'cjs', file: string) => ({
  consumer: 'server' as const,
  build: {
    outDir: out('preload'),
    copyPublicDir: false,
    emptyOutDir: shell === 'chromium',
    target: 'chrome140',
    minify: false,
    sourcemap: false,
    rolldownOptions: {
      input: source(`shell/${shell}/preload.ts`),
      external: ['electron'],
      output: { format, entryFileNames: file, codeSplitting: false },
    },
  },
  // SECURITY: a sandboxed preload can require nothing but 'electron'; everything else has to be inside the file.
  resolve: { noExternal: true as const },
});

export default defineConfig({
  root: join(root, 'renderer'),
  base: './',
  envDir: false,
  publicDir: join(root, 'assets'),
  logLevel: 'warn',
  plugins: [react(), tailwindcss(), licences(root)],
  // Without this the preloads would read `process`, which a page does not have.
  define: { 'process.env.NODE_ENV': '"production"' },
  environments: {
    client: {
      build: {
        outDir: out('renderer'),
        emptyOutDir: true,
        target: 'chrome140',
        // SECURITY: `data:` is not allowed by the page's policy, and the polyfill would be an inline script.
        assetsInlineLimit: 0,
        modulePreload: { polyfill: false },
        chunkSizeWarningLimit: 2_000,
        sourcemap: false,
      },
    },
    main: {
      consumer: 'server',
      build: {
        outDir: out('main'),
        copyPublicDir: false,
        emptyOutDir: true,
        target: 'node24',
        minify: false,
        sourcemap: true,
        rolldownOptions: {
          input: entries,
          external: isPackage,
          output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'parts/[name].js' },
        },
      },
    },
    preload_chromium: preload('chromium', 'iife', 'chromium.js'),
    preload_electron: preload('electron', 'cjs', 'electron.cjs'),
  },
  builder: {
    buildApp: async (builder) => {
      for (const environment of Object.values(builder.environments)) {
        if (environment.name !== 'ssr') await builder.build(environment);
      }
    },
  },
});
