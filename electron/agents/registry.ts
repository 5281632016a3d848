// Agent registry: who may ask, within which limits. Policies are versioned and never overwritten. Rules: docs/gate.md, sections 2 and 3.
import type { AuditActor, AuditBody } from '../../shared/domain/audit-entry.ts';
import type { AgentId, NodeId } from '../../shared/domain/ids.ts';
import { msat, msatOrNull, msatText } from '../../shared/domain/money.ts';
import type { FleetPolicy } from '../../shared/domain/policy.ts';
import { ok, refuse } from '../../shared/domain/result.ts';
import { unixSeconds } from '../../shared/domain/time.ts';
import type { AuditLog } from '../audit/log.ts';
import { newId, type Clock, type Random } from '../store/clock.ts';
import type { Database } from '../store/database.ts';
import type { Agent, AgentRegistry, BalanceMove, Draw } from './agent.ts';
import { nameKey, storedName } from './name.ts';
import { createPolicyVersions } from './policy-versions.ts';
import { changedFields, policyForAudit } from './policy-text.ts';

type AgentRecord = {
  id: string;
  name: string;
  purpose: string;
  node_id: string;
  draw: string;
  frozen_at: number | null;
  frozen_reason: string | null;
  policy_version: number;
  booked_msat: bigint;
  created_at: number;
};
type MoveRow = { kind: BalanceMove['kind']; amount_msat: bigint; reason: string; at: number };

export type RegistryDeps = {
  readonly database: Database;
  readonly audit: AuditLog;
  readonly clock: Clock;
  readonly random: Random;
};

const AGENT_COLUMNS =
  'id, name, purpose, node_id, draw, frozen_at, frozen_reason, policy_version, booked_msat, created_at';
const NO_FLEET_LIMIT: FleetPolicy = { maxFleetDailySpend: null, attestAbove: null };

const readAgent = (row: AgentRecord): Agent => ({
  id: row.id as AgentId,
  name: row.name,
  purpose: row.purpose,
  nodeId: row.node_id as NodeId,
  draw: row.draw as Draw,
  frozen: row.frozen_at === null ? null : { at: unixSeconds(row.frozen_at), reason: row.frozen_reason ?? '' },
  policyVersion: row.policy_version,
  booked: row.booked_msat,
  createdAt: unixSeconds(row.created_at),
});

const readFleetPolicy = (body: string): FleetPolicy => {
  // Versions stored before there was an attestation have none of it.
  const { maxFleetDailySpend, attestAbove = null } = JSON.parse(body) as {
    maxFleetDailySpend: string | null;
    attestAbove?: string | null;
  };
  return { maxFleetDailySpend: msatOrNull(maxFleetDailySpend), attestAbove: msatOrNull(attestAbove) };
};

const fleetForAudit = (policy: FleetPolicy): AuditBody => ({
  maxFleetDailySpendMsat: policy.maxFleetDailySpend === null ? null : msatText(policy.maxFleetDailySpend),
  attestAboveMsat: policy.attestAbove === null ? null : msatText(policy.attestAbove),
});

