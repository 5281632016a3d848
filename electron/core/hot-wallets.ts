// Hot wallets: the on-chain wallets of the fleet's nodes as the treasury needs them, with the balance each told last.
import type { NodeId } from '../../shared/domain/ids.ts';
import { sat, type Sat } from '../../shared/domain/sat.ts';
import type { LightningNode } from '../lightning/lightning-node.ts';
import type { HotWallet, HotWallets } from '../treasury/hot-side.ts';

export type HotSide = {
  readonly wallets: HotWallets;
  /** Asks every node for its on-chain balance; one that does not say has none that is known. */
  readonly ask: () => Promise<void>;
};

export function createHotWallets(
  nodes: {
    readonly get: (id: NodeId) => LightningNode | undefined;
    readonly list: () => readonly LightningNode[];
  },
  changed: () => void,
): HotSide {
  const balances = new Map<NodeId, Sat>();

  const read = async (node: LightningNode): Promise<void> => {
    const before = balances.get(node.id);
    try {
      const { confirmed, reserved } = await node.onchain.balance();
      balances.set(node.id, confirmed > reserved ? sat(confirmed - reserved) : sat(0n));
    } catch {
      balances.delete(node.id);
    }
    if (balances.get(node.id) !== before) changed();
  };

  const walletOf = (node: LightningNode): HotWallet => ({
    onChain: () => (node.state().kind === 'ready' ? (balances.get(node.id) ?? null) : null),
    freshAddress: node.onchain.newAddress,
    send: async (order) => {
      const outcome = await node.onchain.send(order);
      void read(node);
      return outcome.kind === 'failed' ? { kind: 'refused', detail: outcome.detail } : outcome;
    },
    find: async (label) => {
      const found = await node.onchain.lookup(label);
      return found.kind === 'sent' ? { kind: 'found', txid: found.txid } : found;
    },
  });

  return {
    wallets: (id) => {
      const node = nodes.get(id);
      return node && walletOf(node);
    },
    ask: async () => {
      const ready = nodes.list().filter((node) => node.state().kind === 'ready');
      for (const id of balances.keys()) if (!ready.some((node) => node.id === id)) balances.delete(id);
      await Promise.all(ready.map(read));
    },
  };
}
