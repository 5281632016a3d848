// Orders: what a spectator asks of the pretend chain, and the line that says what became of it.
import type { ToPractice } from '../../../shared/domain/practice.ts';
import type { BlockChain } from './block-chain.ts';
import type { Faucet } from './faucet.ts';

export type ChainOrder = Extract<ToPractice, { type: 'faucet' | 'mine' | 'reorg' | 'take-back' }>;

/** Never throws: an address of another network is a sentence. */
export function runChainOrder(
  { chain, faucet }: { readonly chain: BlockChain; readonly faucet: Faucet },
  order: ChainOrder,
): string {
  switch (order.type) {
    case 'faucet':
      try {
        const txid = faucet.give(order.address, BigInt(order.sats));
        return `The practice faucet sent ${order.sats} sats to ${order.address}: ${txid}`;
      } catch (error) {
        const why = error instanceof Error ? error.message : 'unknown';
        return `The practice faucet sent nothing to ${order.address}: ${why}`;
      }
    case 'mine':
      chain.mine(order.blocks);
      return `The practice chain grew to ${chain.tip().height}`;
    case 'reorg':
      return `The practice chain replaced its last ${order.depth} blocks; it is ${chain.reorganise(order.depth).height} high`;
    case 'take-back': {
      // The newest first: an older one may already pay for it.
      const taken = chain
        .mempool()
        .toReversed()
        .reduce<string | undefined>((done, { txid }) => done ?? faucet.takeBack(txid), undefined);
      return taken === undefined
        ? 'The practice faucet has no payment that could be taken back'
        : `The practice faucet took its last payment back: ${taken}`;
    }
  }
}
