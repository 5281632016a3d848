// Policy versions: every policy an agent ever had, and which one is in force. Written once, never changed. Callers bring the transaction.
import type { AgentId } from '../../shared/domain/ids.ts';
import { unixSeconds } from '../../shared/domain/time.ts';
import type { Database } from '../store/database.ts';
import type { PolicyRecord } from './agent.ts';
import { readPolicy, writePolicy } from './policy-text.ts';

export type PolicyVersions = {
  /** The one in force. Throws when the agent has none: a bug. */
  readonly current: (id: AgentId) => PolicyRecord;
  readonly at: (id: AgentId, version: number) => PolicyRecord | undefined;
  /** Stores a version and puts it in force. */
  readonly put: (id: AgentId, record: PolicyRecord, reason: string) => void;
};

export function createPolicyVersions(database: Database): PolicyVersions {
  const inForce = database.prepare<{ version: number }>(
    'SELECT policy_version AS version FROM agents WHERE id = ?',
  );
  const row = database.prepare<{ version: number; body: string; set_at: number }>(
    'SELECT version, body, set_at FROM policies WHERE agent_id = ? AND version = ?',
  );
  const insert = database.prepare(
    'INSERT INTO policies (agent_id, version, body, set_at, reason) VALUES (?, ?, ?, ?, ?)',
  );
  const advance = database.prepare('UPDATE agents SET policy_version = ? WHERE id = ?');

  // The gate reads the policy on every request. The version in force is read from the table each time, so a change or a
  // rollback is seen at once; only the parsing of a stored version, which never changes, is saved.
  const parsed = new Map<AgentId, PolicyRecord>();

  const at = (id: AgentId, version: number): PolicyRecord | undefined => {
    const kept = parsed.get(id);
    if (kept?.version === version) return kept;
    const found = row.get(id, version);
    if (!found) return undefined;
    const record = {
      policy: readPolicy(found.body),
      version: found.version,
      setAt: unixSeconds(found.set_at),
    };
    if (kept === undefined || kept.version < version) parsed.set(id, record);
    return record;
  };

  return {
    at,
    current: (id) => {
      const version = inForce.get(id)?.version;
      const record = version === undefined ? undefined : at(id, version);
      if (!record) throw new Error(`no policy of agent ${id}`);
      return record;
    },
    put: (id, { policy, version, setAt }, reason) => {
      insert.run(id, version, writePolicy(policy), setAt, reason);
      advance.run(version, id);
    },
  };
}
