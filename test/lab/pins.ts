// Pins: which lnd and btcd the lab is built from, by go.mod beside this file, and the name of the folder that keeps the built ones.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const LAB_FOLDER = fileURLToPath(new URL('.', import.meta.url));

export const LND = 'github.com/lightningnetwork/lnd';
export const BTCD = 'github.com/btcsuite/btcd';
/** What lnd's release of this version is made from: without it GetVersion names no commit. */
export const LND_COMMIT = '29257ecc8892af0c882fa627b66a556190c84fd9';

/** The subservers of a released lnd; router, versioner and watchtower client are always in. */
export const BUILD_TAGS = [
  'autopilotrpc',
  'chainrpc',
  'invoicesrpc',
  'neutrinorpc',
  'peersrpc',
  'signrpc',
  'walletrpc',
  'watchtowerrpc',
].join(' ');

const modules = (): string => readFileSync(join(LAB_FOLDER, 'go.mod'), 'utf8');

/** As go.mod requires it, for example `v0.21.2-beta`. Throws when go.mod does not name the module. */
export function pinnedVersion(module: string): string {
  const line = modules()
    .split('\n')
    .map((text) => text.trim().split(' '))
    .find(([name]) => name === module);
  if (line?.[1] === undefined) throw new Error(`go.mod does not name ${module}`);
  return line[1];
}

/** The oldest Go that builds them: `[1, 25]`. */
export function wantedGo(): readonly [number, number] {
  const found = /^go (\d+)\.(\d+)/m.exec(modules());
  return [Number(found?.[1]), Number(found?.[2])];
}

/** Another pin, sum, tag or machine is another folder, so that nothing stale is ever run. */
export function cacheFolder(environment: NodeJS.ProcessEnv = process.env): string {
  const given = environment['XDG_CACHE_HOME'];
  const base = given !== undefined && isAbsolute(given) ? given : join(homedir(), '.cache');
  const key = createHash('sha256')
    .update(modules())
    .update(readFileSync(join(LAB_FOLDER, 'go.sum')))
    .update(BUILD_TAGS)
    .update(`${process.platform} ${process.arch}`)
    .digest('hex')
    .slice(0, 12);
  return join(base, 'portcullis-lab', `lnd-${pinnedVersion(LND)}-${key}`);
}
