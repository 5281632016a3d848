// Who opened the ledger: an identity made once, and a row that names the session that has it open (docs/gate.md 4, "one process owns the ledger").
// What this can see: a second program on the same file where the operating system's lock failed (some network file systems), and on
// opening, that the last session did not end by itself. What it cannot see: a copy of the folder opened on another machine at the same
// time; each copy then has a row of its own. The anchor (anchor.ts) sees the copy that comes back.
import { z } from 'zod';
import { newId, type Clock, type Random } from './clock.ts';
import type { Database } from './database.ts';

const ownerRow = z.object({ session: z.string(), since: z.number(), releasedAt: z.number().nullable() });
export type LedgerSession = z.output<typeof ownerRow>;

export type LedgerOwner = {
  /** Made with the ledger, the same for ever and in every copy. */
  readonly ledgerId: string;
  readonly session: string;
  /** Who had it before; null for a new ledger. `releasedAt` null: that session did not end by itself. */
  readonly previous: LedgerSession | null;
  /** false once another session has claimed the ledger: this one must let nothing more out. Cheap; may be asked inside a transaction. */
  readonly stillOwns: () => boolean;
  /** Marks an orderly end. Does nothing when another session has claimed the ledger. */
  readonly release: () => void;
};

export function claimLedger({
  database,
  clock,
  random,
}: {
  readonly database: Database;
  readonly clock: Clock;
  readonly random: Random;
}): LedgerOwner {
  const select = database.prepare<{ value: string }>('SELECT value FROM meta WHERE name = ?');
  const insert = database.prepare('INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)');
  const read = (): LedgerSession | null => parseOwner(select.get('owner')?.value);
  const write = (owner: LedgerSession): void => void insert.run('owner', JSON.stringify(owner));

  const session = newId(random);
  const since = clock.now();
  const claimed = database.transaction(() => {
    const previous = read();
    const known = select.get('ledger_id')?.value;
    const ledgerId = known ?? newId(random);
    if (known === undefined) insert.run('ledger_id', ledgerId);
    write({ session, since, releasedAt: null });
    return { ledgerId, previous };
  });
  const stillOwns = (): boolean => read()?.session === session;

  return {
    ...claimed,
    session,
    stillOwns,
    release: () =>
      database.transaction(() => {
        if (stillOwns()) write({ session, since, releasedAt: clock.now() });
      }),
  };
}

function parseOwner(value: string | undefined): LedgerSession | null {
  if (value === undefined) return null;
  try {
    const parsed = ownerRow.safeParse(JSON.parse(value));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
