// Node watch: what each node's state means for the gate: unreachable, on the wrong network, or able to spend less than it owes.
import { satsText } from '../../shared/domain/amount-text.ts';
import type { NodeId } from '../../shared/domain/ids.ts';
import { unixSeconds } from '../../shared/domain/time.ts';
import type { LightningNode, NodeInfo, NodeState } from '../lightning/lightning-node.ts';
import type { Balances } from './balances.ts';
import type { Ledger } from './ledger.ts';

/** A chain without a block for this long is rarer than a wrong clock (about one in 65 million). Seconds. */
const LONGEST_BLOCK_GAP = 10_800;
/** By consensus no block is dated further than this beyond the time at which it is accepted. Seconds. */
const BLOCK_AHEAD = 7_200;
/** A shortfall is believed when seen on this many readings in a row: the first may be older than a payment just booked. */
const READINGS_TO_BELIEVE = 2;

export type NodeWatch = {
  readonly look: (node: LightningNode, state: NodeState) => void;
};

export function createNodeWatch(ledger: Ledger, balances: Balances, onClockDoubt: () => void): NodeWatch {
  const { doubts, database, clock } = ledger;
  const expected = database.prepare<{ network: string; public_key: string }>(
    'SELECT network, public_key FROM nodes WHERE id = ?',
  );
  const chainWithTime = database.prepare(
    `SELECT 1 AS found FROM nodes WHERE removed_at IS NULL AND network <> 'regtest' LIMIT 1`,
  );
  const short = new Map<NodeId, number>();
  const clockSeen = new Set<NodeId>();

  const lookAtShortfall = (node: LightningNode): void => {
    const { allotted, spendable } = balances.coverage(node.id);
    const isShort = spendable !== null && allotted > spendable;
    const readings = isShort ? (short.get(node.id) ?? 0) + 1 : 0;
    short.set(node.id, readings);
    if (!isShort) doubts.set('node-short', false, node.id);
    else if (readings >= READINGS_TO_BELIEVE && !doubts.has('node-short', node.id)) {
      doubts.set('node-short', true, node.id);
      ledger.log.error(
        { node: node.id, allotted: satsText(allotted), spendable: satsText(spendable) },
        'a node can spend less than its agents were allotted',
      );
    }
  };

  const lookAtClock = (id: NodeId, { blockTime, network, synced }: NodeInfo): void => {
    if (network === 'regtest') {
      // SECURITY: it makes blocks by hand, so its chain tells no time: it vouches only where no other could contradict.
      if (!chainWithTime.get()) clock.vouch();
      return;
    }
    if (blockTime !== null) clock.notBefore(unixSeconds(Math.max(0, blockTime - BLOCK_AHEAD)));
    if (clockSeen.has(id)) return;
    if (blockTime === null) {
      doubts.set('node-behind', true, id);
      return;
    }
    const isBehind = clock.now() > unixSeconds(blockTime + LONGEST_BLOCK_GAP);
    // SECURITY: a node beside us goes by the same clock: set forward, it makes lnd believe that it is the chain that is behind.
    doubts.set('node-behind', isBehind && !synced, id);
    if (!synced) return;
    clockSeen.add(id);
    if (isBehind) onClockDoubt();
    else if (!doubts.has('clock-in-doubt')) clock.vouch();
  };

  return {
    look: (node, state) => {
      // Connecting is how every node begins, and it is `reconciling` until its first comparison ended: closed, but no alarm.
      const begins = state.kind === 'connecting' && doubts.has('reconciling', node.id);
      doubts.set('node-unreachable', state.kind !== 'ready' && !begins, node.id);
      if (state.kind !== 'ready') return;
      const record = expected.get(node.id);
      const stranger =
        record !== undefined &&
        (record.network !== state.info.network || record.public_key !== state.info.publicKey);
      doubts.set('node-wrong-network', stranger, node.id);
      lookAtShortfall(node);
      // SECURITY: a stranger's chain says nothing about our time.
      if (!stranger) lookAtClock(node.id, state.info);
    },
  };
}
