// Builds `out/` when a source changed since it was last built. Two starts at once build one after the other.
// @ts-check
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { at } from './places.mjs';
import { run, say, Stop } from './process.mjs';

const SOURCES = ['shared', 'electron', 'renderer', 'assets', 'package-lock.json'];
const STAMP = at('out', '.build-stamp');
const TURN = at('out', '.building');

/** @param {string} node @param {{ always?: boolean }} [options] */
export async function ensureBuilt(node, { always = false } = {}) {
  if (!always && fresh()) return;
  const release = await takeTurn();
  try {
    if (!always && fresh()) return;
    say('Building …');
    const wanted = hashSources();
    rmSync(STAMP, { force: true });
    const vite = at('node_modules', 'vite', 'bin', 'vite.js');
    const code = await run(node, [
      vite,
      'build',
      '--app',
      '--configLoader',
      'native',
      '-c',
      at('electron', 'build', 'vite.config.ts'),
    ]);
    if (code !== 0) throw new Stop('The build failed: see the message above. Nothing was started.');
    writeFileSync(STAMP, wanted);
  } finally {
    release();
  }
}

const fresh = () => existsSync(STAMP) && readFileSync(STAMP, 'utf8') === hashSources();

function hashSources() {
  const hash = createHash('sha256');
  for (const source of SOURCES) {
    for (const file of filesUnder(at(source)))
      hash.update(file).update('\0').update(readFileSync(file)).update('\0');
  }
  return hash.digest('hex');
}

/** @param {string} path @returns {string[]} */
function filesUnder(path) {
  if (!existsSync(path)) return [];
  try {
    return readdirSync(path, { withFileTypes: true })
      .sort((a, b) => (a.name < b.name ? -1 : 1))
      .flatMap((entry) =>
        entry.isDirectory() ? filesUnder(join(path, entry.name)) : [join(path, entry.name)],
      );
  } catch {
    return [path];
  }
}

/** Takes the one right to build; a holder that died is passed over. */
async function takeTurn() {
  mkdirSync(at('out'), { recursive: true });
  for (;;) {
    try {
      writeFileSync(TURN, String(process.pid), { flag: 'wx' });
      return () => rmSync(TURN, { force: true });
    } catch {
      if (!holderLives()) rmSync(TURN, { force: true });
      else await wait(200);
    }
  }
}

function holderLives() {
  try {
    process.kill(Number(readFileSync(TURN, 'utf8')), 0);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
  }
}
