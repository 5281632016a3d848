// Packages and Node 24: `npm ci` when the lockfile says something else than what is installed, then the Node that came with it.
// @ts-check
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { at } from './places.mjs';
import { outsideEnvironment, run, say, Stop } from './process.mjs';

const STAMP = at('node_modules', '.portcullis-setup');

/** Installs what package-lock.json names, unless it is already there. */
export async function ensureModules() {
  const lock = readFileSync(at('package-lock.json'));
  const wanted = createHash('sha256').update(lock).digest('hex');
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8').trim() === wanted) return;
  if (!alreadyInstalled(JSON.parse(lock.toString('utf8')))) {
    say('Installing packages (npm ci) …');
    // SECURITY: no package runs code of its own at installation, but for the one that fetches Node's binary. The native modules bring
    // theirs built; left to their scripts they would want a compiler.
    const installed = (await npm('ci', '--ignore-scripts')) && (await npm('rebuild', 'node'));
    if (!installed) {
      throw new Stop(
        'The packages could not be installed: see npm’s message above. Nothing was started. Check the network and try again.',
      );
    }
  }
  writeFileSync(STAMP, `${wanted}\n`);
}

/** @param {...string} args */
async function npm(...args) {
  const command = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const quiet = ['--no-audit', '--no-fund', '--loglevel=error'];
  return (await run(command, [...args, ...quiet], { env: outsideEnvironment() })) === 0;
}

/**
 * true when somebody ran npm here before us: what is installed is what the lockfile asks for.
 * @param {{ packages: Record<string, { version?: string, optional?: boolean }> }} lock
 */
function alreadyInstalled(lock) {
  const hidden = at('node_modules', '.package-lock.json');
  if (!existsSync(hidden)) return false;
  const { packages: installed } = /** @type {{ packages: Record<string, { version?: string }> }} */ (
    JSON.parse(readFileSync(hidden, 'utf8'))
  );
  return Object.entries(lock.packages).every(
    ([path, { version, optional }]) =>
      path === '' || installed[path]?.version === version || (optional && !installed[path]),
  );
}

/** Path of a Node of version 24 or later. */
export function findNode() {
  const own = at('node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  if (existsSync(own)) return own;
  if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath;
  throw new Stop(
    `Portcullis runs on Node 24; this is ${process.version}, and the packages brought none for ${process.platform} ${process.arch}. ` +
      'Install Node 24 (https://nodejs.org) and try again.',
  );
}
