// Known destinations: whom the fleet has paid or named, for the look-alike rule and the first-payment rule.
import type { AgentId } from '../../shared/domain/ids.ts';
import type { Database } from '../store/database.ts';
import { LOOKALIKE_ENDS, looksAlike } from './rules/destinations.ts';

export type KnownDestinations = {
  readonly paidBefore: (agentId: AgentId, destination: string) => boolean;
  /** A destination paid, labelled or on the given allowlist that `destination` imitates. */
  readonly lookalikeOf: (destination: string, allowlist: readonly string[] | null) => string | null;
  readonly label: (destination: string) => string | null;
};

export function createKnownDestinations(database: Database): KnownDestinations {
  const paid = database.prepare(
    `SELECT 1 AS found FROM spends WHERE destination = ? AND agent_id = ? AND state = 'settled' LIMIT 1`,
  );
  // A range over the shared beginning, so that the index answers however many destinations there are.
  const sameStart = database.prepare<{ destination: string }>(
    `SELECT DISTINCT destination FROM spends WHERE state = 'settled' AND destination >= ?1 AND destination < ?2
     UNION SELECT destination FROM destination_labels WHERE destination >= ?1 AND destination < ?2`,
  );
  const label = database.prepare<{ label: string }>(
    'SELECT label FROM destination_labels WHERE destination = ?',
  );
  return {
    paidBefore: (agentId, destination) => paid.get(destination, agentId) !== undefined,
    lookalikeOf: (destination, allowlist) => {
      const start = destination.slice(0, LOOKALIKE_ENDS);
      const known = [
        ...sameStart.all(start, `${start}g`).map((row) => row.destination),
        ...(allowlist ?? []),
      ];
      // A destination that is itself known is nobody's imitation.
      if (known.includes(destination)) return null;
      return known.find((candidate) => looksAlike(destination, candidate)) ?? null;
    },
    label: (destination) => label.get(destination)?.label ?? null,
  };
}
