// The one entry of every npm script. Needs nothing installed: it fetches packages, Node 24 and, where it may, Chromium.
// @ts-check
import { inspect } from 'node:util';
import { ensureChromium, hasDisplay } from './browser.mjs';
import { ensureBuilt } from './building.mjs';
import { control, prepare, start } from './launch.mjs';
import { ensureModules, findNode } from './modules.mjs';
import { at } from './places.mjs';
import { run, Stop } from './process.mjs';
import { checks, close, e2e, electronE2e, lab, packaging, testAll, unit } from './suite.mjs';

/** @type {Record<string, (args: string[]) => Promise<number>>} */
const COMMANDS = {
  start,
  practice: (args) => start(['--practice', ...args]),
  ctl: control,
  test: testAll,
  unit: async (args) => close(await unit(await node(), args)),
  e2e: async (args) => close(await e2e(await prepare(), args)),
  packaging: async (args) => close(await packaging(await prepare(), args)),
  'electron-e2e': async (args) => close(await electronE2e(await prepare(), args)),
  bench: async (args) => run(await prepare(), [at('test', 'bench', 'main.ts'), ...args]),
  sim: async (args) => run(await node(), [at('test', 'sim', 'main.ts'), ...args]),
  'crash-test': async (args) => {
    const node = await prepare();
    await ensureBuilt(node);
    return run(node, [at('test', 'crash', 'main.ts'), ...args]);
  },
  'test-lab': async (args) => {
    // Asked for by name: what is not built is built.
    process.env['PORTCULLIS_LAB'] ??= '1';
    return close(await lab(await node(), args));
  },
  lab: async (args) => {
    const withConsole = args.includes('--console');
    const node24 = withConsole ? await prepare() : await node();
    // As with practice: without a display it runs in the terminal.
    const headless = withConsole && (args.includes('--headless') || !hasDisplay());
    if (withConsole && !headless) process.env['PORTCULLIS_CHROMIUM'] = await ensureChromium();
    const words = args.filter((word) => word !== '--headless');
    return run(node24, [at('test', 'lab', 'main.ts'), ...words, ...(headless ? ['--headless'] : [])]);
  },
  fuzz: async (args) => run(await node(), [at('test', 'fuzz', 'main.ts'), ...args]),
  build: async () => {
    await ensureBuilt(await node(), { always: true });
    return 0;
  },
  check: async () => close(await checks(await node())),
  format: async () =>
    run(await node(), [at('node_modules', 'prettier', 'bin', 'prettier.cjs'), '--write', '.']),
  setup: async () => {
    await prepare();
    return 0;
  },
};

async function node() {
  await ensureModules();
  return findNode();
}

const [name = '', ...args] = process.argv.slice(2);
const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
try {
  if (!command)
    throw new Stop(`Unknown command “${name}”. There are: ${Object.keys(COMMANDS).join(', ')}.`, 2);
  process.exitCode = await command(args);
} catch (error) {
  process.stderr.write(`${error instanceof Stop ? error.message : inspect(error)}\n`);
  process.exitCode = error instanceof Stop ? error.code : 1;
}
