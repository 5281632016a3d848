// AgentState: what an agent may do now, in a word. A frozen fleet stops the ones that are active by themselves too.
import { createContext, use } from 'react';
import type { AgentRow } from '../../../shared/contract/agents.ts';
import { StatusChip } from '../../ui/StatusChip.tsx';

/** true while the whole fleet is frozen. Told once by the frame: a thousand rows ask nobody. */
export const FleetFrozenContext = createContext(false);

type AgentStateProps = {
  readonly agent: Pick<AgentRow, 'state' | 'waiting'>;
  /** false: what waits is said elsewhere. */
  readonly withWaiting?: boolean;
};

export function AgentState({ agent, withWaiting = true }: AgentStateProps) {
  const fleetFrozen = use(FleetFrozenContext);
  if (agent.state === 'frozen') return <StatusChip tone="danger">frozen</StatusChip>;
  if (fleetFrozen) return <StatusChip tone="danger">fleet frozen</StatusChip>;
  if (withWaiting && agent.waiting > 0) return <StatusChip tone="warn">{agent.waiting} waiting</StatusChip>;
  return <StatusChip tone="ok">active</StatusChip>;
}