export function createAgentRegistry({ database, audit, clock, random }: RegistryDeps): AgentRegistry {
  const policies = createPolicyVersions(database);
  const one = database.prepare<AgentRecord>(`SELECT ${AGENT_COLUMNS} FROM agents WHERE id = ?`);
  const all = database.prepare<AgentRecord>(`SELECT ${AGENT_COLUMNS} FROM agents ORDER BY created_at, id`);
  const names = database.prepare<{ id: string; name: string }>('SELECT id, name FROM agents');
  const node = database.prepare('SELECT 1 AS present FROM nodes WHERE id = ? AND removed_at IS NULL');
  const insert = database.prepare(
    'INSERT INTO agents (id, name, purpose, node_id, draw, policy_version, created_at) VALUES (?, ?, ?, ?, ?, 1, ?)',
  );
  const rename = database.prepare('UPDATE agents SET name = ?, purpose = ? WHERE id = ?');
  const newestFleet = database.prepare<{ version: number; body: string }>(
    'SELECT version, body FROM fleet_policies ORDER BY version DESC LIMIT 1',
  );
  const insertFleet = database.prepare(
    'INSERT INTO fleet_policies (version, body, set_at, reason) VALUES (?, ?, ?, ?)',
  );
  const moves = database.prepare<MoveRow>(
    'SELECT kind, amount_msat, reason, at FROM balance_moves WHERE agent_id = ? ORDER BY id DESC LIMIT ?',
  );

  const isTaken = (name: string, except: string | null): boolean => {
    const key = nameKey(name);
    return names.all().some((row) => row.id !== except && nameKey(row.name) === key);
  };

  const fleetPolicy = (): { readonly policy: FleetPolicy; readonly version: number } => {
    const row = newestFleet.get();
    return row
      ? { policy: readFleetPolicy(row.body), version: row.version }
      : { policy: NO_FLEET_LIMIT, version: 0 };
  };

  const log = (
    actor: AuditActor,
    action: string,
    agentId: AgentId | null,
    summary: string,
    body: AuditBody,
  ): void => {
    const category = action === 'set-policy' || action === 'set-fleet-policy' ? 'policy' : 'agent';
    audit.append(clock.now(), {
      level: 'info',
      category,
      action,
      actor,
      outcome: 'succeeded',
      agentId,
      correlation: null,
      summary,
      body,
    });
    database.touch('agents', 'fleet');
  };

  return {
    get: (id) => {
      const row = one.get(id);
      return row && readAgent(row);
    },
    list: () => all.all().map(readAgent),

    create: (agent, actor) =>
      database.transaction(() => {
        const name = storedName(agent.name);
        if (isTaken(name, null)) return nameTaken(name);
        if (!node.get(agent.nodeId))
          return refuse('unknown_node', 'That node is not part of the fleet. The agent was not added.');
        const id = newId(random) as AgentId;
        const now = clock.now();
        insert.run(id, name, agent.purpose, agent.nodeId, agent.draw, now);
        policies.put(id, { policy: agent.policy, version: 1, setAt: now }, 'Agent added');
        log(actor, 'create', id, `Agent “${name}” added.`, {
          name,
          purpose: agent.purpose,
          nodeId: agent.nodeId,
          draw: agent.draw,
          policyVersion: 1,
          after: policyForAudit(agent.policy),
        });
        return ok(id);
      }),

    rename: (id, typed, purpose, actor) =>
      database.transaction(() => {
        const before = one.get(id);
        if (!before) return unknownAgent();
        const name = storedName(typed);
        if (isTaken(name, id)) return nameTaken(name);
        if (before.name === name && before.purpose === purpose) return ok(true as const);
        rename.run(name, purpose, id);
        log(actor, 'rename', id, `Agent “${before.name}” is now “${name}”.`, {
          before: { name: before.name, purpose: before.purpose },
          after: { name, purpose },
        });
        return ok(true as const);
      }),

    policy: policies.current,
    policyAt: (id, wanted) => policies.at(id, wanted)?.policy,

    setPolicy: (id, expectedVersion, policy, reason, actor) =>
      database.transaction(() => {
        const agent = one.get(id);
        if (!agent) return unknownAgent();
        if (agent.policy_version !== expectedVersion) return changedMeanwhile();
        const before = policies.current(id).policy;
        const next = expectedVersion + 1;
        policies.put(id, { policy, version: next, setAt: clock.now() }, reason);
        const fields = changedFields(before, policy);
        const what = fields.length === 0 ? 'nothing changed' : fields.join(', ');
        log(actor, 'set-policy', id, `Limits of “${agent.name}” set to version ${next}: ${what}.`, {
          reason,
          version: next,
          before: policyForAudit(before),
          after: policyForAudit(policy),
        });
        return ok(next);
      }),

    fleetPolicy,

    setFleetPolicy: (expectedVersion, policy, reason, actor, proof = {}) =>
      database.transaction(() => {
        const before = fleetPolicy();
        if (before.version !== expectedVersion) return changedMeanwhile();
        const next = expectedVersion + 1;
        const after = fleetForAudit(policy);
        insertFleet.run(
          next,
          JSON.stringify({
            maxFleetDailySpend: after['maxFleetDailySpendMsat'] ?? null,
            attestAbove: after['attestAboveMsat'] ?? null,
          }),
          clock.now(),
          reason,
        );
        log(actor, 'set-fleet-policy', null, `Fleet limits set to version ${next}.`, {
          reason,
          version: next,
          before: fleetForAudit(before.policy),
          after,
          ...proof,
        });
        return ok(next);
      }),

    moves: (id, limit) =>
      moves.all(id, limit).map((row) => ({
        kind: row.kind,
        amount: msat(row.amount_msat),
        reason: row.reason,
        at: unixSeconds(row.at),
      })),
  };
}

const unknownAgent = () => refuse('unknown_agent', 'There is no such agent. Nothing was changed.');
const nameTaken = (name: string) =>
  refuse(
    'name_taken',
    `Another agent is already called “${name}”. Nothing was changed; choose another name.`,
  );
const changedMeanwhile = () =>
  refuse(
    'changed_meanwhile',
    'The limits were changed since you opened them. Nothing was saved; look at the new ones first.',
  );
