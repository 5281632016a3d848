// `npm run sim`: histories by the thousand, or the check that known mistakes are found.
//   --seeds N (2000)  --seed N (that one alone, with its story)  --acts N (40)  --planted  --json
import { parseArgs } from 'node:util';
import type { runBatch } from './batch.ts';
import { hookLoading } from './loading.ts';
import { PLANTS } from './plants.ts';
import { faultText, reportText } from './report.ts';

type Simulation = { readonly runBatch: typeof runBatch };

hookLoading();

const USE = `Use: npm run sim -- [options]
  --seeds N    so many histories, from seed 1 (2000 when not said)
  --seed N     the history of that seed alone, with its story when it finds a fault
  --acts N     acts of a history (40 when not said)
  --planted    check that known mistakes are found
  --json       the report as JSON
  --help       this text
Exit codes: 0 no fault, 1 a fault was found, 2 wrong use.
`;

/** Ends the process; nothing has begun. */
function wrongUse(why: string): never {
  process.stderr.write(`${why} Nothing was run. “npm run sim -- --help” says what there is.\n`);
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

const OPTIONS = {
  seeds: { type: 'string', default: '2000' },
  seed: { type: 'string' },
  acts: { type: 'string', default: '40' },
  planted: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

const values = readOptions();
if (values.help) {
  process.stdout.write(USE);
  process.exit(0);
}
const count = (text: string): number => {
  if (!/^\d{1,9}$/.test(text)) wrongUse(`“${text}” is not a whole number.`);
  return Number(text);
};
const acts = count(values.acts);
const say = (text: string): void => void process.stdout.write(`${text}\n`);

/** The simulation over the product as it is, or with one mistake in it. */
const load = async (plant: string | null): Promise<Simulation> => {
  const address = `./batch.ts${plant === null ? '' : `?plant=${encodeURIComponent(plant)}`}`;
  return (await import(address)) as Simulation;
};

async function plantedBugs(): Promise<boolean> {
  const found: {
    readonly name: string;
    readonly within: number;
    readonly seeds: number | null;
    readonly said: string;
  }[] = [];
  for (const { name, from = 1, within, breaks } of PLANTS) {
    const simulation = await load(name);
    const batch = await simulation.runBatch({
      first: from,
      count: within,
      acts,
      invariants: breaks,
      stopAfter: 1,
      shrinks: false,
    });
    const [fault] = batch.faults;
    found.push({
      name,
      within,
      seeds: fault ? fault.seed : null,
      said: fault ? `invariant ${fault.violation.invariant}: ${fault.violation.sentence}` : '',
    });
    if (!values.json)
      say(
        `${fault ? `seed ${String(fault.seed).padStart(4)}` : 'NOT FOUND'}  ${name} — ${found.at(-1)?.said ?? ''}`,
      );
  }
  if (values.json) say(JSON.stringify(found));
  return found.every((one) => one.seeds !== null);
}

async function histories(): Promise<boolean> {
  const simulation = await load(null);
  const one = values.seed === undefined ? null : count(values.seed);
  const batch = await simulation.runBatch({
    first: one ?? 1,
    count: one === null ? count(values.seeds) : 1,
    acts,
    invariants: null,
    stopAfter: 20,
    shrinks: true,
  });
  if (values.json)
    say(
      JSON.stringify({
        ...batch,
        coverage: Object.fromEntries(
          ['transition', 'crash point', 'crash during', 'answer', 'disk fault', 'end'].map((kind) => [
            kind,
            Object.fromEntries(batch.coverage.of(kind)),
          ]),
        ),
        faults: batch.faults.map((fault) => ({ ...fault, trace: undefined, text: faultText(fault) })),
      }),
    );
  else {
    for (const fault of batch.faults.slice(0, 1)) say(faultText(fault));
    if (batch.faults.length > 1)
      say(
        `\nmore: ${batch.faults
          .slice(1)
          .map(({ seed, violation }) => `${seed} (${violation.invariant})`)
          .join(', ')}`,
      );
    say(reportText(batch));
  }
  return batch.faults.length === 0;
}

process.exitCode = (await (values.planted ? plantedBugs() : histories())) ? 0 : 1;
