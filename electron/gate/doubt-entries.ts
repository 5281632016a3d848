// Doubt entries: the log learns when the gate, or one node's share of it, closes and opens, and why.
import { CLOSED_REASONS, type GateDoubt } from '../../shared/domain/gate-state.ts';
import type { Ledger } from './ledger.ts';

/** Come and go at every start, or cannot be written at all: shown, not logged. */
const NOT_LOGGED: readonly GateDoubt['reason'][] = ['reconciling', 'stopping', 'store-unwritable'];

export function createDoubtEntries(ledger: Ledger): (doubt: GateDoubt, present: boolean) => void {
  const { database, audit, clock, entries, log } = ledger;
  const nodeName = database.prepare<{ name: string }>('SELECT name FROM nodes WHERE id = ?');

  const write = ({ reason, nodeId }: GateDoubt, present: boolean): void => {
    const what = nodeId === null ? 'the gate' : `payments through ${nodeName.get(nodeId)?.name ?? nodeId}`;
    const summary = present
      ? `closed ${what}: ${CLOSED_REASONS[reason]}`
      : `opened ${what}: no longer so: ${CLOSED_REASONS[reason]}`;
    const level = nodeId === null ? 'critical' : 'error';
    ledger.write(() => {
      const action = present ? 'close' : 'open';
      audit.append(clock.now(), entries.gate(action, present ? level : 'info', summary, { reason, nodeId }));
    });
  };

  return (doubt, present) => {
    if (NOT_LOGGED.includes(doubt.reason)) return;
    // A doubt may arise inside a transaction; its entry is one of its own.
    queueMicrotask(() => {
      try {
        write(doubt, present);
      } catch (error) {
        log.error({ reason: doubt.reason, error: String(error) }, 'a gate change could not be logged');
      }
    });
  };
}
