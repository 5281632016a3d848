// Known destinations: whom the fleet has paid or named, for the look-alike rule and the first-payment rule.
import type { AgentId } from '../../shared/domain/ids.ts';
import type { Database } from '../store/database.ts';
import { imitated, LOOKALIKE_ENDS, looksAlike, type Resemblance } from './rules/destinations.ts';

export type KnownDestinations = {
  readonly paidBefore: (agentId: AgentId, destination: string) => boolean;
  readonly resemblance: (destination: string) => Resemblance;
  /** A destination paid, labelled or on the given allowlist that `destination` imitates. */
  readonly lookalikeOf: (destination: string, allowlist: readonly string[] | null) => string | null;
  readonly label: (destination: string) => string | null;
};

export function createKnownDestinations(database: Database): KnownDestinations {
  const paid = database.prepare(
    `SELECT 1 AS found FROM spends WHERE destination = ? AND agent_id = ? AND state = 'settled' LIMIT 1`,
  );
  const nextPaid = database.prepare<{ destination: string }>(
    `SELECT destination FROM spends WHERE state = 'settled' AND destination > ? AND destination < ? ORDER BY destination LIMIT 1`,
  );
  const labelled = database.prepare<{ destination: string }>(
    'SELECT destination FROM destination_labels WHERE destination > ? AND destination < ?',
  );
  const label = database.prepare<{ label: string }>(
    'SELECT label FROM destination_labels WHERE destination = ?',
  );
  /** From one destination to the next by the index, however often each was paid. */
  const paidBetween = (start: string, end: string): string[] => {
    const found: string[] = [];
    for (let row = nextPaid.get(start, end); row; row = nextPaid.get(row.destination, end))
      found.push(row.destination);
    return found;
  };

  const resemblance = (destination: string): Resemblance => {
    const start = destination.slice(0, LOOKALIKE_ENDS);
    const end = `${start}g`;
    const candidates = [
      ...paidBetween(start, end),
      ...labelled.all(start, end).map((row) => row.destination),
    ];
    return {
      known: candidates.includes(destination),
      imitates: candidates.find((candidate) => looksAlike(destination, candidate)) ?? null,
    };
  };
  return {
    resemblance,
    paidBefore: (agentId, destination) => paid.get(destination, agentId) !== undefined,
    lookalikeOf: (destination, allowlist) => imitated(destination, resemblance(destination), allowlist),
    label: (destination) => label.get(destination)?.label ?? null,
  };
}
