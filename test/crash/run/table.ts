// The table: as aligned text for a terminal, as Markdown for the document.
import type { Row } from './run.ts';

const HEAD = ['scenario', 'limit', 'left the wallet', 'over', 'paid twice', 'stuck', 'verdict'] as const;

const sats = (msat: string): string => {
  if (msat === '') return '–';
  const value = BigInt(msat);
  const whole = (value / 1_000n).toLocaleString('en');
  const rest = value % 1_000n;
  return rest === 0n ? whole : `${whole}.${String(rest).padStart(3, '0')}`;
};

const cells = (row: Row): readonly string[] => [
  `${row.no} ${row.name}`,
  sats(row.limit),
  sats(row.left),
  sats(row.over),
  row.verdict === 'n/a' ? '–' : String(row.paidTwice),
  sats(row.stuck),
  row.verdict,
];

/** Amounts in sats. */
export function textTable(rows: readonly Row[]): string {
  const lines = [HEAD, ...rows.map(cells)];
  const widths = HEAD.map((_, column) => Math.max(...lines.map((line) => (line[column] ?? '').length)));
  return lines
    .map((line) =>
      line
        .map((cell, column) =>
          column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
        )
        .join('  '),
    )
    .join('\n');
}

export const markdownTable = (rows: readonly Row[]): string =>
  [
    `| ${HEAD.join(' | ')} |`,
    '|---|---:|---:|---:|---:|---:|---|',
    ...rows.map((row) => `| ${cells(row).join(' | ')} |`),
  ].join('\n');
