// One more agent with one connection, for a benchmark: its limits never say no.
import type { Connection, Draw } from '../../electron/agents/agent.ts';
import type { Fleet } from '../../electron/core/fleet.ts';
import type { NodeId } from '../../shared/domain/ids.ts';
import { OPERATOR } from '../support/whole-fleet.ts';
import { WIDE_POLICY } from './wide-policy.ts';

export type AgentTerms = {
  readonly name: string;
  readonly nodeId: NodeId;
  readonly draw: Draw;
  readonly methods: Connection['methods'];
  readonly relays: readonly string[];
};

/** Returns the pairing address. */
export function pairAgent(
  { registry, connections }: Pick<Fleet, 'registry' | 'connections'>,
  { methods, relays, ...agent }: AgentTerms,
): string {
  const added = registry.create({ ...agent, purpose: 'bench', policy: WIDE_POLICY }, OPERATOR);
  if (!added.ok) throw new Error(added.message);
  const paired = connections.create(
    { agentId: added.value, label: 'bench', methods, relays, expiresAt: null },
    OPERATOR,
  );
  if (!paired.ok) throw new Error(paired.message);
  return paired.value.uri;
}
