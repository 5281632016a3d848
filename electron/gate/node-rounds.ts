// Node rounds: follows every node as it comes and goes, and at each round compares its payments and asks about open ones.
import type { NodeId } from '../../shared/domain/ids.ts';
import type { LightningNode, NodeState, SettledInvoice } from '../lightning/lightning-node.ts';
import type { Clock } from '../store/clock.ts';
import { within } from './deadline.ts';
import type { ForeignPayments } from './foreign-payments.ts';
import type { Ledger } from './ledger.ts';
import type { NodeWatch } from './node-watch.ts';
import type { Receive } from './receive.ts';
import type { Reconciler } from './reconcile.ts';

export type NodeSet = {
  readonly get: (id: NodeId) => LightningNode | undefined;
  readonly list: () => readonly LightningNode[];
  /** Called after a node was added or removed. */
  readonly onChange: (listener: () => void) => () => void;
};

export type NodeRounds = {
  readonly start: () => void;
  /** One round for every node that answers. */
  readonly all: () => void;
  /** The clock was put right: no node is paid through until it was compared by the right one. */
  readonly again: () => void;
  /** Between rounds: asks about open spends whose pause is over. */
  readonly ask: () => void;
  readonly stop: () => void;
};

export type NodeRoundParts = {
  readonly ledger: Ledger;
  readonly nodes: NodeSet;
  readonly watch: NodeWatch;
  readonly foreign: ForeignPayments;
  readonly reconciler: Reconciler;
  readonly receive: Receive;
  readonly clock: Pick<Clock, 'after'>;
};

/** For a node's whole list of payments: every page of it has a deadline of its own. */
const COMPARE_MS = 120_000;

export function createNodeRounds({
  ledger,
  nodes,
  watch,
  foreign,
  reconciler,
  receive,
  clock,
}: NodeRoundParts): NodeRounds {
  const { doubts, log } = ledger;
  const followed = new Map<NodeId, () => void>();
  const unbooked: { readonly nodeId: NodeId; readonly settled: SettledInvoice }[] = [];
  let stopFollowing = (): void => undefined;

  const comparing = new Set<NodeId>();
  /** Nodes whose own list was compared since they came, or since the clock was put right. */
  const compared = new Set<NodeId>();
  const tooLong = (): never => {
    throw new Error('the node did not give its list of payments in time');
  };

  const reconcile = async (node: LightningNode): Promise<void> => {
    try {
      const answered = await reconciler.round(node);
      // SECURITY: a node that answers about single payments and not about all of them may have made others.
      if (answered && compared.has(node.id)) doubts.set('reconciling', false, node.id);
    } catch (error) {
      // Nothing was freed; it is asked again at the next round.
      log.error({ node: node.id, error: String(error) }, 'payments in flight could not be reconciled');
    }
  };

  const round = async (node: LightningNode): Promise<void> => {
    if (node.state().kind !== 'ready' || comparing.has(node.id)) return;
    comparing.add(node.id);
    try {
      await within(clock, COMPARE_MS, foreign.compare(node), tooLong);
      compared.add(node.id);
    } catch (error) {
      // The node stays as it was judged: without its list nothing is known to be accounted for.
      log.error({ node: node.id, error: String(error) }, 'a node’s payments could not be compared');
      return;
    } finally {
      comparing.delete(node.id);
    }
    await reconcile(node);
  };

  const look = (node: LightningNode, state: NodeState): void => {
    try {
      watch.look(node, state);
    } catch (error) {
      // SECURITY: what could not be looked at is not paid through, until it can be.
      doubts.set('node-unreachable', true, node.id);
      log.error(
        { node: node.id, error: String(error) },
        'what a node told could not be compared with the ledger',
      );
    }
  };

  /** What arrived is the agent's: when the disk does not take it, it is tried again with each round. */
  const book = (nodeId: NodeId, settled: SettledInvoice): void => {
    try {
      receive.book(settled);
    } catch (error) {
      unbooked.push({ nodeId, settled });
      log.error({ node: nodeId, error: String(error) }, 'an incoming payment could not be booked');
    }
  };

  const begin = (node: LightningNode): void => {
    doubts.set('reconciling', true, node.id);
    compared.delete(node.id);
    const stopState = node.onState((state) => {
      look(node, state);
      if (state.kind === 'ready' && doubts.has('reconciling', node.id)) void round(node);
    });
    const stopInvoices = node.onInvoiceSettled((settled) => book(node.id, settled));
    followed.set(node.id, () => (stopState(), stopInvoices()));
    look(node, node.state());
    void round(node);
  };

  const follow = (): void => {
    const present = nodes.list();
    for (const [id, dispose] of followed) {
      if (present.some((node) => node.id === id)) continue;
      dispose();
      followed.delete(id);
      for (const doubt of doubts.list()) if (doubt.nodeId === id) doubts.set(doubt.reason, false, id);
    }
    for (const node of present) if (!followed.has(node.id)) begin(node);
  };

  return {
    start: () => {
      stopFollowing = nodes.onChange(follow);
      follow();
    },
    all: () => {
      for (const { nodeId, settled } of unbooked.splice(0)) book(nodeId, settled);
      for (const node of nodes.list()) void round(node);
    },
    again: () => {
      for (const node of nodes.list()) {
        doubts.set('reconciling', true, node.id);
        compared.delete(node.id);
        void round(node);
      }
    },
    ask: () => {
      for (const node of nodes.list())
        if (node.state().kind === 'ready' && reconciler.due(node.id)) void reconcile(node);
    },
    stop: () => {
      stopFollowing();
      for (const dispose of followed.values()) dispose();
      followed.clear();
    },
  };
}
