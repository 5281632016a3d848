// The columns of the timeline: what each shows and what an export writes for it.
import type { TimelineRow } from '../../../shared/contract/timeline.ts';
import { useDisplay } from '../../ui/display.ts';
import { FencedInline } from '../../ui/Fenced.tsx';
import { groupDigits } from '../../ui/format.ts';
import { StatusChip } from '../../ui/StatusChip.tsx';
import { Summary } from '../../ui/Summary.tsx';
import type { TableColumn } from '../../ui/table-columns.ts';
import { CATEGORY_LABELS, LEVEL_TONES, OUTCOME_TONES, utcMoment } from './timeline-words.ts';

export const TIMELINE_COLUMNS: readonly TableColumn<TimelineRow>[] = [
  {
    id: 'seq',
    header: 'Entry',
    width: '4.75rem',
    align: 'right',
    csv: { kind: 'count', of: (row) => row.seq },
    cell: (row) => <span className="font-mono text-xs text-faint">{groupDigits(row.seq)}</span>,
  },
  {
    id: 'at',
    header: 'Time (UTC)',
    width: '10.25rem',
    csv: { name: 'Time', kind: 'time', of: (row) => row.at },
    cell: (row) => (
      <span className="font-mono text-xs whitespace-nowrap text-muted">{utcMoment(row.at)}</span>
    ),
  },
  {
    id: 'summary',
    header: 'What happened',
    width: 'minmax(14rem, 1fr)',
    csv: [
      { name: 'Level', kind: 'text', of: (row) => row.level },
      { kind: 'sentence', of: (row) => row.summary },
    ],
    cell: (row) => <WhatHappened row={row} />,
  },
  {
    id: 'agent',
    header: 'Agent',
    width: '8rem',
    optional: true,
    csv: { kind: 'text', of: (row) => row.agentName ?? row.agentId },
    cell: (row) => (
      <span className="truncate text-muted">
        <FencedInline text={row.agentName ?? row.agentId ?? ''} />
      </span>
    ),
  },
  {
    id: 'who',
    header: 'Who',
    width: '7.5rem',
    csv: { kind: 'text', of: (row) => row.actor.name },
    cell: (row) => (
      <span className="truncate text-muted">
        <FencedInline text={row.actor.name} />
      </span>
    ),
  },
  {
    id: 'category',
    header: 'Category',
    width: '6.5rem',
    optional: true,
    csv: { kind: 'text', of: (row) => row.category },
    cell: (row) => <span className="truncate text-muted">{CATEGORY_LABELS[row.category]}</span>,
  },
  {
    id: 'action',
    header: 'Action',
    width: '6.75rem',
    csv: { kind: 'text', of: (row) => row.action },
    cell: (row) => <span className="truncate text-muted">{row.action}</span>,
  },
  {
    id: 'outcome',
    header: 'Outcome',
    width: '6.75rem',
    csv: { kind: 'text', of: (row) => row.outcome },
    cell: (row) => <StatusChip tone={OUTCOME_TONES[row.outcome]}>{row.outcome}</StatusChip>,
  },
  {
    id: 'correlation',
    header: 'Belongs to',
    width: '9rem',
    optional: true,
    csv: { kind: 'text', of: (row) => row.correlation },
    cell: (row) => <span className="truncate font-mono text-xs text-faint">{row.correlation}</span>,
  },
];

function WhatHappened({ row }: { readonly row: TimelineRow }) {
  const { hideBalances } = useDisplay();
  return (
    <span className="flex min-w-0 items-center gap-2">
      {LEVEL_TONES[row.level] !== 'neutral' && (
        <StatusChip tone={LEVEL_TONES[row.level]}>{row.level}</StatusChip>
      )}
      <span className="truncate" title={hideBalances ? undefined : row.summary}>
        <Summary text={row.summary} />
      </span>
    </span>
  );
}
