// ApprovalsView: what waits for a person, soonest to expire first, and what was decided.
import { useNavigate } from '@tanstack/react-router';
import type { ApprovalRow } from '../../../shared/contract/approvals.ts';
import { RULE_LABELS } from '../../../shared/domain/decision.ts';
import { useRead } from '../../bridge/queries.ts';
import { Amount } from '../../ui/Amount.tsx';
import { useAddress } from '../../ui/address.ts';
import { DataTable, type TableColumn } from '../../ui/DataTable.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { FencedInline } from '../../ui/Fenced.tsx';
import { Page, Panel } from '../../ui/Panel.tsx';
import { QueryView } from '../../ui/QueryView.tsx';
import { StatusChip } from '../../ui/StatusChip.tsx';
import { Tabs } from '../../ui/Tabs.tsx';
import { Time } from '../../ui/Time.tsx';
import { Countdown } from './Countdown.tsx';
import { afterApproval, STATE_WORDS, STOPPED_SHORT, stateTone } from './decision-words.ts';
import { Whom } from './SpendList.tsx';

const LIMIT = 500;

const agent: TableColumn<ApprovalRow> = {
  id: 'agent',
  header: 'Agent',
  width: 'minmax(8rem, 1fr)',
  sort: (row) => row.agentName,
  cell: (row) => (
    <span className="truncate font-medium">
      <FencedInline text={row.agentName} />
    </span>
  ),
};
const destination: TableColumn<ApprovalRow> = {
  id: 'to',
  header: 'To',
  width: 'minmax(10.5rem, 1fr)',
  sort: (row) => row.destinationLabel ?? row.destination,
  csv: [
    { name: 'To', kind: 'text', of: (row) => row.destinationLabel },
    { name: 'Destination', kind: 'text', of: (row) => row.destination },
  ],
  cell: (row) => <Whom destination={row.destination} label={row.destinationLabel} />,
};
const amount: TableColumn<ApprovalRow> = {
  id: 'amount',
  header: 'Amount',
  width: '8rem',
  align: 'right',
  descFirst: true,
  sort: (row) => BigInt(row.amountMsat),
  cell: (row) => <Amount msat={row.amountMsat} />,
};

const pays = (row: ApprovalRow): boolean => afterApproval(row, row.expiresAt, row.askedAt).kind === 'pays';

const ifApproved = (row: ApprovalRow): string =>
  row.stoppedBy !== null ? STOPPED_SHORT[row.stoppedBy] : pays(row) ? 'pays at once' : 'must ask again';

const WAITING: readonly TableColumn<ApprovalRow>[] = [
  agent,
  destination,
  amount,
  {
    id: 'why',
    header: 'Why it stopped',
    width: 'minmax(14rem, 2.4fr)',
    csv: {
      kind: 'text',
      of: (row) => row.brokenRules.map(({ rule }) => RULE_LABELS[rule]).join(', '),
    },
    cell: (row) => (
      <span className="truncate text-muted">
        {row.brokenRules.map(({ rule }) => RULE_LABELS[rule]).join(', ')}
      </span>
    ),
  },
  {
    id: 'agentWaiting',
    header: 'If approved',
    width: '8.5rem',
    csv: { kind: 'text', of: ifApproved },
    cell: (row) => (
      <StatusChip tone={row.stoppedBy !== null ? 'warn' : pays(row) ? 'info' : 'neutral'}>
        {ifApproved(row)}
      </StatusChip>
    ),
  },
  {
    id: 'asked',
    header: 'Asked',
    width: '5rem',
    sort: (row) => row.askedAt,
    csv: { kind: 'time', of: (row) => row.askedAt },
    cell: (row) => (
      <span className="text-muted">
        <Time at={row.askedAt} />
      </span>
    ),
  },
  {
    id: 'expires',
    header: 'Time left',
    width: '6rem',
    align: 'right',
    sort: (row) => row.expiresAt,
    csv: { kind: 'time', of: (row) => row.expiresAt },
    cell: (row) => <Countdown until={row.expiresAt} />,
  },
];

