// `npm run lab`: real Lightning on this machine. Builds what is not built, starts it, prints how to reach it, and ends with Ctrl+C.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ensureBinaries } from './binaries.ts';
import { giveUp } from './child.ts';
import { startConsole, type LabConsole } from './console.ts';
import { LabError } from './lab-error.ts';
import { startLab, type Lab } from './lab.ts';

const HELP = `npm run lab -- [options]

  Builds lnd and btcd from pinned sources (needs Go; some minutes, once), starts btcd in regtest and three lnd nodes with wallets,
  money and channels on loopback, and prints how to reach them. Ctrl+C stops all of it and leaves nothing behind.

  --build      only build
  --console    start the console on it too, with the practice agents
  --headless   with --console: without a window
  --help       this text
`;

const say = (line: string): void => void process.stdout.write(`${line}\n`);

function options() {
  try {
    return parseArgs({
      options: {
        build: { type: 'boolean', default: false },
        console: { type: 'boolean', default: false },
        headless: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    const [why = ''] = String(error instanceof Error ? error.message : error).split('\n');
    throw new LabError(`${why} Nothing was started. “npm run lab -- --help” says what there is.`);
  }
}

/** What a console needs of each node, as files beside the node: nothing secret goes to the terminal. */
function describe(lab: Lab): void {
  for (const node of lab.nodes()) {
    const file = join(lab.folder, `${node.name}.json`);
    const text = {
      name: node.name,
      socket: node.socket,
      certificate: node.certificate(),
      macaroon: node.macaroon,
    };
    writeFileSync(file, JSON.stringify(text), { mode: 0o600 });
    say(`
${node.name}   ${node.publicKey}
  gRPC         ${node.socket}
  certificate  ${join(node.folder, 'tls.cert')}
  macaroon     ${join(node.folder, 'data/chain/bitcoin/regtest/admin.macaroon')}
  to the fleet npm run ctl -- nodes.add @${file}`);
  }
}

async function run(): Promise<number> {
  const given = options();
  if (given.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const binaries = await ensureBinaries(say);
  if (given.build) {
    say(`lnd and btcd are built: ${binaries.lnd}`);
    return 0;
  }
  const stopped = Promise.withResolvers<void>();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stopped.resolve());
  const started = performance.now();
  const starting = startLab(binaries, say);
  const lab = await Promise.race([starting, stopped.promise.then(() => undefined)]);
  if (!lab) {
    giveUp();
    await starting.then(
      (late) => late.stop(),
      () => undefined,
    );
    say('Ended while it was starting. Nothing is left.');
    return 130;
  }
  let console: LabConsole | undefined;
  try {
    say(`Up after ${Math.round((performance.now() - started) / 1_000)} s, in ${lab.folder}.`);
    describe(lab);
    if (given.console) console = startConsole(lab, { headless: given.headless });
    say(`\n${given.console ? 'Closing the console or ' : ''}Ctrl+C stops all of it.`);
    await Promise.race([stopped.promise, ...(console ? [console.ended] : [])]);
  } finally {
    await console?.stop();
    say('Stopping …');
    await lab.stop();
    say('Nothing is left.');
  }
  return 0;
}

try {
  process.exitCode = await run();
} catch (error) {
  if (!(error instanceof LabError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
