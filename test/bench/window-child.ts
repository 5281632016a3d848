// The console's core and its window in one process, for measuring: a blank page in the shell, or the practice fleet with many agents.
//   node window-child.ts blank DATA        the same shell, an empty page, no core
//   node window-child.ts fleet DATA COUNT  the practice fleet, COUNT agents more, pushes on demand
import { noHardware } from '../support/no-hardware.ts';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeDataRoot } from '../../electron/core/data-root.ts';
import { logToFile } from '../../electron/core/ops-log.ts';
import { startCore } from '../../electron/core/start-core.ts';
import { createConfBacking } from '../../electron/settings/conf-backing.ts';
import { loadAssets, type Assets } from '../../electron/shell/assets.ts';
import { createChromiumShell } from '../../electron/shell/chromium/chromium-shell.ts';
import { findBrowser } from '../../electron/shell/chromium/find-browser.ts';
import { RESPONSE_HEADERS } from '../../electron/shell/csp.ts';
import { createProcessQuit } from '../../electron/shell/quit.ts';
import { systemClock, systemRandom } from '../../electron/store/clock.ts';
import { toPolicyText } from '../../electron/agents/policy-text.ts';
import { WIDE_POLICY } from './wide-policy.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const [what = 'blank', dataRoot = '', count = '0'] = process.argv.slice(2);
const CALLER = { via: 'control', session: 'measuring' } as const;

const asset = (text: string, type: string) => {
  const body = Buffer.from(text);
  const length = String(body.length);
  return { body, headers: { ...RESPONSE_HEADERS, 'Content-Type': type, 'Content-Length': length } };
};
const BLANK: Assets = new Map([
  ['/', asset('<!doctype html><title>Blank</title><p>Blank</p><script src="/a.js"></script>', 'text/html')],
  ['/a.js', asset('void portcullis.call("app.status", {});', 'text/javascript')],
]);

const quit = createProcessQuit();
makeDataRoot(dataRoot);
const browser = findBrowser(process.platform, process.env['PORTCULLIS_CHROMIUM']);
if (browser === undefined) throw new Error('no Chromium was found');
const shell = createChromiumShell({
  browser,
  quit,
  dataRoot,
  assets: what === 'blank' ? BLANK : loadAssets(join(root, 'out/renderer')),
  preload: readFileSync(join(root, 'out/preload/chromium.js'), 'utf8'),
  entries: join(root, 'out/main'),
  session: randomUUID(),
  headlessWindow: process.env['PORTCULLIS_HEADLESS_WINDOW'] === '1',
  testPort: true,
  clock: systemClock,
  say: () => undefined,
});

if (what === 'blank') {
  shell.onCall(() => Promise.resolve({ ok: true, value: {} }));
  shell.onQuit(() => shell.exit(0));
  await shell.openWindow();
} else {
  const core = await startCore({
    hardware: noHardware,
    shell,
    dataRoot,
    version: '0',
    mode: 'practice',
    practice: { seed: 1, speed: 1 },
    preferencesBacking: createConfBacking({ folder: dataRoot, clock: systemClock }),
    clock: systemClock,
    random: systemRandom,
    licencesFile: join(root, 'out/main/licences.json'),
    log: logToFile(join(dataRoot, 'portcullis.log')),
  });
  await populate(core, Number(count));
}
process.send?.('ready');

async function populate(core: Awaited<ReturnType<typeof startCore>>, agents: number): Promise<void> {
  const ask = async <T>(name: string, params: unknown): Promise<T> => {
    const answer = await core.call(name, params, CALLER);
    if (!answer.ok) throw new Error(`${name}: ${answer.message}`);
    return answer.value as T;
  };
  for (;;) {
    const { phase } = await ask<{ phase: string }>('app.status', {});
    if (phase === 'open') break;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const { nodes } = await ask<{ nodes: readonly { id: string }[] }>('nodes.list', {});
  const nodeId = nodes[0]?.id;
  for (let index = 0; index < agents; index += 1)
    await ask('agents.create', {
      name: `Agent ${index}`,
      purpose: 'measured',
      nodeId,
      draw: 'allotted',
      policy: toPolicyText(WIDE_POLICY),
      allotmentMsat: '0',
    });
}

/** Pushes per second while measuring, and how often they are given out. */
const TICK_MS = 10;
let timer: ReturnType<typeof setInterval> | undefined;
let since = { cpu: process.cpuUsage(), at: performance.now() };
process.on('message', (message: { readonly pushes?: number }) => {
  if (message.pushes === undefined) return;
  clearInterval(timer);
  const { user, system } = process.cpuUsage(since.cpu);
  process.send?.({ share: (user + system) / 1_000 / (performance.now() - since.at) });
  since = { cpu: process.cpuUsage(), at: performance.now() };
  const each = (message.pushes * TICK_MS) / 1_000;
  if (each > 0)
    timer = setInterval(() => {
      for (let index = 0; index < each; index += 1) shell.push({ changed: ['agents', 'fleet'] });
    }, TICK_MS);
});
