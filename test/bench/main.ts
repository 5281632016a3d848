// `npm run bench`: every figure as a ratio against a yardstick of the same run; a table, and JSON beside it in docs/.
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { decisions } from './decisions.ts';
import { reached, type Figure } from './figure.ts';
import { intake } from './intake.ts';
import { load } from './load.ts';
import { memory } from './memory.ts';
import { hundredNodes } from './nodes.ts';
import { realLnd } from './real-lnd.ts';
import { roundTrip } from './round-trip.ts';
import { treasury } from './treasury.ts';
import { whatIfFigure } from './what-if.ts';
import { window } from './window.ts';

const MEASURES = {
  decisions,
  intake,
  roundTrip,
  memory,
  load,
  whatIf: whatIfFigure,
  treasury,
  hundredNodes,
  realLnd,
  window,
} as const;
const DOCS = new URL('../../docs/', import.meta.url);
const { values } = parseArgs({
  options: {
    write: { type: 'boolean', default: false },
    /** Names of MEASURES, by commas; with --write the other figures stay as they were written. */
    only: { type: 'string' },
    /** See load.ts. */
    long: { type: 'boolean', default: false },
  },
});
const wantedNames = values.only?.split(',') ?? Object.keys(MEASURES);
const unknownName = wantedNames.find((name) => !Object.hasOwn(MEASURES, name));
if (unknownName !== undefined)
  throw new Error(`--only takes some of ${Object.keys(MEASURES).join(', ')}, not “${unknownName}”`);

const measured: Figure[] = [];
for (const [name, measure] of Object.entries(MEASURES))
  if (wantedNames.includes(name)) measured.push(...(await measure()));
const figures = values.only === undefined || !values.write ? measured : merged(writtenBefore(), measured);

function writtenBefore(): readonly Figure[] {
  const { figures: before } = JSON.parse(readFileSync(new URL('benchmarks.json', DOCS), 'utf8')) as {
    readonly figures: readonly Figure[];
  };
  return before;
}

function merged(before: readonly Figure[], now: readonly Figure[]): Figure[] {
  const names = new Set(now.map((figure) => figure.name));
  return [...before.filter((figure) => !names.has(figure.name)), ...now];
}

const shown = (figure: Figure): string => `${figure.value.toFixed(2)}${figure.unit ?? ' ×'}`;
const wanted = (figure: Figure): string =>
  figure.wanted === null ? '–' : `${figure.wanted.at === 'least' ? '≥' : '≤'} ${figure.wanted.value}`;
const verdict = (figure: Figure): string =>
  ({ true: 'reached', false: '**missed**', null: '–' })[`${reached(figure) ?? 'null'}`] ?? '–';

const table = [
  '| figure | measured | wanted | | detail |',
  '|---|---|---|---|---|',
  ...figures.map(
    (figure) =>
      `| ${figure.name} | ${shown(figure)} | ${wanted(figure)} | ${verdict(figure)} | ${figure.detail} |`,
  ),
].join('\n');

const missed = figures.filter((figure) => reached(figure) === false && figure.heldBackBy !== undefined);
const reasons =
  missed.length === 0
    ? ''
    : `\n## What holds the missed figures back\n\n${missed.map((figure) => `- **${figure.name}**: ${figure.heldBackBy}`).join('\n')}\n`;

const machine = `${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}, Node ${process.versions.node}`;
process.stdout.write(`${machine}\n\n${table}\n`);

if (values.write) {
  const at = new Date().toISOString().slice(0, 10);
  writeFileSync(new URL('benchmarks.json', DOCS), `${JSON.stringify({ at, machine, figures }, null, 2)}\n`);
  writeFileSync(
    new URL('benchmarks.md', DOCS),
    `# Benchmarks\n\nWritten by \`npm run bench -- --write\` on ${at}: ${machine}. Ratios are medians of interleaved rounds; absolute figures belong to this\nmachine and its disk alone.\n\n${table}\n${reasons}`,
  );
}
