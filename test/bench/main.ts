// `npm run bench`: every figure as a ratio against a yardstick of the same run; a table, and JSON beside it in docs/.
import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { decisions } from './decisions.ts';
import { reached, type Figure } from './figure.ts';
import { intake } from './intake.ts';
import { load } from './load.ts';
import { memory } from './memory.ts';
import { roundTrip } from './round-trip.ts';
import { whatIfFigure } from './what-if.ts';

const figures: Figure[] = [];
for (const measure of [decisions, intake, roundTrip, memory, load, whatIfFigure])
  figures.push(...(await measure()));

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

if (process.argv.includes('--write')) {
  const docs = new URL('../../docs/', import.meta.url);
  const at = new Date().toISOString().slice(0, 10);
  writeFileSync(new URL('benchmarks.json', docs), `${JSON.stringify({ at, machine, figures }, null, 2)}\n`);
  writeFileSync(
    new URL('benchmarks.md', docs),
    `# Benchmarks\n\nWritten by \`npm run bench -- --write\` on ${at}: ${machine}. Ratios are medians of interleaved rounds; absolute figures belong to this\nmachine and its disk alone.\n\n${table}\n${reasons}`,
  );
}
