// Fuzzing by hand: `node test/fuzz/main.ts [--count 100000] [--seed S] [--target invoices|requests|calls] [--from N]`. Prints executions per
// second and the heap before and after; ends with 1 when anything crashed, hung, was answered wrongly, or memory grew.
import { randomBytes } from 'node:crypto';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { parseArgs } from 'node:util';
import { createCallFuzzer } from './calls.ts';
import { fuzzInvoices } from './invoices.ts';
import type { FuzzReport } from './report.ts';
import { createRequestFuzzer, type Runner } from './requests.ts';

/** Heap a target may hold more at its end than after its first fifth, in bytes. */
const GROWTH_BOUND = 24 * 2 ** 20;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
const heap = (): number => {
  collect();
  return process.memoryUsage().heapUsed;
};
const megabytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(1)} MB`;
const say = (line: string): void => void process.stdout.write(`${line}\n`);

const USE = `Use: npm run fuzz -- [options]
  --count N      inputs in all, or of the one target (100000 when not said)
  --seed S       same seed, same inputs (drawn when not said; printed first)
  --target T     one of: invoices, requests, calls
  --from N       begin at that input (0 when not said)
  --help         this text
Exit codes: 0 no fault, 1 a fault was found, 2 wrong use.
`;
const OPTIONS = {
  count: { type: 'string', default: '100000' },
  seed: { type: 'string', default: randomBytes(6).toString('hex') },
  target: { type: 'string' },
  from: { type: 'string', default: '0' },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

/** Ends the process; nothing has begun. */
function wrongUse(why: string): never {
  process.stderr.write(`${why} Nothing was run. “npm run fuzz -- --help” says what there is.\n`);
  process.exit(2);
}

function readOptions() {
  try {
    return parseArgs({ options: OPTIONS }).values;
  } catch (error) {
    return wrongUse(
      (error instanceof Error ? error.message : String(error)).replace(/(\. To specify.*)?\.?$/s, '.'),
    );
  }
}

const wholeNumber = (text: string): number =>
  /^\d{1,9}$/.test(text) ? Number(text) : wrongUse(`“${text}” is not a whole number.`);

const values = readOptions();
if (values.help) {
  process.stdout.write(USE);
  process.exit(0);
}
const count = wholeNumber(values.count);
const from = wholeNumber(values.from);

type Target = { readonly share: number; readonly open: () => Promise<Runner> | Runner };
const TARGETS: Readonly<Record<string, Target>> = {
  invoices: {
    share: 0.4,
    open: () => ({ run: (n, at) => fuzzInvoices(values.seed, n, at), close: () => Promise.resolve() }),
  },
  requests: { share: 0.35, open: () => createRequestFuzzer(values.seed) },
  calls: { share: 0.25, open: () => createCallFuzzer(values.seed) },
};

if (values.target !== undefined && !Object.hasOwn(TARGETS, values.target))
  wrongUse(`There is no target “${values.target}”.`);

function tell(report: FuzzReport): void {
  for (const [outcome, times] of [...report.outcomes].toSorted(([a], [b]) => a.localeCompare(b)))
    say(`    ${String(times).padStart(7)}  ${outcome}`);
  for (const { target, index, kind, why } of report.faults.slice(0, 20))
    say(
      `  FAULT --target ${target} --seed ${values.seed} --from ${index} --count 1  (${kind}) ${why.replaceAll(/\s+/g, ' ').slice(0, 300)}`,
    );
}

async function runTarget(name: string, { share, open }: Target): Promise<boolean> {
  const inputs = Math.round(values.target === undefined ? count * share : count);
  const runner = await open();
  const warmUp = Math.floor(inputs / 5);
  const first = await runner.run(warmUp, from);
  const before = heap();
  const rest = await runner.run(inputs - warmUp, from + warmUp);
  const after = heap();
  await runner.close();
  const faults = first.faults.length + rest.faults.length;
  const rate = (first.inputs + rest.inputs) / (first.seconds + rest.seconds);
  const slowest = Math.max(first.slowest.ms, rest.slowest.ms);
  say(
    `${name}: ${inputs} inputs, ${rate.toFixed(0)}/s, slowest ${slowest.toFixed(0)} ms, ` +
      `heap ${megabytes(before)} → ${megabytes(after)}, ${faults} faults`,
  );
  tell(first);
  tell(rest);
  const grown = after - before > GROWTH_BOUND;
  if (grown) say(`  FAULT the heap grew by ${megabytes(after - before)}`);
  return faults === 0 && !grown;
}

say(`seed ${values.seed}`);
let fine = true;
for (const [name, target] of Object.entries(TARGETS))
  if (values.target === undefined || values.target === name) fine = (await runTarget(name, target)) && fine;
say(fine ? 'no faults' : 'FAULTS FOUND');
process.exit(fine ? 0 : 1);
