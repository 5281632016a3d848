// The page's own scheme, answered from memory. There is no `file:` page and no remote one. Electron security checklist items 1, 7, 18.
import type { CustomScheme } from 'electron';
import { findAsset, type Assets } from '../assets.ts';

export const ORIGIN = 'app://portcullis';

/** To be registered before the app is ready. SECURITY: never `bypassCSP`; `standard` and `secure` are what make 'self' mean this origin. */
export const SCHEME: CustomScheme = {
  scheme: 'app',
  privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true },
};

export function createPageHandler(assets: Assets): (request: Request) => Response {
  return (request) => {
    const asset = request.method === 'GET' ? findAsset(assets, ORIGIN, request.url) : undefined;
    if (!asset) return new Response(null, { status: 404 });
    return new Response(new Uint8Array(asset.body), { status: 200, headers: asset.headers });
  };
}
