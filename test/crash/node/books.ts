// The books: every HTLC the node offered, with its time, amount and fee, written by the node alone. They are the only judge of what left.

export type Htlc = {
  readonly number: number;
  /** Which send of the hash it belongs to: 1 for the first. */
  readonly send: number;
  readonly hash: string;
  /** Name of the payee. */
  readonly payee: string;
  readonly amount: bigint;
  readonly fee: bigint;
  /** True time, milliseconds since 1970. */
  readonly offeredAt: number;
  readonly endedAt: number | null;
  readonly outcome: 'in-flight' | 'settled' | 'failed';
};

export type Receipt = { readonly hash: string; readonly amount: bigint; readonly at: number };

export type Books = {
  readonly offer: (terms: Omit<Htlc, 'number' | 'offeredAt' | 'endedAt' | 'outcome'>) => number;
  /** Throws when it had ended before: an HTLC ends once. */
  readonly end: (number: number, outcome: 'settled' | 'failed') => void;
  readonly receive: (hash: string, amount: bigint) => void;
  /** Oldest first; a copy. */
  readonly htlcs: () => readonly Htlc[];
  readonly receipts: () => readonly Receipt[];
  /** Those of one payment hash. */
  readonly of: (hash: string) => readonly Htlc[];
};

export function createBooks(now: () => number): Books {
  const rows: Htlc[] = [];
  const receipts: Receipt[] = [];
  return {
    offer: (terms) => {
      rows.push({ ...terms, number: rows.length, offeredAt: now(), endedAt: null, outcome: 'in-flight' });
      return rows.length - 1;
    },
    end: (number, outcome) => {
      const row = rows[number];
      if (row?.outcome !== 'in-flight') throw new Error(`HTLC ${number} had ended before`);
      rows[number] = { ...row, outcome, endedAt: now() };
    },
    receive: (hash, amount) => void receipts.push({ hash, amount, at: now() }),
    htlcs: () => [...rows],
    receipts: () => [...receipts],
    of: (hash) => rows.filter((row) => row.hash === hash),
  };
}
