// CSV: read back by a parser of RFC 4180, hostile cells included, and with the balances hidden.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvHead, csvLines, exactSats, HIDDEN_CELL, type NamedField } from '../../../../renderer/ui/csv.ts';
import { csvFields, type TableColumn } from '../../../../renderer/ui/table-columns.ts';

type Row = { readonly name: string; readonly msat: string | null; readonly at: number | null };
const FIELDS: readonly NamedField<Row>[] = [
  { name: 'Name', kind: 'text', of: (row) => row.name },
  { name: 'Paid', kind: 'amount', of: (row) => row.msat },
  { name: 'Asked', kind: 'time', of: (row) => row.at },
];

/** RFC 4180, section 2, by the letter. */
function parse(text: string): string[][] {
  const lines: string[][] = [];
  let cells: string[] = [];
  let index = 0;
  while (index < text.length) {
    let cell = '';
    if (text[index] === '"') {
      index += 1;
      for (;;) {
        if (text[index] === '"' && text[index + 1] === '"') {
          cell += '"';
          index += 2;
        } else if (text[index] === '"') {
          index += 1;
          break;
        } else {
          if (index >= text.length) throw new Error('a quoted cell does not end');
          cell += text[index++];
        }
      }
    } else
      while (index < text.length && text[index] !== ',' && text[index] !== '\r') {
        if (text[index] === '"' || text[index] === '\n') throw new Error('a bare quote or line feed');
        cell += text[index++];
      }
    cells.push(cell);
    if (text[index] === ',') index += 1;
    else {
      if (text.slice(index, index + 2) !== '\r\n') throw new Error(`no line end at ${index}`);
      index += 2;
      lines.push(cells);
      cells = [];
    }
  }
  if (cells.length > 0) throw new Error('the last line does not end');
  return lines;
}

const lineOf = (row: Partial<Row>, hidden = false): string[] =>
  parse(csvLines(FIELDS, [{ name: 'x', msat: null, at: null, ...row }], hidden))[0] ?? [];

describe('an export', () => {
  it('names its units and its time zone', () => {
    expect(parse(csvHead(FIELDS))).toEqual([['Name', 'Paid (sat)', 'Paid (msat)', 'Asked (UTC)']]);
  });

  it('keeps amounts to the last msat and moments to the second', () => {
    expect(lineOf({ msat: '2100000000000000001', at: 1_779_274_447 })).toEqual([
      'x',
      '2100000000000000.001',
      '2100000000000000001',
      '2026-05-20T10:54:07Z',
    ]);
    expect(lineOf({})).toEqual(['x', '', '', '']);
  });

  it.each([
    ['0', '0'],
    ['1', '0.001'],
    ['1737', '1.737'],
    ['12400000', '12400'],
    ['-1500', '-1.5'],
  ])('writes %s msat as %s sat', (msat, sat) => expect(exactSats(msat)).toBe(sat));

  it.each([
    '=1+1',
    '+1',
    '-1',
    '@SUM(A1)',
    ' =1',
    '\u00a0=1',
    '\t=1',
    '\r=1',
    '\n=1',
    '＝1',
    '\u200b=1',
    '=HYPERLINK("http://x";"y")',
  ])('makes no formula of %j', (name) => {
    const [cell = ''] = lineOf({ name });
    expect(cell).toMatch(/^['[]/);
  });

  it('shows what nobody would see', () => {
    expect(lineOf({ name: 'ACME\u202Egnp.exe' })[0]).toBe('ACME[RLO]gnp.exe');
  });

  it('reads back as many rows and cells as were written, whatever they hold', () => {
    const text = fc.string({ unit: 'binary', maxLength: 40 });
    const row = fc.record({
      name: fc.oneof(text, fc.stringMatching(/^[",;\r\n'=+@ -]{0,12}$/)),
      msat: fc.option(fc.bigInt({ min: 0n, max: 2_100_000_000_000_000_000n }).map(String)),
      at: fc.option(fc.nat({ max: 2_000_000_000 })),
    });
    fc.assert(
      fc.property(fc.array(row, { maxLength: 6 }), fc.boolean(), (rows, hidden) => {
        const read = parse(csvLines(FIELDS, rows, hidden));
        expect(read).toHaveLength(rows.length);
        for (const cells of read) {
          expect(cells).toHaveLength(4);
          expect(cells[0]).not.toMatch(/^[\s]*[=+\-@＝＋－＠]/u);
        }
      }),
    );
  });
});

describe('an export with balances hidden', () => {
  it('says nothing of an amount, not even its length', () => {
    expect(lineOf({ msat: '1' }, true).slice(1, 3)).toEqual([HIDDEN_CELL, HIDDEN_CELL]);
    expect(lineOf({ msat: '2100000000000000000' }, true)).toEqual(lineOf({ msat: '1' }, true));
  });

  it('masks the amounts inside sentences too', () => {
    const fields: readonly NamedField<string>[] = [{ name: 'What', kind: 'sentence', of: (text) => text }];
    expect(csvLines(fields, ['Shopper paid 12,400 sats, fee 3 sats.'], true)).not.toMatch(/\d/);
    expect(csvLines(fields, ['Shopper paid 12,400 sats.'], false)).toContain('12,400 sats');
  });
});

describe('the columns of a table', () => {
  const column = (id: string, rest: Partial<TableColumn<Row>>): TableColumn<Row> => ({
    id,
    header: id,
    width: '4rem',
    cell: () => null,
    ...rest,
  });
  const rows: readonly Row[] = [
    { name: 'a', msat: null, at: 1 },
    { name: 'b', msat: '1500', at: 2 },
  ];

  it('export by what they are sorted by, unless they say otherwise', () => {
    const fields = csvFields(
      [
        column('Name', { sort: (row) => row.name }),
        column('Paid', { sort: (row) => (row.msat === null ? null : BigInt(row.msat)) }),
        column('Share', { sort: (row) => row.at }),
        column('Asked', { sort: (row) => row.at, csv: { kind: 'time', of: (row) => row.at } }),
        column('Buttons', {}),
        column('Left out', { sort: (row) => row.name, csv: [] }),
      ],
      rows,
    );
    expect(fields.map(({ name, kind }) => [name, kind])).toEqual([
      ['Name', 'text'],
      ['Paid', 'amount'],
      ['Asked', 'time'],
    ]);
    expect(parse(csvLines(fields, rows, false))).toEqual([
      ['a', '', '', '1970-01-01T00:00:01Z'],
      ['b', '1.5', '1500', '1970-01-01T00:00:02Z'],
    ]);
  });
});
