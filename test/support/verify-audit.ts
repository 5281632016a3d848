// Verifies a ledger's log from scratch, without the product's own verifier: hash of each canonical text, and its link to the one before.
import { createHash } from 'node:crypto';
import type { Database } from '../../electron/store/database.ts';

/** null when the chain holds, otherwise the first sequence number at which it does not. */
export function verifyEntries(database: Database): number | null {
  let previous = '0'.repeat(64);
  for (const row of database
    .prepare<{ seq: number; canonical: string; hash: string }>(
      'SELECT seq, canonical, hash FROM audit ORDER BY seq',
    )
    .all()) {
    const hash = createHash('sha256').update(row.canonical).digest('hex');
    const { prev, seq } = JSON.parse(row.canonical) as { prev: string; seq: number };
    if (hash !== row.hash || prev !== previous || seq !== row.seq) return row.seq;
    previous = hash;
  }
  return null;
}
