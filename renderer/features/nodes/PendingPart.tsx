// PendingPart: channels that are opening or closing, what each waits for and for how many blocks, and those that were closed.
import type { NodeDetailsView, PendingRow } from '../../../shared/contract/nodes.ts';
import { Amount } from '../../ui/Amount.tsx';
import type { NamedField } from '../../ui/csv.ts';
import { CopyText } from '../../ui/CopyText.tsx';
import { durationWords, groupDigits } from '../../ui/format.ts';
import { StatusChip, type Tone } from '../../ui/StatusChip.tsx';
import { NodeExport } from './NodeExport.tsx';
import { PartView } from './PartView.tsx';
import { PeerName } from './PeerName.tsx';
import { SmallTable } from './SmallTable.tsx';

const STAGES: Readonly<Record<PendingRow['stage'], readonly [tone: Tone, word: string, waits: string]>> = {
  opening: ['info', 'opening', 'for its funding to confirm'],
  closing: ['neutral', 'closing', 'for its closing to confirm'],
  'force-closing': ['danger', 'closing by force', 'for its closing to confirm'],
  maturing: ['warn', 'closed by force', 'out its delay, then is swept'],
};

/** Bitcoin's, on the average. */
const BLOCK_SECONDS = 600;

const HOW = {
  agreement: 'in agreement',
  'force-by-us': 'by force, by this node',
  'force-by-peer': 'by force, by the peer',
  breach: 'after a breach',
  'never-opened': 'before it was open',
} as const;

type ClosedRow = NonNullable<NodeDetailsView['closed']['value']>[number];

const PENDING_FIELDS: readonly NamedField<PendingRow>[] = [
  { name: 'With', kind: 'text', of: (row) => row.peerAlias },
  { name: 'Public key', kind: 'text', of: (row) => row.peer },
  { name: 'Channel point', kind: 'text', of: (row) => row.point },
  { name: 'Stage', kind: 'text', of: (row) => STAGES[row.stage][1] },
  { name: 'Blocks left', kind: 'count', of: (row) => row.blocksLeft },
  { name: 'Ours', kind: 'amount', of: (row) => row.oursMsat },
  { name: 'Capacity', kind: 'amount', of: (row) => row.capacityMsat },
  { name: 'Transaction', kind: 'text', of: (row) => row.txid },
];

const CLOSED_FIELDS: readonly NamedField<ClosedRow>[] = [
  { name: 'Was with', kind: 'text', of: (row) => row.peerAlias },
  { name: 'Public key', kind: 'text', of: (row) => row.peer },
  { name: 'Channel point', kind: 'text', of: (row) => row.point },
  { name: 'Closed', kind: 'text', of: (row) => HOW[row.how] },
  { name: 'At block', kind: 'count', of: (row) => row.height },
  { name: 'Came back', kind: 'amount', of: (row) => row.settledMsat },
  { name: 'Capacity', kind: 'amount', of: (row) => row.capacityMsat },
];

type PendingPartProps = { readonly details: NodeDetailsView; readonly node: string };

export function PendingPart({ details, node }: PendingPartProps) {
  return (
    <div className="flex flex-col gap-5">
      <PartView
        part={details.pending}
        what="opening and closing channels"
        none="No channel is opening or closing."
        isEmpty={(rows) => rows.length === 0}
      >
        {(rows) => (
          <SmallTable
            label="Opening and closing channels"
            heads={[
              { name: 'With', width: 'w-[19%]' },
              { name: 'Stage', width: 'w-[13%]' },
              { name: 'Waits', width: 'w-[20%]' },
              { name: 'Blocks left', right: true, width: 'w-[19%]' },
              { name: 'Ours', right: true, width: 'w-[12%]' },
              { name: 'Transaction', right: true, width: 'w-[17%]' },
            ]}
            rows={rows.map((row) => ({
              key: `${row.point} ${row.stage}`,
              cells: [
                <PeerName key="peer" publicKey={row.peer} alias={row.peerAlias} />,
                <StatusChip key="stage" tone={STAGES[row.stage][0]}>
                  {STAGES[row.stage][1]}
                </StatusChip>,
                STAGES[row.stage][2],
                <Blocks key="blocks" left={row.blocksLeft} />,
                <Amount key="ours" msat={row.oursMsat} round="floor" />,
                row.txid === null ? (
                  'none yet'
                ) : (
                  <CopyText key="txid" text={row.txid} what="transaction id" />
                ),
              ],
            }))}
            tool={<NodeExport what="pending channels" node={node} fields={PENDING_FIELDS} rows={rows} />}
          />
        )}
      </PartView>
      <PartView
        part={details.closed}
        what="closed channels"
        none={null}
        isEmpty={(rows) => rows.length === 0}
      >
        {(rows) =>
          rows.length === 0 ? null : (
            <SmallTable
              label="Closed channels"
              heads={[
                { name: 'Was with', width: 'w-[20%]' },
                { name: 'Closed', width: 'w-[43%]' },
                { name: 'At block', right: true },
                { name: 'Came back', right: true },
                { name: 'Capacity', right: true },
              ]}
              rows={rows.map((row) => ({
                key: row.point,
                cells: [
                  <PeerName key="peer" publicKey={row.peer} alias={row.peerAlias} />,
                  HOW[row.how],
                  groupDigits(row.height),
                  <Amount key="settled" msat={row.settledMsat} round="floor" />,
                  <Amount key="capacity" msat={row.capacityMsat} />,
                ],
              }))}
              tool={<NodeExport what="closed channels" node={node} fields={CLOSED_FIELDS} rows={rows} />}
            />
          )
        }
      </PartView>
    </div>
  );
}

function Blocks({ left }: { readonly left: number | null }) {
  if (left === null) return <span className="text-faint">not known</span>;
  if (left === 0) return <>any moment</>;
  return (
    <span title="At ten minutes a block">
      {left} <span className="text-faint">· about {durationWords(left * BLOCK_SECONDS)}</span>
    </span>
  );
}
