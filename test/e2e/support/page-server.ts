// Builds a page of the renderer's parts and serves it over loopback under the shipped policy, for pictures and measurements without a core.
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import tailwind from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { build } from 'vite';
import { CONTENT_SECURITY_POLICY } from '../../../electron/shell/csp.ts';

export const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.woff2': 'font/woff2',
  '.svg': 'image/svg+xml',
};

/** Builds the page whose index.html lies in `root` into `outDir`. `minify`: as the product is, for measurements. */
export async function buildPage(root: string, outDir: string, minify = false): Promise<void> {
  await build({
    configFile: false,
    root,
    base: './',
    publicDir: join(ROOT, 'assets'),
    logLevel: 'warn',
    plugins: [react(), tailwind()],
    define: { 'process.env.NODE_ENV': '"production"' },
    build: {
      outDir,
      emptyOutDir: true,
      target: 'chrome140',
      assetsInlineLimit: 0,
      modulePreload: false,
      minify,
      chunkSizeWarningLimit: 5_000,
    },
  });
}

/** Builds the bridge without a core into `outDir`/bridge.js, to be run before the page's own script. */
export async function buildFakeBridge(outDir: string): Promise<string> {
  await build({
    configFile: false,
    root: join(ROOT, 'test'),
    logLevel: 'warn',
    build: {
      outDir,
      emptyOutDir: true,
      target: 'chrome140',
      minify: false,
      lib: {
        entry: 'support/fake-bridge-page.ts',
        formats: ['iife'],
        name: 'fake',
        fileName: () => 'bridge.js',
      },
    },
  });
  return join(outDir, 'bridge.js');
}

export type PageServer = { readonly url: string; readonly close: () => void };

/** Serves `folder` on a free port of 127.0.0.1; `url` ends without a slash. */
export async function servePage(folder: string): Promise<PageServer> {
  const server = createServer((request, response) => {
    const path = normalize(new URL(request.url ?? '/', 'http://x').pathname);
    const file = join(folder, path === '/' ? 'index.html' : path);
    if (!existsSync(file)) {
      response.writeHead(404).end();
      return;
    }
    response
      .writeHead(200, {
        'content-type': TYPES[extname(file)] ?? 'application/octet-stream',
        'content-security-policy': CONTENT_SECURITY_POLICY,
      })
      .end(readFileSync(file));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return { url: `http://127.0.0.1:${port}`, close: () => void server.close() };
}
