// WhatIfPanel: what the limits above would have done to the last 30 days: how many payments, which, and why.
import type { WhatIfRow } from '../../../shared/contract/agents.ts';
import type { Verdict } from '../../../shared/domain/decision.ts';
import { Amount } from '../../ui/Amount.tsx';
import { DataTable, type TableColumn } from '../../ui/DataTable.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { groupDigits } from '../../ui/format.ts';
import { QueryView } from '../../ui/QueryView.tsx';
import { RowsExport } from '../../ui/RowsExport.tsx';
import { StatusChip } from '../../ui/StatusChip.tsx';
import { Time } from '../../ui/Time.tsx';
import { csvFields } from '../../ui/table-columns.ts';
import { STATE_WORDS } from '../approvals/decision-words.ts';
import { Whom } from '../approvals/SpendList.tsx';
import { WHAT_IF_ROWS, type useWhatIf, type WhatIf, type Which } from './use-what-if.ts';
import { signed, VERDICT_TONES, VERDICT_WORDS, VERDICTS, whyWords } from './what-if-words.ts';

type WhatIfPanelProps = {
  readonly query: ReturnType<typeof useWhatIf>;
  readonly which: Which;
  readonly onWhich: (which: Which) => void;
};

export function WhatIfPanel({ query, which, onWhich }: WhatIfPanelProps) {
  return (
    <section aria-labelledby="what-if" aria-busy={query.behind} className="mt-6 border-t border-line pt-4">
      <div className="flex items-baseline justify-between gap-4">
        <h3 id="what-if" className="text-sm font-semibold">
          The last 30 days with these limits
        </h3>
        <span className="text-xs text-faint">{query.behind ? 'Working it out …' : ''}</span>
      </div>
      <QueryView query={query} what="what these limits would have done" skeleton={5}>
        {(value) =>
          value.payments === 0 ? (
            <EmptyState
              title="Nothing was asked for in the last 30 days"
              why="Once this agent has asked for payments, what other limits would have made of them stands here while you type."
            />
          ) : (
            <Replay value={value} which={which} onWhich={onWhich} behind={query.behind} />
          )
        }
      </QueryView>
    </section>
  );
}

function Replay({
  value,
  which,
  onWhich,
  behind,
}: {
  readonly value: WhatIf;
  readonly which: Which;
  readonly onWhich: (which: Which) => void;
  readonly behind: boolean;
}) {
  const payments = value.payments === 1 ? 'payment' : 'payments';
  return (
    <>
      <div
        role="group"
        aria-label="Which payments are listed"
        className="mt-3 grid grid-cols-2 gap-2 lg:grid-cols-5"
      >
        <Tile
          pressed={which === 'changed'}
          onPress={() => onWhich('changed')}
          figure={groupDigits(value.changed)}
          words={`of ${groupDigits(value.payments)} ${payments} decided otherwise`}
        />
        {VERDICTS.map((verdict) => (
          <VerdictTile key={verdict} verdict={verdict} value={value} which={which} onWhich={onWhich} />
        ))}
        <div className="rounded-lg border border-line px-3 py-2">
          <p className="text-base font-semibold">
            <Amount msat={value.outflowAfterMsat} />
          </p>
          <p className="text-xs text-muted">
            would have left instead of <Amount msat={value.outflowBeforeMsat} unit={false} />
          </p>
        </div>
      </div>
      <div className={`mt-3 rounded-lg border border-line ${behind ? 'opacity-60' : ''}`}>
        <DataTable
          label="Payments under these limits"
          scroll="page"
          rows={value.rows}
          columns={COLUMNS}
          rowId={(row) => row.spend.id}
          initialSort={{ id: 'asked', desc: true }}
          empty={
            <p className="px-3.5 py-5 text-center text-sm text-muted">
              {which === 'changed'
                ? 'Every payment would have been decided as it was.'
                : `No payment would have been ${which === 'all' ? 'asked for' : VERDICT_WORDS[which]}.`}
            </p>
          }
        />
      </div>
      <div className="mt-1.5 flex min-h-7 items-center justify-between gap-4">
        <p className="text-xs text-faint">
          {value.found > value.rows.length &&
            `The newest ${groupDigits(Math.min(WHAT_IF_ROWS, value.rows.length))} of ${groupDigits(value.found)}.`}
        </p>
        {value.rows.length > 0 && (
          <RowsExport table="what-if" fields={csvFields(COLUMNS, value.rows)} rows={value.rows} />
        )}
      </div>
      <p className="mt-3 max-w-prose text-xs text-muted">
        Every payment since <Time at={value.from} /> is judged again in its order, by the rules of the gate.
        What would not have been paid no longer counts later. Taken as it was: what the agent asked for and
        when, what others spent, its balance, freezes and a closed gate, and what you approved. A payment that
        would now be held counts as not paid unless you approved exactly that one; one that never left counts
        with its whole fee limit.
      </p>
    </>
  );
}

