// Destination: whom the money would go to, in full, with what is known of them. A look-alike of a known one is told loudly (address poisoning).
import type { Value } from '../../bridge/client.ts';
import { Address } from '../../ui/Address.tsx';
import { CopyButton } from '../../ui/CopyButton.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { StatusChip } from '../../ui/StatusChip.tsx';
import { Day } from '../../ui/Day.tsx';

type Decision = Value<'approvals.get'>;
type DestinationProps = Pick<Decision, 'approval' | 'destinationKnown' | 'lookalikeOf' | 'rules'>;

export function Destination({ approval, destinationKnown, lookalikeOf, rules }: DestinationProps) {
  const checked = rules.some((rule) => rule.rule === 'lookalike');
  return (
    <Panel title="Destination node" tone={lookalikeOf ? 'danger' : 'plain'}>
      {lookalikeOf && (
        <div role="alert" className="mb-3 rounded-lg border border-danger/60 bg-danger/10 px-3 py-2.5">
          <p className="text-sm font-semibold text-danger">
            Not {lookalikeOf.label ?? 'the known node'}: only the ends are the same
          </p>
          <p className="mt-0.5 text-xs text-muted">
            Somebody may have made this key to be taken for the one you know. What differs is marked.
          </p>
        </div>
      )}
      {lookalikeOf ? (
        // One above the other from the same edge, so that a difference stands under what it differs from.
        <dl className="flex flex-col gap-1 text-xs text-muted">
          <dt>This payment</dt>
          <dd>
            <Address text={approval.destination} what="destination node" against={lookalikeOf.destination} />
          </dd>
          <dt className="mt-1">{lookalikeOf.label ?? 'The known node'}</dt>
          <dd>
            <Address text={lookalikeOf.destination} what="known node" against={approval.destination} />
          </dd>
        </dl>
      ) : (
        <Address text={approval.destination} what="destination node" />
      )}
      <div className="mt-2.5 flex flex-wrap items-center gap-2">
        {destinationKnown ? (
          <>
            {destinationKnown.onAllowlist && <StatusChip tone="ok">on the allowlist</StatusChip>}
            <StatusChip tone="neutral">
              first paid&nbsp;
              <Day at={destinationKnown.firstPaidAt} />
            </StatusChip>
            <StatusChip tone="neutral">
              paid {destinationKnown.timesPaid} {destinationKnown.timesPaid === 1 ? 'time' : 'times'}
            </StatusChip>
          </>
        ) : (
          <StatusChip tone="warn">never paid before</StatusChip>
        )}
        {lookalikeOf ? (
          <StatusChip tone="danger">look-alike</StatusChip>
        ) : (
          checked && <StatusChip tone="neutral">no look-alike</StatusChip>
        )}
        <span className="inline-flex items-center">
          <StatusChip tone="neutral">
            payment hash&nbsp;
            <span className="font-mono">
              {approval.paymentHash.slice(0, 4)} … {approval.paymentHash.slice(-4)}
            </span>
          </StatusChip>
          <CopyButton text={approval.paymentHash} what="payment hash" />
        </span>
      </div>
    </Panel>
  );
}
