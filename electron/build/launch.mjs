// Starting the product: which shell, with which arguments, on which Node.
// @ts-check
import { parseArgs } from 'node:util';
import { ensureChromium, hasDisplay, isRoot } from './browser.mjs';
import { ensureBuilt } from './building.mjs';
import { obtainElectron } from './electron-binary.mjs';
import { ensureModules, findNode } from './modules.mjs';
import { at, built } from './places.mjs';
import { run, say, Stop } from './process.mjs';

const NODE_FLAGS = ['--enable-source-maps', '--disable-warning=ExperimentalWarning'];

/** Packages, Node and build. @returns {Promise<string>} path of Node 24 */
export async function prepare() {
  await ensureModules();
  const node = findNode();
  await ensureBuilt(node);
  return node;
}

const HELP = `npm start -- [options]       the console with its window
npm run practice -- [options]  the same with a practice fleet: pretend money, real protocols

  --headless     run the gate without a window; “npm run ctl -- --help” reaches it
  --practice     begin with the practice fleet, no question asked
  --data DIR     keep everything in DIR instead of this user’s own folder
  --seed N       practice: same number, same fleet (0 to 4294967295, 1 when not said)
  --speed N      practice: how many times as fast (1 to 1000, 1 when not said)
  --help         this text

Environment: PORTCULLIS_CHROMIUM names the browser for the window where Electron is not used.
A second start on the same folder shows the window of the first. Close the window or press Ctrl+C to end.
`;

/** Told before anything is fetched, built or looked for. What the values have to be is the core's to say. @param {readonly string[]} args */
function refuseUnknown(args) {
  try {
    parseArgs({
      args: [...args],
      options: {
        headless: { type: 'boolean' },
        practice: { type: 'boolean' },
        data: { type: 'string' },
        seed: { type: 'string' },
        speed: { type: 'string' },
      },
    });
  } catch (error) {
    const [why = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
    throw new Stop(
      `${why.replace(/(\. To specify.*)?\.?$/s, '.')} Nothing was started. “npm start -- --help” says what there is.`,
      2,
    );
  }
}

const asksForHelp = (/** @type {readonly string[]} */ args) => args.includes('--help') || args.includes('-h');

/** @param {readonly string[]} args @returns {Promise<number>} */
export async function start(args) {
  if (asksForHelp(args)) {
    process.stdout.write(HELP);
    return 0;
  }
  refuseUnknown(args);
  const practice = args.includes('--practice');
  let headless = args.includes('--headless');
  if (!headless && !hasDisplay()) {
    if (!practice) {
      throw new Stop(
        'There is no display to show the window on. Nothing was started. ' +
          'Use “npm start -- --headless” to run the gate without a window, or set DISPLAY.',
      );
    }
    say('No display: practice runs without a window and prints what the gate does.');
    headless = true;
  }
  const node = await prepare();
  const passed = args.filter((argument) => argument !== '--headless');
  if (headless) return run(node, [...NODE_FLAGS, built('headless'), ...passed]);
  // Electron refuses to run as root with its sandbox on; the Chromium shell gives up root for the browser alone.
  const electron = isRoot() ? undefined : await obtainElectron(node);
  if (electron) return run(electron, [at('.'), ...passed]);
  const chromium = await ensureChromium();
  return run(node, [...NODE_FLAGS, built('chromium'), '--chromium', chromium, ...passed]);
}

/** @param {readonly string[]} args @returns {Promise<number>} */
export async function control(args) {
  const node = await prepare();
  return run(node, [...NODE_FLAGS, built('ctl'), ...args]);
}
