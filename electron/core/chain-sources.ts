// Chain sources: from a setting to its adapter. A practice fleet reaches its own chain on this machine and nothing else.
import type { Network } from '../../shared/domain/network.ts';
import { refuse, type Result } from '../../shared/domain/result.ts';
import type { ChainSource } from '../bitcoin/chain-source.ts';
import type { NodeDirectory } from '../lightning/nodes.ts';
import type { Clock } from '../store/clock.ts';
import type { ChainSetting } from '../treasury/chain-link.ts';

export type ChainWish = {
  readonly setting: Exclude<ChainSetting, { kind: 'none' }>;
  readonly kind: 'practice' | 'real';
  readonly network: Network;
  readonly nodes: NodeDirectory;
  readonly clock: Clock;
};

export function connectChain(_wish: ChainWish): Result<ChainSource> {
  return refuse('not_available', 'No chain source can be used in this version yet.');
}
