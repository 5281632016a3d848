// Entry for tests of the treasury's screen: the real core in the real window, with a soft signer where the product has a Ledger.
// Run from the sources by Node 24, as `node test/e2e/support/treasury-main.ts --data DIR [--practice]`; it is in no build and no package.
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { makeDataRoot } from '../../../electron/core/data-root.ts';
import { logToFile } from '../../../electron/core/ops-log.ts';
import { startCore } from '../../../electron/core/start-core.ts';
import { createConfBacking } from '../../../electron/settings/conf-backing.ts';
import { readArguments } from '../../../electron/shell/arguments.ts';
import { loadAssets } from '../../../electron/shell/assets.ts';
import type { ToPractice } from '../../../shared/domain/practice.ts';
import type { ChildProcess } from '../../../electron/shell/desktop-shell.ts';
import { createChromiumShell } from '../../../electron/shell/chromium/chromium-shell.ts';
import { findBrowser } from '../../../electron/shell/chromium/find-browser.ts';
import { createProcessQuit } from '../../../electron/shell/quit.ts';
import { systemClock, systemRandom } from '../../../electron/store/clock.ts';
import { HARDWARE_PROBLEMS } from '../../../shared/domain/treasury.ts';
import { createSoftSigner } from '../../support/soft-signer.ts';

/** What a spec may tell the signer and the pretend chain, over the channel of the process it started. */
const told = z.discriminatedUnion('act', [
  /** What the pretend chain is to do: `faucet`, `mine`, `reorg`. */
  z.strictObject({ act: z.literal('chain'), order: z.custom<ToPractice>((given) => given !== null) }),
  z.strictObject({ act: z.literal('plug') }),
  z.strictObject({ act: z.literal('unplug') }),
  /** Prompts wait from now on, as for a person who reads. */
  z.strictObject({ act: z.literal('hold') }),
  /** The person agrees to what is asked. */
  z.strictObject({ act: z.literal('agree') }),
  z.strictObject({ act: z.literal('passphrase'), passphrase: z.string() }),
  z.strictObject({
    act: z.literal('fail'),
    kind: z.enum(HARDWARE_PROBLEMS),
    at: z.enum(['open', 'xpub', 'address', 'policy', 'transaction', 'message']).optional(),
  }),
]);
export type ToBench = z.input<typeof told>;

const root = resolve(import.meta.dirname, '../../..');
const quit = createProcessQuit();
const given = readArguments(process.argv.slice(2), process.env);
const browser = findBrowser(process.platform, given.chromium ?? process.env['PORTCULLIS_CHROMIUM']);
if (browser === undefined) throw new Error('no Chromium was found');
makeDataRoot(given.dataRoot);

const signer = createSoftSigner();
let practice: ChildProcess | undefined;
let release = (): void => undefined;
process.on('message', (raw) => {
  const message = told.parse(raw);
  switch (message.act) {
    case 'chain':
      return practice?.send(message.order);
    case 'plug':
      return signer.plug();
    case 'unplug':
      return signer.unplug();
    case 'hold':
      release();
      release = signer.holdPrompts();
      return undefined;
    case 'agree':
      return release();
    case 'passphrase':
      return signer.usePassphrase(message.passphrase);
    case 'fail':
      return signer.failNext(message.kind, message.at);
  }
});

const shell = createChromiumShell({
  browser,
  quit,
  dataRoot: given.dataRoot,
  assets: loadAssets(join(root, 'out/renderer')),
  preload: readFileSync(join(root, 'out/preload/chromium.js'), 'utf8'),
  // The practice fleet is the built one, as in the product.
  entries: join(root, 'out/main'),
  session: randomUUID(),
  clock: systemClock,
  say: (line) => void process.stdout.write(`${line}\n`),
  headlessWindow: process.env['PORTCULLIS_HEADLESS_WINDOW'] === '1',
  testPort: process.env['PORTCULLIS_TEST_PORT'] === '0',
});
await startCore({
  shell: {
    ...shell,
    // Agents at their slowest and no block by itself: what a spec looks at stays until it says otherwise.
    startChild: (entry, { args }) =>
      (practice = shell.startChild(entry, { args: [...args, '--speed', '0.01', '--no-blocks'] })),
  },
  hardware: signer,
  mode: given.practice ? 'practice' : 'ask',
  dataRoot: given.dataRoot,
  version: '0.0.0',
  practice: { seed: given.seed, speed: given.speed },
  preferencesBacking: createConfBacking({ folder: given.dataRoot, clock: systemClock }),
  clock: systemClock,
  random: systemRandom,
  log: logToFile(join(given.dataRoot, 'portcullis.log')),
});
