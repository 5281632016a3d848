// Writes the table of the last run into docs/crash-test.md, between its two marks.
import { readFileSync, writeFileSync } from 'node:fs';
import type { Row } from './run.ts';
import { markdownTable } from './table.ts';

const BEGIN = '<!-- last run: begin -->';
const END = '<!-- last run: end -->';

export function writeDocument(
  file: string,
  run: {
    readonly wallet: string;
    readonly about: string;
    readonly seed: string;
    readonly rows: readonly Row[];
  },
  control: readonly Row[],
): void {
  const text = readFileSync(file, 'utf8');
  const [head] = text.split(BEGIN);
  const [, tail] = text.split(END);
  if (head === undefined || tail === undefined) throw new Error(`${file} has no marks for the table`);
  const parts = [
    `${BEGIN}\n**${run.wallet}** (${run.about}), seed ${run.seed}. Amounts in sats.`,
    markdownTable(run.rows),
    ...(control.length > 0
      ? [
          '**The control**, a deliberately naive wallet, which must fail everywhere but in scenario 1:',
          markdownTable(control),
        ]
      : []),
    END,
  ];
  writeFileSync(file, head + parts.join('\n\n') + tail);
}
