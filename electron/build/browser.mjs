// Chromium for the window and the tests: found where systems keep it, installed on Debian by root, otherwise named exactly.
// @ts-check
import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { at } from './places.mjs';
import { run, say, Stop } from './process.mjs';

const PACKAGES = ['chromium', 'chromium-sandbox', 'xvfb', 'xauth', 'fonts-dejavu-core'];

/** @param {string} file */
const runnable = (file) => {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

/** @returns {string | undefined} */
function findChromium() {
  const named = process.env['PORTCULLIS_CHROMIUM'];
  if (named) return runnable(named) ? named : undefined;
  const text = readFileSync(at('electron', 'shell', 'chromium', 'places.json'), 'utf8');
  const places = /** @type {Record<string, string[]>} */ (JSON.parse(text));
  return (places[process.platform] ?? []).find(runnable);
}

/** @param {string} command */
export const onPath = (command) =>
  (process.env['PATH'] ?? '').split(delimiter).some((folder) => folder && runnable(join(folder, command)));

export const isRoot = () => process.getuid?.() === 0;

/** true when a window can be shown. */
export const hasDisplay = () =>
  process.platform !== 'linux' || Boolean(process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY']);

/**
 * @param {{ forTests?: boolean }} [options] with `forTests` an invisible screen is wanted too, but can be done without
 * @returns {Promise<string>} path of the browser
 */
export async function ensureChromium({ forTests = false } = {}) {
  const found = findChromium();
  if (!found && process.env['PORTCULLIS_CHROMIUM']) {
    throw new Stop('PORTCULLIS_CHROMIUM names no program that can be run. Nothing was started.');
  }
  const complete = found && (!forTests || process.platform !== 'linux' || onPath('xvfb-run'));
  if (complete) return found;
  if (isRoot() && isDebian() && onPath('apt-get')) {
    say('Installing Chromium from the system’s packages …');
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    await run('apt-get', ['-q', 'update'], { env });
    await run('apt-get', ['-q', 'install', '--no-install-recommends', '-y', ...PACKAGES], { env });
  }
  const now = findChromium();
  if (now) return now;
  throw new Stop(`The window needs Chromium, and none was found. ${advice()}`);
}

function advice() {
  if (process.platform !== 'linux')
    return 'Install Google Chrome (https://www.google.com/chrome) and try again.';
  if (isDebian()) return `Install it with: sudo apt-get install ${PACKAGES.join(' ')}`;
  return 'Install your system’s “chromium” package, or Google Chrome, and try again. (A snap is confined and does not work.)';
}

function isDebian() {
  if (!existsSync('/etc/os-release')) return false;
  return /^ID(_LIKE)?=.*debian/m.test(readFileSync('/etc/os-release', 'utf8'));
}
