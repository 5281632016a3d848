// Electron's own binary: used when it is there, asked for once a day when it is not, never waited for longer than ten seconds.
// @ts-check
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { at } from './places.mjs';
import { run, say } from './process.mjs';

const PATH_FILE = at('node_modules', 'electron', 'path.txt');
const FAILED = at('node_modules', '.portcullis-electron-failed');
const DAY_MS = 86_400_000;

/** @returns {string | undefined} path of the executable that is installed */
export function findElectron() {
  const dist = process.env['ELECTRON_OVERRIDE_DIST_PATH'] ?? at('node_modules', 'electron', 'dist');
  const name = existsSync(PATH_FILE) ? readFileSync(PATH_FILE, 'utf8') : 'electron';
  const file = `${dist}/${name}`;
  return existsSync(file) ? file : undefined;
}

/** @param {string} node @returns {Promise<string | undefined>} */
export async function obtainElectron(node) {
  const found = findElectron();
  if (found || recentlyFailed()) return found;
  say('Looking for Electron (up to 10 seconds) …');
  const install = at('node_modules', 'electron', 'install.js');
  const code = await run(node, [install, '--no'], { quiet: true, timeout: 10_000 });
  const now = code === 0 ? findElectron() : undefined;
  if (!now) writeFileSync(FAILED, '');
  return now;
}

const recentlyFailed = () => existsSync(FAILED) && Date.now() - statSync(FAILED).mtimeMs < DAY_MS;
