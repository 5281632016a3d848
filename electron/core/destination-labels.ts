// Destination labels: the operator's own names for those who are paid. A label makes a destination known to the look-alike rule.
import type { AuditActor } from '../../shared/domain/audit-entry.ts';
import { isNodeKey } from '../../shared/domain/ids.ts';
import { ok, refuse, type Result } from '../../shared/domain/result.ts';
import type { AuditLog } from '../audit/log.ts';
import type { Clock } from '../store/clock.ts';
import type { Database } from '../store/database.ts';

export type DestinationLabels = {
  /** An empty label removes it. */
  readonly set: (destination: string, label: string, actor: AuditActor) => Result<true, 'not_a_destination'>;
};

export function createDestinationLabels({
  database,
  audit,
  clock,
  tag,
}: {
  readonly database: Database;
  readonly audit: AuditLog;
  readonly clock: Clock;
  /** Keyed hash of a destination, as the gate's entries carry it. */
  readonly tag: (destination: string) => string;
}): DestinationLabels {
  const read = database.prepare<{ label: string }>(
    'SELECT label FROM destination_labels WHERE destination = ?',
  );
  const write = database.prepare(
    'INSERT OR REPLACE INTO destination_labels (destination, label, at) VALUES (?, ?, ?)',
  );
  const erase = database.prepare('DELETE FROM destination_labels WHERE destination = ?');

  return {
    set: (destination, label, actor) => {
      if (!isNodeKey(destination))
        return refuse('not_a_destination', 'This is not the key of a Lightning node. Nothing was labelled.');
      database.transaction(() => {
        const now = clock.now();
        const before = read.get(destination)?.label ?? null;
        if (label === '') erase.run(destination);
        else write.run(destination, label, now);
        const short = `${destination.slice(0, 12)}…`;
        audit.append(now, {
          level: 'info',
          category: 'policy',
          action: 'label-destination',
          actor,
          outcome: 'succeeded',
          agentId: null,
          correlation: null,
          summary: label === '' ? `Label of ${short} removed.` : `${short} is now called “${label}”.`,
          body: { destination: short, destinationTag: tag(destination), before, after: label || null },
        });
        database.touch('approvals', 'agents', 'fleet');
      });
      return ok(true as const);
    },
  };
}
