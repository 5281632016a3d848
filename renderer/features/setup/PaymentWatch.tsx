// PaymentWatch: one payment as it passes from state to state, in the log's own entries.
import { Link } from '@tanstack/react-router';
import { useRead } from '../../bridge/queries.ts';
import { Amount } from '../../ui/Amount.tsx';
import { StatusChip } from '../../ui/StatusChip.tsx';
import { Summary } from '../../ui/Summary.tsx';
import { Time } from '../../ui/Time.tsx';
import { PAYMENT_WORDS } from './payment-words.ts';

type PaymentWatchProps = { readonly agentId: string; readonly spendId: string };

/** Entries of one payment are few; what other payments of the agent do between them does not push them off the page. */
const ENTRIES = 100;

export function PaymentWatch({ agentId, spendId }: PaymentWatchProps) {
  const spends = useRead('agents.spends', { id: agentId, limit: 50 }, { every: 2_000 });
  const log = useRead('timeline.page', {
    filter: {
      agentId,
      categories: ['payment', 'approval'],
      outcomes: [],
      minLevel: 'debug',
      from: null,
      to: null,
      text: '',
    },
    before: null,
    limit: ENTRIES,
  });
  const spend = spends.data?.spends.find(({ id }) => id === spendId);
  if (!spend) return <p className="skeleton h-10 w-full" />;
  const words = PAYMENT_WORDS[spend.state];
  const entries = (log.data?.rows ?? []).filter(({ correlation }) => correlation === spendId).toReversed();
  return (
    <div className="w-full rounded-lg border border-line-strong bg-bg px-4 py-3.5">
      <div className="flex items-center justify-between gap-4">
        <p className="text-base font-semibold">
          <Amount msat={spend.amountMsat} />
          {spend.feeMsat !== null && (
            <span className="text-sm font-normal text-muted">
              {' '}
              and a fee of <Amount msat={spend.feeMsat} />
            </span>
          )}
        </p>
        <StatusChip tone={words.tone}>{words.chip}</StatusChip>
      </div>
      <p role="status" className="mt-1 text-sm text-muted">
        {words.sentence}{' '}
        {spend.state === 'held' && (
          <Link
            to="/approvals/$id"
            params={{ id: spend.id }}
            className="text-accent underline underline-offset-2"
          >
            Decide now
          </Link>
        )}
      </p>
      {entries.length > 0 && (
        <ol aria-label="What the log has of it" className="mt-3 border-t border-line pt-2">
          {entries.map((entry) => (
            <li key={entry.seq} className="grid grid-cols-[5.5rem_5rem_1fr] gap-3 py-1 text-xs">
              <span className="text-faint">
                <Time at={entry.at} withSeconds />
              </span>
              <span className="font-medium">{entry.action}</span>
              <span className="min-w-0 text-muted">
                <Summary text={newIn(entry.summary)} />
              </span>
            </li>
          ))}
        </ol>
      )}
    </div>
  );
}

/** Entries of a payment begin with who pays whom; that stands above them once. */
const newIn = (summary: string): string => summary.split(' — ').slice(1).join(' — ') || summary;
