// The crash test: `node test/crash/main.ts [--seed S] [--only 3,12a] [--replay FILE] [--wallet naive] [--long] [--control] [--write]`.
// Exit codes: 0 no fault, 1 a fault, 2 wrong use.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Adapter } from './adapters/adapter.ts';
import { naive } from './adapters/naive/wallet.ts';
import { portcullis } from './adapters/portcullis/wallet.ts';
import { checkControl } from './run/control.ts';
import { writeDocument } from './run/document.ts';
import { runScenarios, type Row } from './run/run.ts';
import { textTable } from './run/table.ts';
import { SCENARIOS } from './scenarios/list.ts';

const ADAPTERS: Readonly<Record<string, Adapter>> = { portcullis, naive };
const ROOT = resolve(import.meta.dirname, '../..');

type Artefact = {
  readonly wallet: string;
  readonly about: string;
  readonly seed: string;
  readonly long: boolean;
  readonly rows: readonly Row[];
};

const say = (text: string): void => void process.stdout.write(`${text}\n`);

const json = (value: unknown): string =>
  JSON.stringify(value, (_key, part: unknown) => (typeof part === 'bigint' ? part.toString() : part), 1);

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      seed: { type: 'string' },
      only: { type: 'string' },
      replay: { type: 'string' },
      wallet: { type: 'string', default: 'portcullis' },
      long: { type: 'boolean', default: false },
      control: { type: 'boolean', default: false },
      lanes: { type: 'string', default: '4' },
      out: { type: 'string', default: join(ROOT, 'out/crash-test') },
      write: { type: 'boolean', default: false },
    },
  });
  const before = values.replay === undefined ? undefined : readArtefact(values.replay);
  const adapter = ADAPTERS[before?.wallet.toLowerCase() ?? values.wallet];
  if (!adapter) throw new TypeError(`--wallet takes one of: ${Object.keys(ADAPTERS).join(', ')}.`);
  const seed = before?.seed ?? values.seed ?? '1';
  const long = before?.long ?? values.long;
  // What is played again is what failed; when nothing did, everything.
  const failed = before?.rows.filter(({ verdict }) => verdict === 'FAIL').map(({ no }) => no) ?? [];
  const wanted = failed.length > 0 ? failed : values.only?.split(',').map((no) => no.trim());
  const scenarios = SCENARIOS.filter(({ no }) => wanted?.includes(no) ?? true);
  if (scenarios.length === 0) throw new TypeError('--only names no scenario there is.');

  const from = performance.now();
  say(`${adapter.name} (${adapter.about()}), seed ${seed}`);
  const rows = await runScenarios({ adapter, scenarios, seed, long, lanes: Number(values.lanes) });
  const artefact: Artefact = { wallet: adapter.name, about: adapter.about(), seed, long, rows };
  mkdirSync(values.out, { recursive: true });
  const file = join(values.out, `${adapter.name.toLowerCase()}.json`);
  writeFileSync(file, json(artefact));
  tellRows(rows, from);
  say(`Artefact: ${file}`);
  const faults = rows.filter(({ verdict }) => verdict === 'FAIL').length;
  if (faults > 0) say(`Play it again: --replay ${file}`);

  const control = values.control ? await runControl(seed, Number(values.lanes)) : undefined;
  if (values.write) writeDocument(join(ROOT, 'docs/crash-test.md'), artefact, control?.rows ?? []);
  const broken = faults + (control?.faults.length ?? 0);
  // For a test runner that sums figures.
  const passed =
    rows.filter(({ verdict }) => verdict === 'pass').length +
    (control && control.faults.length === 0 ? 1 : 0);
  writeFileSync(
    join(values.out, 'figures.json'),
    json({
      stats: {
        expected: passed,
        unexpected: broken,
        skipped: rows.filter(({ verdict }) => verdict === 'n/a').length,
      },
    }),
  );
  return broken === 0 ? 0 : 1;
}

/** The wallet that must fail: a crash test that it passes would prove nothing. */
async function runControl(seed: string, lanes: number) {
  const from = performance.now();
  say(`\nControl: ${naive.name} (${naive.about()}), which must fail`);
  const control = await checkControl({ seed, lanes });
  tellRows(control.rows, from);
  for (const fault of control.faults) say(`  ${fault}`);
  return control;
}

function tellRows(rows: readonly Row[], from: number): void {
  say(textTable(rows));
  for (const { no, faults, notes, verdict } of rows) {
    for (const fault of faults) say(`  ${no}: ${fault}`);
    if (verdict !== 'n/a') for (const note of notes) say(`  ${no}: (${note})`);
  }
  const count = (verdict: Row['verdict']): number => rows.filter((row) => row.verdict === verdict).length;
  const seconds = Math.round((performance.now() - from) / 1_000);
  say(`${count('pass')} pass, ${count('FAIL')} fail, ${count('n/a')} n/a in ${seconds} s`);
}

function readArtefact(file: string): Artefact {
  return JSON.parse(readFileSync(file, 'utf8')) as Artefact;
}

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}
// Sockets of a wallet that was shot may linger; nothing is left to do.
process.exit();
