// CSV: rows as text for a spreadsheet (RFC 4180). Amounts stay exact, times are ISO 8601 UTC, and no cell can become a formula. Pure.
import { fence } from './fence.ts';
import { maskAmounts } from './format.ts';

type Content<T> =
  /** Somebody else may have written it. */
  | { readonly kind: 'text'; readonly of: (row: T) => string | null }
  /** A sentence of the log: its amounts are hidden with all others. */
  | { readonly kind: 'sentence'; readonly of: (row: T) => string | null }
  /** Msat. Becomes two columns: exact sat with up to three decimals, and whole msat. */
  | { readonly kind: 'amount'; readonly of: (row: T) => string | bigint | null }
  /** Unix seconds. */
  | { readonly kind: 'time'; readonly of: (row: T) => number | null }
  | { readonly kind: 'count'; readonly of: (row: T) => number | bigint | null };

/** One thing an export says of a row. `name` is the heading; without it the heading of its column. */
export type CsvField<T> = Content<T> & { readonly name?: string };
export type NamedField<T> = Content<T> & { readonly name: string };

/** What stands in place of an amount that is hidden. */
export const HIDDEN_CELL = 'hidden';

/** Spreadsheets in the West read UTF-8 only after this. */
export const CSV_START = '\uFEFF';
const LINE_END = '\r\n';

/** What a spreadsheet takes for the start of a formula, after blanks too; the full-width forms are read as the narrow ones. */
const FORMULA = /^[\s\u00a0]*[=+\-@＝＋－＠]/u;

/** Text that shows what it holds: characters nobody sees become their names, as on the screen. Never cut. */
function visible(text: string): string {
  return fence(text, Number.POSITIVE_INFINITY)
    .parts.map((part) =>
      part.kind === 'text' ? part.text : `[${part.label}${part.count > 1 ? `×${part.count}` : ''}]`,
    )
    .join('');
}

// SECURITY: an agent chooses its purpose and a payee its name: neither may run in the operator's spreadsheet. The apostrophe makes it text.
function textCell(text: string): string {
  const shown = visible(text);
  return quoted(FORMULA.test(shown) || /^[\t\r\n]/.test(shown) ? `'${shown}` : shown);
}

const quoted = (cell: string): string =>
  /[",;\t\r\n']/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;

/** Msat as exact sat: 12400000 → "12400", 1737 → "1.737". */
export function exactSats(msat: string | bigint): string {
  const amount = BigInt(msat);
  const size = amount < 0n ? -amount : amount;
  const rest = (size % 1_000n).toString().padStart(3, '0').replace(/0+$/, '');
  return `${amount < 0n ? '-' : ''}${size / 1_000n}${rest === '' ? '' : `.${rest}`}`;
}

function cells<T>(field: NamedField<T>, row: T, hidden: boolean): readonly string[] {
  switch (field.kind) {
    case 'text':
      return [textCell(field.of(row) ?? '')];
    case 'sentence': {
      const sentence = field.of(row) ?? '';
      return [textCell(hidden ? maskAmounts(sentence) : sentence)];
    }
    case 'amount': {
      const msat = field.of(row);
      if (msat === null) return ['', ''];
      // SECURITY: of one length whatever the amount is, like the mask on the screen.
      return hidden ? [HIDDEN_CELL, HIDDEN_CELL] : [exactSats(msat), BigInt(msat).toString()];
    }
    case 'time': {
      const at = field.of(row);
      return [at === null ? '' : new Date(at * 1_000).toISOString().replace('.000', '')];
    }
    case 'count':
      return [field.of(row)?.toString() ?? ''];
  }
}

/** The heading line. */
export const csvHead = (fields: readonly NamedField<never>[]): string =>
  `${fields
    .flatMap(({ kind, name }) =>
      kind === 'amount'
        ? [textCell(`${name} (sat)`), textCell(`${name} (msat)`)]
        : [textCell(kind === 'time' ? `${name} (UTC)` : name)],
    )
    .join(',')}${LINE_END}`;

/** One line per row, each ended. `hidden`: amounts are not written, nor those inside sentences. */
export const csvLines = <T>(fields: readonly NamedField<T>[], rows: readonly T[], hidden: boolean): string =>
  rows.map((row) => `${fields.flatMap((field) => cells(field, row, hidden)).join(',')}${LINE_END}`).join('');
