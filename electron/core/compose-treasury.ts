// The treasury on a fleet: its ports filled with what the gate, the nodes and the network give. The one place where cold and hot meet.
import type { Network } from '../../shared/domain/network.ts';
import type { Result } from '../../shared/domain/result.ts';
import type { AgentRegistry } from '../agents/agent.ts';
import type { AuditLog } from '../audit/log.ts';
import type { ChainSource } from '../bitcoin/chain-source.ts';
import type { Gate } from '../gate/gate.ts';
import type { HardwareWallet } from '../hardware/hardware-wallet.ts';
import { problemOf } from '../hardware/problems.ts';
import type { NodeDirectory } from '../lightning/nodes.ts';
import type { Clock, Random } from '../store/clock.ts';
import type { Database } from '../store/database.ts';
import { createBuilder } from '../treasury/build-drafts.ts';
import type { ChainSetting } from '../treasury/chain-link.ts';
import { createTreasury, type Treasury } from '../treasury/create-treasury.ts';
import type { HotAgent } from '../treasury/hot-side.ts';
import { connectChain } from './chain-sources.ts';
import { createHotWallets } from './hot-wallets.ts';
import type { OpsLog } from './ops-log.ts';

export type TreasuryComposition = {
  readonly kind: 'practice' | 'real';
  readonly database: Database;
  readonly audit: AuditLog;
  readonly clock: Clock;
  readonly random: Random;
  readonly hardware: HardwareWallet;
  readonly gate: Gate;
  readonly registry: AgentRegistry;
  readonly nodes: NodeDirectory;
  readonly log: OpsLog;
};

/** A practice chain has a block every few seconds; a real one is asked as gently as a wallet asks. */
const PACE = {
  practice: { pollMs: 1_000, lookMs: 3_000, roundMs: 3_000 },
  real: { pollMs: 20_000, lookMs: 30_000, roundMs: 30_000 },
} as const;

export function composeTreasury(parts: TreasuryComposition): Treasury {
  const { kind, database, clock, random, hardware, gate, registry, nodes, log } = parts;
  const hot = createHotWallets(nodes, () => database.touch('treasury'));
  const agentOf = (agent: ReturnType<AgentRegistry['list']>[number]): HotAgent => ({
    id: agent.id,
    name: agent.name,
    nodeId: agent.nodeId,
    draw: agent.draw,
    hot: gate.spendable(agent.id),
    ceiling: registry.policy(agent.id).policy.maxHotBalance,
  });
  const network = (): Network => nodes.records()[0]?.network ?? (kind === 'practice' ? 'regtest' : 'mainnet');
  const connect = (setting: Exclude<ChainSetting, { kind: 'none' }>): Result<ChainSource> =>
    connectChain({ setting, kind, clock, nodes, accounts: () => treasury.rows.list() });

  const treasury = createTreasury({
    database,
    audit: parts.audit,
    clock,
    random,
    hardware,
    network,
    words: (error) => problemOf(error),
    connect,
    builder: createBuilder(),
    // SECURITY: these are the operator's own credit and debit; no request of an agent comes near them.
    purses: {
      list: () => registry.list().map(agentOf),
      get: (id) => {
        const agent = registry.get(id);
        return agent && agentOf(agent);
      },
      debit: (id, amount, reason, actor, alongside) => gate.debit(id, amount, reason, actor, alongside),
      credit: (id, amount, reason, actor, alongside) => gate.credit(id, amount, reason, actor, alongside),
    },
    wallets: hot.wallets,
    askNodes: hot.ask,
    onChange: (changed) => database.touch(...changed),
    fault: (id, error) => log.error('The treasury met a fault.', error, { id }),
    pace: PACE[kind],
  });
  // A node that was renewed has another certificate or macaroon; one that was removed is asked nothing more.
  nodes.onChange(() => {
    if (treasury.link.state().source.kind === 'lnd') treasury.link.reconnect();
  });
  return treasury;
}
