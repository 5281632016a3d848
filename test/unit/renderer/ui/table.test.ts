import { describe, expect, it } from 'vitest';
import { groupsOf } from '../../../../renderer/ui/groups.ts';
import { rowAfterKey } from '../../../../renderer/ui/row-keys.ts';
import {
  narrowest,
  rowsMatching,
  rowText,
  shownColumns,
  type TableColumn,
} from '../../../../renderer/ui/table-columns.ts';
import {
  compareKeys,
  inHeldOrder,
  nextSort,
  sortRows,
  sortTyped,
  sortWords,
} from '../../../../renderer/ui/table-order.ts';
import { afterHearing, afterKey, afterRest, typedAtFirst } from '../../../../renderer/ui/typed.ts';
import { partsOf } from '../../../../renderer/ui/write-export.ts';

describe('table', () => {
  it.each([
    ['j', 4, 5],
    ['ArrowDown', 9, 9],
    ['k', 0, 0],
    ['ArrowUp', 4, 3],
    ['j', -1, 0],
    ['PageDown', 4, 8],
    ['PageUp', 2, 0],
    ['Home', 7, 0],
    ['End', 0, 9],
    ['x', 3, undefined],
  ])('%s on row %i leads to %s', (key, active, expected) => {
    expect(rowAfterKey(key, active, 10, 4)).toBe(expected);
  });

  it('leads nowhere in an empty table', () => {
    expect(rowAfterKey('j', -1, 0, 4)).toBeUndefined();
  });

  it('orders names as a person counts and amounts exactly', () => {
    expect(['bot 10', 'Bot 9', 'bot 1'].toSorted(compareKeys)).toEqual(['bot 1', 'Bot 9', 'bot 10']);
    const amounts = [2_100_000_000_000_000_001n, 2_100_000_000_000_000_000n];
    expect(amounts.toSorted(compareKeys)).toEqual(amounts.toReversed());
  });

  it('cuts a key in fours with the rest at the end', () => {
    expect(groupsOf('02f1a8d35c')).toEqual(['02f1', 'a8d3', '5c']);
    expect(groupsOf('')).toEqual([]);
  });
});

type Row = { readonly id: string; readonly size: bigint | null };
const COLUMNS: readonly TableColumn<Row>[] = [
  { id: 'id', header: 'Name', width: 'minmax(9rem, 1.3fr)', sort: (row) => row.id, cell: () => null },
  { id: 'size', header: 'Size', width: '8.5rem', descFirst: true, sort: (row) => row.size, cell: () => null },
  { id: 'note', header: 'Note', width: '1fr', cell: () => null, optional: true },
];
const ROWS: readonly Row[] = [
  { id: 'b', size: 2n },
  { id: 'a', size: null },
  { id: 'c', size: 9n },
];
const order = (rows: readonly Row[]): string => rows.map(({ id }) => id).join('');

describe('the order of rows', () => {
  it('puts rows without a figure last, whichever way', () => {
    expect(order(sortRows(ROWS, COLUMNS, { id: 'size', desc: false }))).toBe('bca');
    expect(order(sortRows(ROWS, COLUMNS, { id: 'size', desc: true }))).toBe('cba');
    expect(order(sortRows(ROWS, COLUMNS, null))).toBe('bac');
  });

  it('goes a column’s own first way, then turns', () => {
    const size = { id: 'size', descFirst: true };
    const first = nextSort(size, { id: 'id', desc: false });
    expect(first).toEqual({ id: 'size', desc: true });
    expect(nextSort(size, first)).toEqual({ id: 'size', desc: false });
  });

  it('stays as it is held, with new rows after the others', () => {
    const held = ['c', 'a', 'gone'];
    expect(order(inHeldOrder([...ROWS, { id: 'new', size: 1n }], held, ({ id }) => id))).toBe('cabnew');
  });

  it('is read from an address, which may hold anything', () => {
    expect(sortTyped('size.desc', COLUMNS)).toEqual({ id: 'size', desc: true });
    expect(sortWords({ id: 'size', desc: true })).toBe('size.desc');
    for (const wrong of ['note', 'nothing', '', '.desc', 7, null, undefined, {}])
      expect(sortTyped(wrong, COLUMNS)).toBeNull();
  });
});

describe('the columns', () => {
  it('leave the first one standing, whatever is put away', () => {
    const ids = (hidden: readonly string[] | null): string =>
      shownColumns(COLUMNS, hidden)
        .map(({ id }) => id)
        .join(' ');
    expect(ids(null)).toBe('id size');
    expect(ids([])).toBe('id size note');
    expect(ids(['id', 'size', 'note'])).toBe('id');
  });

  it('scroll sideways under the sum of what each needs', () => {
    expect(narrowest(COLUMNS)).toBe('21.5rem');
  });

  it('are found in by every word, never by an amount', () => {
    const text = (row: Row): string => rowText(COLUMNS, row);
    expect(order(rowsMatching(ROWS, ' B ', text))).toBe('b');
    expect(order(rowsMatching(ROWS, '', text))).toBe('bac');
    expect(order(rowsMatching(ROWS, '9', text))).toBe('');
  });
});

describe('a field whose text also stands in the address', () => {
  it('loses no letter typed while the address catches up', () => {
    const told = afterRest(afterKey(typedAtFirst(''), 'inv'));
    const typing = afterKey(told, 'invo');
    // The address says what was told a moment ago.
    expect(afterHearing(typing, 'inv').text).toBe('invo');
    expect(afterHearing(afterHearing(typing, 'inv'), 'inv').text).toBe('invo');
  });

  it('follows Back, Clear and a kept view', () => {
    const settled = afterHearing(afterRest(afterKey(typedAtFirst(''), 'inv')), 'inv');
    expect(afterHearing(settled, '').text).toBe('');
    expect(afterHearing(settled, 'shopper').text).toBe('shopper');
  });
});

describe('a long file', () => {
  it('is cut in parts that never halve a character', () => {
    const text = 'aa😀😀b';
    const parts = partsOf(text, 3);
    expect(parts.join('')).toBe(text);
    expect(parts.every((part) => part.length <= 3 && part.isWellFormed())).toBe(true);
    expect(partsOf('', 3)).toEqual(['']);
  });
});
