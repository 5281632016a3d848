// Expiry alarm: a payment the recipient holds locks money up until its HTLC expires, and from that height on the node has to close a
// channel to get it back. The operator hears of it while something can still be done. Rule: docs/gate.md, section 4.
import type { SpendId } from '../../shared/domain/ids.ts';
import { EXPIRY_ALARM_BLOCKS } from '../../shared/domain/spend.ts';
import type { NodeState, PaymentLookup } from '../lightning/lightning-node.ts';
import type { Ledger } from './ledger.ts';
import type { Spend } from './spend.ts';

/** To be told of every payment that is seen in flight, and of the node that carries it. Alarms once per payment. */
export type ExpiryAlarm = (
  spend: Spend,
  inFlight: Extract<PaymentLookup, { kind: 'in-flight' }>,
  node: NodeState,
) => void;

export function createExpiryAlarm({ audit, clock, entries, write }: Ledger): ExpiryAlarm {
  // In memory only: after a start a payment that is still close to its expiry is worth one more alarm.
  const alarmed = new Set<SpendId>();
  return (spend, { expiryHeight = null }, node) => {
    if (expiryHeight === null || node.kind !== 'ready') return;
    const { blockHeight } = node.info;
    const left = expiryHeight - blockHeight;
    if (left > EXPIRY_ALARM_BLOCKS || alarmed.has(spend.id)) return;
    const when = left > 0 ? `expires in ${left} blocks, at height ${expiryHeight}` : 'has expired';
    write(
      () =>
        void audit.append(
          clock.now(),
          entries.step(spend, {
            level: 'critical',
            category: 'payment',
            action: 'expiry-near',
            outcome: 'unknown',
            summary: `the recipient still holds it and it ${when}; then the node has to close a channel to get it back`,
            body: { expiryHeight, blockHeight },
          }),
        ),
    );
    alarmed.add(spend.id);
  };
}
