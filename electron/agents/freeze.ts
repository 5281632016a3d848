// Freeze: the stop switch of one agent and of the fleet. One synchronous transaction: when it returns, the gate already refuses
// (docs/gate.md, section 1, rule 7).
import type { AuditActor } from '../../shared/domain/audit-entry.ts';
import type { AgentId } from '../../shared/domain/ids.ts';
import { ok, refuse, type Result } from '../../shared/domain/result.ts';
import { unixSeconds } from '../../shared/domain/time.ts';
import type { AuditLog } from '../audit/log.ts';
import type { Clock } from '../store/clock.ts';
import type { Database } from '../store/database.ts';
import type { Freeze, FreezeSwitch } from './agent.ts';

export type FreezeDeps = {
  readonly database: Database;
  readonly audit: AuditLog;
  readonly clock: Clock;
};

const FLEET_FREEZE = 'fleet_freeze';

type AgentRow = { name: string; frozen_at: number | null; frozen_reason: string | null };

export function createFreezeSwitch({ database, audit, clock }: FreezeDeps): FreezeSwitch {
  const read = database.prepare<{ value: string }>('SELECT value FROM meta WHERE name = ?');
  const write = database.prepare('INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)');
  const erase = database.prepare('DELETE FROM meta WHERE name = ?');
  const agentRow = database.prepare<AgentRow>(
    'SELECT name, frozen_at, frozen_reason FROM agents WHERE id = ?',
  );
  const setAgent = database.prepare('UPDATE agents SET frozen_at = ?, frozen_reason = ? WHERE id = ?');

  const fleet = (): Freeze | null => {
    const row = read.get(FLEET_FREEZE);
    if (!row) return null;
    const { at, reason } = JSON.parse(row.value) as { at: number; reason: string };
    return { at: unixSeconds(at), reason };
  };

  const record = (
    entry: {
      readonly level: 'warning' | 'critical';
      readonly action: 'freeze' | 'unfreeze';
      readonly agentId: AgentId | null;
      readonly summary: string;
    },
    reason: string,
    before: Freeze | null,
    actor: AuditActor,
  ): void => {
    audit.append(clock.now(), {
      ...entry,
      category: entry.agentId === null ? 'gate' : 'agent',
      actor,
      outcome: 'succeeded',
      correlation: null,
      body: { reason, frozenBefore: before === null ? null : { at: before.at, reason: before.reason } },
    });
    database.touch('gate', 'agents', 'fleet');
  };

  const changeAgent = (
    id: AgentId,
    frozen: boolean,
    reason: string,
    actor: AuditActor,
  ): Result<true, 'unknown_agent'> =>
    database.transaction(() => {
      const agent = agentRow.get(id);
      if (!agent) return refuse('unknown_agent', 'There is no such agent. Nothing was changed.');
      // Freezing twice keeps the first moment and reason: the log of who stopped it and why must not be overwritten.
      if ((agent.frozen_at !== null) === frozen) return ok(true as const);
      const before =
        agent.frozen_at === null
          ? null
          : { at: unixSeconds(agent.frozen_at), reason: agent.frozen_reason ?? '' };
      setAgent.run(frozen ? clock.now() : null, frozen ? reason : null, id);
      record(
        {
          level: 'warning',
          action: frozen ? 'freeze' : 'unfreeze',
          agentId: id,
          summary: frozen
            ? `Agent “${agent.name}” frozen: ${reason}`
            : `Agent “${agent.name}” unfrozen: ${reason}`,
        },
        reason,
        before,
        actor,
      );
      return ok(true as const);
    });

  return {
    fleet,
    freezeFleet: (reason, actor) =>
      database.transaction(() => {
        const before = fleet();
        if (before) return;
        write.run(FLEET_FREEZE, JSON.stringify({ at: clock.now(), reason }));
        record(
          { level: 'critical', action: 'freeze', agentId: null, summary: `Fleet frozen: ${reason}` },
          reason,
          before,
          actor,
        );
      }),
    unfreezeFleet: (reason, actor) =>
      database.transaction(() => {
        const before = fleet();
        if (!before) return;
        erase.run(FLEET_FREEZE);
        record(
          { level: 'critical', action: 'unfreeze', agentId: null, summary: `Fleet unfrozen: ${reason}` },
          reason,
          before,
          actor,
        );
      }),
    freezeAgent: (id, reason, actor) => changeAgent(id, true, reason, actor),
    unfreezeAgent: (id, reason, actor) => changeAgent(id, false, reason, actor),
  };
}
