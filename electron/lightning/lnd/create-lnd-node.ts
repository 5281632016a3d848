// createLndNode: the LightningNode port over one lnd. Everything here is a straight hand-over to the file that knows how.
import type { NodeId } from '../../../shared/domain/ids.ts';
import type { Clock } from '../../store/clock.ts';
import type { LightningNode, NodeCredentials } from '../lightning-node.ts';
import { createHealthBook } from './call-health.ts';
import { openConnection, type ConnectionDeadlines } from './connection.ts';
import { createInsight } from './insight.ts';
import { followSettled, makeInvoice } from './invoices.ts';
import { createLookup, type LookupDeadlines } from './lookup.ts';
import { createOnchainWallet } from './onchain.ts';
import { createPayer } from './pay.ts';
import { paymentsSince } from './payments.ts';
import { createNodeWatcher, type ExpectedNode, type LndLog } from './state.ts';

export type LndNodeOptions = {
  readonly id: NodeId;
  readonly credentials: NodeCredentials;
  readonly clock: Clock;
  /** Who must answer; null or missing while the node is being added. */
  readonly expected?: ExpectedNode | null;
  readonly log?: LndLog;
  /** For tests. */
  readonly deadlines?: {
    readonly connection?: ConnectionDeadlines;
    readonly lookup?: LookupDeadlines;
    readonly firstUpdateMs?: number;
  };
};

/** Begins to connect at once. Throws when the credentials are malformed. */
export function createLndNode({
  id,
  credentials,
  clock,
  expected = null,
  log,
  deadlines = {},
}: LndNodeOptions): LightningNode {
  const health = createHealthBook(clock);
  const connection = openConnection(credentials, deadlines.connection, [health.interceptor]);
  const insight = createInsight(connection, health, clock);
  const watcher = createNodeWatcher({ connection, socket: credentials.socket, expected, clock, log });
  const lookupPayment = createLookup(connection, clock, deadlines.lookup);
  const payer = createPayer({
    connection,
    lookup: lookupPayment,
    clock,
    ...(deadlines.firstUpdateMs === undefined ? {} : { firstUpdateMs: deadlines.firstUpdateMs }),
  });
  const followers = new Set<() => void>();

  return {
    id,
    insight,
    state: watcher.state,
    onState: watcher.onState,
    refresh: watcher.refresh,
    pay: async (order) => {
      // SECURITY: nothing is sent to a node that has not shown who it is.
      if (watcher.state().kind !== 'ready')
        return { kind: 'failed', detail: 'not sent: the node is not connected' };
      const outcome = await payer.pay(order);
      watcher.soon();
      return outcome;
    },
    lookupPayment,
    paymentsSince: (from) => paymentsSince(connection, from),
    makeInvoice: (invoice) => makeInvoice(connection, clock, invoice),
    onInvoiceSettled: (listener) => {
      const stop = followSettled(connection, clock, (invoice) => {
        listener(invoice);
        watcher.soon();
      });
      followers.add(stop);
      return () => {
        stop();
        followers.delete(stop);
      };
    },
    onchain: createOnchainWallet(connection, () => watcher.state().kind === 'ready', watcher.soon),
    close: async () => {
      watcher.close();
      insight.close();
      for (const stop of followers) stop();
      followers.clear();
      payer.close();
      // The orders that were out get their outcome before the channel goes.
      await Promise.resolve();
      connection.close();
    },
  };
}
