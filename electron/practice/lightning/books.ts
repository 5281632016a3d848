// Books: the network's own record of every HTLC, written by the switch and by nobody else. Tests take it as the only judge.
import type { Msat } from '../../../shared/domain/money.ts';
import type { UnixSeconds } from '../../../shared/domain/time.ts';

export type BookEntry = {
  readonly number: number;
  /** When the payer offered it. */
  readonly at: UnixSeconds;
  readonly resolvedAt: UnixSeconds | null;
  readonly hash: string;
  /** Names of practice nodes. */
  readonly payer: string;
  readonly payee: string;
  /** What reaches the payee. */
  readonly amount: Msat;
  readonly fee: Msat;
  readonly outcome: 'in-flight' | 'settled' | 'failed';
  /** Why it failed, in lnd's words; null otherwise. */
  readonly reason: string | null;
};

export type Books = {
  readonly open: (entry: Omit<BookEntry, 'number' | 'resolvedAt' | 'outcome' | 'reason'>) => number;
  readonly close: (number: number, at: UnixSeconds, outcome: 'settled' | 'failed', reason?: string) => void;
  /** A copy, oldest first. */
  readonly entries: () => readonly BookEntry[];
};

export function createBooks(): Books {
  const rows: BookEntry[] = [];
  return {
    entries: () => [...rows],
    open: (entry) => {
      rows.push({ ...entry, number: rows.length, resolvedAt: null, outcome: 'in-flight', reason: null });
      return rows.length - 1;
    },
    close: (number, at, outcome, reason) => {
      const row = rows[number];
      if (row?.outcome !== 'in-flight') throw new Error(`book entry ${number} was closed before`);
      rows[number] = { ...row, resolvedAt: at, outcome, reason: reason ?? null };
    },
  };
}