const DECIDED: readonly TableColumn<ApprovalRow>[] = [
  agent,
  destination,
  amount,
  {
    id: 'state',
    header: 'Outcome',
    width: 'minmax(9rem, 1fr)',
    sort: (row) => STATE_WORDS[row.state],
    cell: (row) => <StatusChip tone={stateTone(row.state)}>{STATE_WORDS[row.state]}</StatusChip>,
  },
  {
    id: 'asked',
    header: 'Asked',
    width: '9.5rem',
    descFirst: true,
    sort: (row) => row.askedAt,
    csv: { kind: 'time', of: (row) => row.askedAt },
    cell: (row) => (
      <span className="text-muted">
        <Time at={row.askedAt} />
      </span>
    ),
  },
  {
    id: 'ended',
    header: 'Ended',
    width: '9.5rem',
    descFirst: true,
    sort: (row) => row.endedAt,
    csv: { kind: 'time', of: (row) => row.endedAt },
    cell: (row) => (
      <span className="text-muted">{row.endedAt === null ? 'not yet' : <Time at={row.endedAt} />}</span>
    ),
  },
];

export function ApprovalsView() {
  const { search, change } = useAddress();
  const tab = search['tab'] === 'decided' ? 'decided' : 'waiting';
  const waiting = useRead('approvals.list', { which: 'waiting', limit: LIMIT });
  const decided = useRead(
    'approvals.list',
    { which: 'decided', limit: LIMIT },
    { enabled: tab === 'decided' },
  );
  return (
    <Page
      fill
      title="Approvals"
      lead="Payments the limits stopped. Nothing is paid by time passing: what nobody decides expires."
    >
      <Tabs
        label="Approvals"
        value={tab}
        // What was looked for in one list is not looked for in the other.
        onValue={(next) =>
          void change(
            { tab: next === 'decided' ? next : undefined, q: undefined, sort: undefined, at: undefined },
            'push',
          )
        }
        tabs={[
          {
            value: 'waiting',
            label: 'Waiting for you',
            count: waiting.data?.approvals.length,
            content: <List query={waiting} columns={WAITING} which="waiting" />,
          },
          {
            value: 'decided',
            label: 'Decided',
            content: <List query={decided} columns={DECIDED} which="decided" />,
          },
        ]}
      />
    </Page>
  );
}

type ListProps = {
  readonly query: ReturnType<typeof useRead<'approvals.list'>>;
  readonly columns: readonly TableColumn<ApprovalRow>[];
  readonly which: 'waiting' | 'decided';
};

function List({ query, columns, which }: ListProps) {
  const navigate = useNavigate();
  return (
    <Panel body="flush" fill>
      <QueryView
        query={query}
        what={which === 'waiting' ? 'what waits for you' : 'what was decided'}
        skeleton={5}
      >
        {({ approvals }) =>
          approvals.length === 0 ? (
            <Nothing which={which} />
          ) : (
            <DataTable
              name={`approvals-${which}`}
              label={which === 'waiting' ? 'Payments waiting for you' : 'Decided payments'}
              rows={approvals}
              columns={columns}
              rowId={(row) => row.id}
              initialSort={which === 'waiting' ? { id: 'expires', desc: false } : { id: 'asked', desc: true }}
              onOpen={(row) => void navigate({ to: '/approvals/$id', params: { id: row.id } })}
              empty={null}
            />
          )
        }
      </QueryView>
    </Panel>
  );
}

/** "Nothing waits" is not "nothing can come". */
function Nothing({ which }: { readonly which: ListProps['which'] }) {
  const gate = useRead('gate.status', {}).data;
  if (which === 'decided')
    return (
      <EmptyState
        title="Nothing was decided yet"
        why="Every payment you approve or reject, and every one that expires, is kept here with its entry in the log."
      />
    );
  return gate && !gate.open ? (
    <EmptyState
      title="Nothing waits, and nothing can come"
      why="The gate is closed: agents are refused at once, and nothing is held for you until it opens."
    />
  ) : (
    <EmptyState
      title="Nothing waits for you"
      why="A payment over a limit stops here until you decide. So far the agents stay inside their limits."
    />
  );
}
