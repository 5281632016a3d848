// Tables: with all its tools, bare and empty.
import { useState } from 'react';
import type { AgentRow } from '../../../shared/contract/agents.ts';
import { Amount } from '../../../renderer/ui/Amount.tsx';
import { DataTable, type TableColumn } from '../../../renderer/ui/DataTable.tsx';
import { EmptyState } from '../../../renderer/ui/EmptyState.tsx';
import { Meter } from '../../../renderer/ui/Meter.tsx';
import { Panel } from '../../../renderer/ui/Panel.tsx';
import { StatusChip } from '../../../renderer/ui/StatusChip.tsx';
import { agentRows } from '../../support/fake-fleet.ts';
import { Case, Section } from './Section.tsx';

const HOSTILE = '=HYPERLINK("http://x","pay")';
const ROWS: readonly AgentRow[] = agentRows(1_779_274_447, 60).map((row, index) =>
  index === 1 ? { ...row, name: HOSTILE } : row,
);

const COLUMNS: readonly TableColumn<AgentRow>[] = [
  {
    id: 'name',
    header: 'Agent',
    width: 'minmax(9rem, 1.4fr)',
    sort: (row) => row.name,
    cell: (row) => <span className="truncate font-medium">{row.name}</span>,
  },
  {
    id: 'node',
    header: 'Node',
    width: 'minmax(7rem, 1fr)',
    sort: (row) => row.nodeName,
    cell: (row) => <span className="truncate text-muted">{row.nodeName}</span>,
  },
  {
    id: 'balance',
    header: 'Balance',
    width: '9rem',
    align: 'right',
    descFirst: true,
    sort: (row) => (row.balanceMsat === null ? null : BigInt(row.balanceMsat)),
    cell: (row) => <Amount msat={row.balanceMsat ?? '0'} round="floor" />,
  },
  {
    id: 'day',
    header: 'Used of the day',
    width: 'minmax(7rem, 1fr)',
    cell: (row) => <Meter label={`Daily outflow of ${row.name}`} {...row.daily} />,
  },
  {
    id: 'state',
    header: 'State',
    width: '6rem',
    sort: (row) => row.state,
    cell: (row) => <StatusChip tone={row.state === 'frozen' ? 'danger' : 'ok'}>{row.state}</StatusChip>,
  },
  {
    id: 'purpose',
    header: 'Purpose',
    width: 'minmax(10rem, 1fr)',
    optional: true,
    sort: (row) => row.purpose,
    cell: (row) => <span className="truncate text-muted">{row.purpose}</span>,
  },
];

export function Tables() {
  const [opened, setOpened] = useState<string | null>(null);
  return (
    <Section title="Tables">
      <Case name="A table with its tools" wide>
        <div className="h-96">
          <Panel body="flush" fill>
            <DataTable
              name="gallery"
              label="Agents"
              rows={ROWS}
              columns={COLUMNS}
              rowId={(row) => row.id}
              initialSort={{ id: 'balance', desc: true }}
              selectedId={opened}
              onOpen={(row) => setOpened(row.id)}
              empty={null}
            />
          </Panel>
        </div>
        <p className="text-xs text-muted">Opened: {opened ?? 'none'}</p>
      </Case>
      <Case name="A table of the page" wide>
        <DataTable
          label="The first agents"
          rows={ROWS.slice(0, 4)}
          columns={COLUMNS.slice(0, 4)}
          rowId={(row) => row.id}
          scroll="page"
          empty={null}
        />
      </Case>
      <Case name="An empty table" wide>
        <DataTable
          label="No agents"
          rows={[]}
          columns={COLUMNS}
          rowId={(row: AgentRow) => row.id}
          scroll="page"
          empty={<EmptyState title="No agents yet" why="They would stand here." />}
        />
      </Case>
    </Section>
  );
}
