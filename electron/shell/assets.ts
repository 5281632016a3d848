// The page's files, read once into memory. Only what is in this map exists for the page: there is no path to walk out of.
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join, sep } from 'node:path';
import { RESPONSE_HEADERS } from './csp.ts';

export type Asset = { readonly body: Buffer; readonly headers: Readonly<Record<string, string>> };
/** Keyed by URL path; `/` is the page itself. */
export type Assets = ReadonlyMap<string, Asset>;

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.json': 'application/json',
};

/** Reads the built page under `folder`. Throws when there is none; files of a kind the page has no use for are left out. */
export function loadAssets(folder: string): Assets {
  const assets = new Map<string, Asset>();
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const type = TYPES[extname(name)];
    if (type === undefined) continue;
    const body = readFileSync(join(folder, name));
    const headers = { ...RESPONSE_HEADERS, 'Content-Type': type, 'Content-Length': String(body.length) };
    assets.set(`/${name.split(sep).join('/')}`, { body, headers });
  }
  const page = assets.get('/index.html');
  if (!page) throw new Error(`the built page is missing in ${folder}`);
  assets.set('/', page);
  // Browsers ask for it by this name, and show it as the window's icon.
  const icon = assets.get('/icon.png');
  if (icon) assets.set('/favicon.ico', icon);
  return assets;
}

/**
 * The file a URL asks for. SECURITY: scheme, host, port and credentials are compared field by field, because `startsWith` takes
 * `https://console.local.evil/` and `https://x@console.local/` for ours.
 */
export function findAsset(assets: Assets, origin: string, url: string): Asset | undefined {
  const own = new URL(origin);
  const asked = URL.parse(url);
  if (!asked || !isOwnPage(own, asked)) return undefined;
  return assets.get(asked.pathname);
}

/** true when a URL is of our own origin, whatever its path. */
export function isOwnPage(own: URL, asked: URL): boolean {
  return (
    asked.protocol === own.protocol &&
    asked.host === own.host &&
    asked.username === '' &&
    asked.password === ''
  );
}