function VerdictTile({
  verdict,
  value,
  which,
  onWhich,
}: {
  readonly verdict: Verdict;
  readonly value: WhatIf;
  readonly which: Which;
  readonly onWhich: (which: Which) => void;
}) {
  const difference = value.after[verdict] - value.before[verdict];
  return (
    <Tile
      pressed={which === verdict}
      onPress={() => onWhich(verdict)}
      figure={groupDigits(value.after[verdict])}
      aside={difference === 0 ? null : signed(difference)}
      words={VERDICT_WORDS[verdict]}
    />
  );
}

function Tile({
  pressed,
  onPress,
  figure,
  words,
  aside = null,
}: {
  readonly pressed: boolean;
  readonly onPress: () => void;
  readonly figure: string;
  readonly words: string;
  readonly aside?: string | null;
}) {
  return (
    <button
      type="button"
      aria-pressed={pressed}
      onClick={onPress}
      className="rounded-lg border border-line px-3 py-2 text-left hover:border-faint aria-pressed:border-accent aria-pressed:bg-raised"
    >
      <span className="flex items-baseline gap-2 text-base font-semibold">
        {figure}
        {aside !== null && <span className="text-xs font-medium text-warn">{aside}</span>}
      </span>{' '}
      <span className="block text-xs font-normal text-muted">{words}</span>
    </button>
  );
}

const chip = (verdict: Verdict) => (
  <StatusChip tone={VERDICT_TONES[verdict]}>{VERDICT_WORDS[verdict]}</StatusChip>
);

const COLUMNS: readonly TableColumn<WhatIfRow>[] = [
  {
    id: 'asked',
    header: 'Asked',
    width: '9.5rem',
    descFirst: true,
    sort: (row) => row.spend.askedAt,
    csv: { kind: 'time', of: (row) => row.spend.askedAt },
    cell: (row) => (
      <span className="text-muted">
        <Time at={row.spend.askedAt} withSeconds />
      </span>
    ),
  },
  {
    id: 'to',
    header: 'To',
    width: 'minmax(9rem, 1.4fr)',
    sort: (row) => row.spend.destinationLabel ?? row.spend.destination,
    cell: (row) => <Whom destination={row.spend.destination} label={row.spend.destinationLabel} />,
  },
  {
    id: 'amount',
    header: 'Amount',
    width: '8.5rem',
    align: 'right',
    descFirst: true,
    sort: (row) => BigInt(row.spend.amountMsat),
    cell: (row) => <Amount msat={row.spend.amountMsat} />,
  },
  {
    id: 'was',
    header: 'Was',
    width: '5.5rem',
    sort: (row) => row.before,
    cell: (row) => chip(row.before),
  },
  {
    id: 'would',
    header: 'Would be',
    width: '6rem',
    sort: (row) => row.after,
    cell: (row) => chip(row.after),
  },
  {
    id: 'became',
    header: 'What became of it',
    width: 'minmax(8rem, 0.8fr)',
    sort: (row) => STATE_WORDS[row.spend.state],
    cell: (row) => (
      <span className="truncate text-muted">
        {STATE_WORDS[row.spend.state]}
        {row.spend.approvedByHand && ', by hand'}
      </span>
    ),
  },
  {
    id: 'why',
    header: 'Why',
    width: 'minmax(11rem, 1.8fr)',
    sort: whyWords,
    cell: (row) => (
      <span className="truncate text-muted" title={whyWords(row)}>
        {whyWords(row)}
      </span>
    ),
  },
];
