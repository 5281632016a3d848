// A short run of every fuzzing target with a fixed seed, and proof that each would see a fault. The long run is test/fuzz/main.ts.
import { describe, expect, it } from 'vitest';
import { parseInvoice } from '../../electron/lightning/invoice.ts';
import type { NodeKey, PaymentHash } from '../../shared/domain/ids.ts';
import { msat } from '../../shared/domain/money.ts';
import { ok } from '../../shared/domain/result.ts';
import { CALL_KINDS } from './call-kinds.ts';
import { createCallFuzzer } from './calls.ts';
import { fuzzInvoices, INVOICE_KINDS, invoiceCase } from './invoices.ts';
import type { FuzzReport } from './report.ts';
import { REQUEST_KINDS } from './request-kinds.ts';
import { createRequestFuzzer } from './requests.ts';

const SEED = process.env['FUZZ_SEED'] ?? 'portcullis';

/** Nothing wrong, and every kind of input occurred. */
function expectFine(report: FuzzReport, kinds: readonly string[]): void {
  expect(report.faults).toEqual([]);
  const seen = new Set([...report.outcomes.keys()].map((outcome) => outcome.split(' → ')[0]));
  for (const kind of kinds) expect(seen).toContain(kind);
}

describe(`fuzzing with the seed “${SEED}”`, { timeout: 60_000 }, () => {
  it('of invoices reads what was written, refuses what was not, and never throws', async () => {
    expectFine(await fuzzInvoices(SEED, 3_000), INVOICE_KINDS);
  });

  it('of requests gives each its one right answer or silence, and pays nothing that was not asked', async () => {
    const fuzzer = createRequestFuzzer(SEED);
    try {
      expectFine(await fuzzer.run(1_300), REQUEST_KINDS);
    } finally {
      await fuzzer.close();
    }
  });

  it('of calls refuses in words what the contract does not name, and is never broken inside', async () => {
    const fuzzer = await createCallFuzzer(SEED);
    try {
      expectFine(await fuzzer.run(2_700), CALL_KINDS);
    } finally {
      await fuzzer.close();
    }
  });

  it('makes of one seed and index the same input again', () => {
    for (let index = 0; index < 50; index += 1)
      expect(invoiceCase(SEED, index)).toEqual(invoiceCase(SEED, index));
    expect(invoiceCase(SEED, 0).text).not.toBe(invoiceCase('another', 0).text);
  });
});

describe('a reader with a planted fault is found out', () => {
  const planted: Readonly<Record<string, typeof parseInvoice>> = {
    'throws at what it cannot read': (text) => {
      const read = parseInvoice(text);
      if (!read.ok) throw new Error('cannot read it');
      return read;
    },
    'takes ten times the amount': (text) => {
      const read = parseInvoice(text);
      return read.ok && read.value.amount !== null
        ? ok({ ...read.value, amount: msat(read.value.amount / 10n) })
        : read;
    },
    'gives another payment hash each time': (text) => {
      const read = parseInvoice(text);
      return read.ok ? ok({ ...read.value, paymentHash: 'ab'.repeat(32) as PaymentHash }) : read;
    },
    'believes whom the invoice names': (text) => {
      const read = parseInvoice(text);
      return read.ok ? ok({ ...read.value, destination: `02${'cd'.repeat(32)}` as NodeKey }) : read;
    },
    'reads main network for every network': (text) => {
      const read = parseInvoice(text);
      return read.ok ? ok({ ...read.value, network: 'mainnet' }) : read;
    },
  };
  it.each(Object.entries(planted))('that %s', async (_what, reader) => {
    expect((await fuzzInvoices(SEED, 200, 0, reader)).faults).not.toEqual([]);
  });
});
