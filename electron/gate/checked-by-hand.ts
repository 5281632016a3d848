// Checked by hand: a person has looked at a payment whose outcome the node does not tell, and says so with a reason. That ends the
// alarm and nothing else: the payment counts against every limit until the node itself says how it ended (docs/gate.md, section 4).
import { ok, refuse } from '../../shared/domain/result.ts';
import type { Gate } from './gate.ts';
import type { Ledger } from './ledger.ts';
import type { Spend } from './spend.ts';

export function createCheckedByHand(
  { spends, audit, clock, entries, write }: Ledger,
  isInQuestion: (spend: Spend) => boolean,
): Gate['markChecked'] {
  return (id, reason, actor) =>
    write(() => {
      const spend = spends.get(id);
      if (!spend) return refuse('unknown_spend', 'There is no such payment. Nothing was noted.');
      if (!isInQuestion(spend))
        return refuse(
          'not_in_question',
          'This payment is no longer being asked about: the node has said how it ended. Nothing was noted.',
        );
      if (spend.checked)
        return refuse('already_checked', 'Somebody has checked this payment already. Nothing was noted.');
      const now = clock.now();
      const seq = audit.append(
        now,
        // SECURITY: no state is moved here. Whoever could free a reservation by hand could have it spent a second time.
        entries.step(spend, {
          level: 'warning',
          category: 'payment',
          action: 'check-by-hand',
          actor,
          outcome: 'unknown',
          summary: 'checked by hand; it still counts against every limit until the node says how it ended',
          body: { reason, state: spend.state },
        }),
      );
      spends.markChecked(id, { at: now, reason, seq });
      return ok({ seq });
    });
}
