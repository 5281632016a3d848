// MarkChecked: the operator's only act on a payment in question: to say, with a reason, that somebody has looked.
import type { PaymentInQuestion } from '../../../shared/contract/app.ts';
import { useHumanAct } from '../../bridge/queries.ts';
import { useDisplay } from '../../ui/display.ts';
import { amountSentence } from '../../ui/amount-units.ts';
import { AMOUNT_MASK, groupDigits } from '../../ui/format.ts';
import { ReasonDialog } from '../../ui/ReasonDialog.tsx';
import { useToast } from '../../ui/Toast.tsx';

export function MarkChecked({
  payment,
  onClose,
}: {
  readonly payment: PaymentInQuestion;
  readonly onClose: () => void;
}) {
  const mark = useHumanAct('gate.markChecked');
  const say = useToast();
  const { hideBalances, unit = 'sat' } = useDisplay();
  const { spend, nodeName } = payment;
  const total = BigInt(spend.amountMsat) + BigInt(spend.feeLimitMsat);
  return (
    <ReasonDialog
      title="Mark as checked by hand"
      consequence={`Look at ${nodeName} first: its own list of payments, and its channels. The note ends the alarm and nothing else. ${hideBalances ? AMOUNT_MASK : amountSentence(total, unit)} stay reserved and count against every limit until the node itself says how it ended.`}
      verb="Mark as checked"
      tone="primary"
      notDone="Not noted."
      act={mark}
      onClose={onClose}
      onConfirm={(reason) =>
        mark.mutate(
          { id: spend.id, reason },
          {
            onSuccess: ({ seq }) => {
              say('ok', 'Noted; it still counts', `Entry ${groupDigits(seq)} of the log.`);
              onClose();
            },
          },
        )
      }
    />
  );
}
