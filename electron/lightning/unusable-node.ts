// Unusable node: stands in for a stored node whose credentials cannot be opened, so that the console starts and says what is wrong.
import type { NodeId } from '../../shared/domain/ids.ts';
import type { LightningNode, NodeState } from './lightning-node.ts';
import { noOnchainWallet } from './onchain-wallet.ts';

export function createUnusableNode(id: NodeId, note: string): LightningNode {
  const state: NodeState = { kind: 'refused', note };
  const unavailable = (): Promise<never> => Promise.reject(new Error(note));
  return {
    id,
    state: () => state,
    onState: () => () => undefined,
    refresh: () => Promise.resolve(state),
    pay: () => Promise.resolve({ kind: 'failed', detail: 'not sent: the node cannot be used' }),
    lookupPayment: () => Promise.resolve({ kind: 'no-answer', detail: 'the node cannot be used' }),
    paymentsSince: unavailable,
    makeInvoice: unavailable,
    onInvoiceSettled: () => () => undefined,
    onchain: noOnchainWallet('the node cannot be used'),
    close: () => Promise.resolve(),
  };
}
