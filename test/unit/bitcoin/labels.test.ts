// Labels: the example of BIP-329, what is skipped, and that what is written is read again.
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readLabels, writeLabels, type Label } from '../../../electron/bitcoin/labels.ts';

const example = readFileSync(new URL('../../fixtures/bip/bip329.jsonl', import.meta.url), 'utf8');

describe('labels', () => {
  it('of the example are read, but for the type of a later standard', () => {
    const read = readLabels(example);
    expect(read?.labels.map(({ type }) => type)).toEqual([
      'tx',
      'addr',
      'pubkey',
      'input',
      'output',
      'xpub',
      'tx',
    ]);
    expect(read?.labels[4]).toMatchObject({ label: 'Output', spendable: false });
    expect(read?.labels[0]?.origin).toBe("wpkh([d34db33f/84'/0'/0'])");
    expect(read?.skipped).toEqual([{ line: 7, why: 'of a type not known here: spscan' }]);
  });

  it('are read as they were written', () => {
    const label = fc.record(
      {
        type: fc.constant('output' as const),
        ref: fc.constant(`${'ab'.repeat(32)}:1`),
        label: fc.string({ unit: 'grapheme', maxLength: 60 }).filter((text) => !/[\r\n]/.test(text)),
        spendable: fc.boolean(),
      },
      { requiredKeys: ['type', 'ref'] },
    );
    fc.assert(
      fc.property(fc.array(label, { maxLength: 20 }), (labels) => {
        expect(readLabels(writeLabels(labels as Label[]))?.labels).toEqual(labels);
      }),
    );
  });

  it.each([
    ['{', 'not a line of JSON'],
    ['[]', 'without type and reference'],
    ['{"type":"tx","ref":"zz"}', 'a reference that is none of type tx'],
    ['{"type":"tx"}', 'without type and reference'],
  ])('skip the line %s and say why', (line, why) => {
    expect(readLabels(`${line}\n${example}`)?.skipped[0]).toEqual({ line: 1, why });
  });

  it('are cut at 255 characters, whole characters, and counted', () => {
    const ref = 'ab'.repeat(32);
    const read = readLabels(writeLabels([{ type: 'tx', ref, label: '😀'.repeat(300) }]));
    expect(read?.labels[0]?.label).toBe('😀'.repeat(255));
    expect(read?.cut).toBe(1);
  });

  it('with a line end keep to one line', () => {
    const text = writeLabels([{ type: 'tx', ref: 'ab'.repeat(32), label: 'a\r\nb' }]);
    expect(text.split('\n')).toHaveLength(2);
  });

  it('are not read from a file that is too large', () => {
    expect(readLabels(' '.repeat(17 * 1_024 * 1_024))).toBeUndefined();
  });
});
