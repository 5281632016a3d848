// Read models: what the window asks for, answered from the ledger. They read; nothing here changes anything.
import type { UnixSeconds } from '../../../shared/domain/time.ts';
import type { AgentRegistry, ConnectionRegistry, FreezeSwitch } from '../../agents/agent.ts';
import type { Gate } from '../../gate/gate.ts';
import type { Windows } from '../../gate/windows.ts';
import type { ChannelBackups } from '../../lightning/channel-backups.ts';
import type { NodeDirectory } from '../../lightning/nodes.ts';
import type { Database } from '../../store/database.ts';
import type { Attestations } from '../attestations.ts';
import { createAgentReader, type AgentReader } from './agents.ts';
import { createApprovalReader, type ApprovalReader } from './approvals.ts';
import { createNodeDetailsReader, type NodeDetailsReader } from './node-details.ts';
import { createNodeReader, type NodeReader } from './nodes.ts';
import { createOverviewReader, type OverviewReader } from './overview.ts';
import { createReconcilingReader, type ReconcilingReader } from './reconciling.ts';
import type { Treasury } from '../../treasury/create-treasury.ts';
import { createTreasuryReader, type TreasuryReader } from './treasury.ts';
import { createSpendReader, type SpendReader } from './spends.ts';
import { createWhatIfReader, type WhatIfReader } from './what-if.ts';

export type ReadModels = {
  readonly agents: AgentReader;
  readonly approvals: ApprovalReader;
  readonly nodes: NodeReader;
  readonly nodeDetails: NodeDetailsReader;
  readonly overview: OverviewReader;
  readonly spends: SpendReader;
  readonly reconciling: ReconcilingReader;
  readonly whatIf: WhatIfReader;
  readonly treasury: TreasuryReader;
};

export function createReadModels(parts: {
  readonly database: Database;
  readonly registry: AgentRegistry;
  readonly connections: ConnectionRegistry;
  readonly freeze: FreezeSwitch;
  readonly windows: Windows;
  readonly gate: Gate;
  readonly nodes: NodeDirectory;
  readonly backups: Pick<ChannelBackups, 'state'>;
  readonly attestations: Pick<Attestations, 'of' | 'approver'>;
  readonly now: () => UnixSeconds;
  readonly treasury: Treasury;
}): ReadModels {
  const spends = createSpendReader(parts.database);
  const treasury = createTreasuryReader(parts.treasury);
  const agents = createAgentReader({ ...parts, nodeOf: parts.nodes.get });
  return {
    spends,
    agents,
    approvals: createApprovalReader({ ...parts, spends }),
    nodes: createNodeReader(parts),
    nodeDetails: createNodeDetailsReader(parts),
    overview: createOverviewReader({ ...parts, agents, cold: treasury.total }),
    reconciling: createReconcilingReader({ ...parts, spends }),
    whatIf: createWhatIfReader({ ...parts, spends }),
    treasury,
  };
}
