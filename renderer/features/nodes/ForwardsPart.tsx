// ForwardsPart: what the node earned by passing payments of others on.
import type { NodeDetailsView } from '../../../shared/contract/nodes.ts';
import { Amount } from '../../ui/Amount.tsx';
import type { NamedField } from '../../ui/csv.ts';
import { groupDigits } from '../../ui/format.ts';
import { Time } from '../../ui/Time.tsx';
import { Fact } from './Fact.tsx';
import { NodeExport } from './NodeExport.tsx';
import { PartView } from './PartView.tsx';
import { SmallTable } from './SmallTable.tsx';

type Forward = NonNullable<NodeDetailsView['forwards']['value']>['latest'][number];

const FIELDS: readonly NamedField<Forward>[] = [
  { name: 'When', kind: 'time', of: (row) => row.at },
  { name: 'From', kind: 'text', of: (row) => row.from },
  { name: 'To', kind: 'text', of: (row) => row.to },
  { name: 'Amount', kind: 'amount', of: (row) => row.amountMsat },
  { name: 'Fee', kind: 'amount', of: (row) => row.feeMsat },
];

type ForwardsPartProps = { readonly details: NodeDetailsView; readonly node: string };

export function ForwardsPart({ details, node }: ForwardsPartProps) {
  return (
    <PartView
      part={details.forwards}
      what="forwards"
      none="Nothing was passed on for others in the last 30 days."
      isEmpty={(forwards) => forwards.count === 0}
    >
      {(forwards) => (
        <>
          <dl className="mb-3 grid grid-cols-2 gap-x-8 gap-y-3 md:grid-cols-4">
            <Fact name="Since">
              <Time at={forwards.since} />
            </Fact>
            <Fact name="Payments passed on">{groupDigits(forwards.count)}</Fact>
            <Fact name="Passed on">
              <Amount msat={forwards.amountMsat} round="floor" />
            </Fact>
            <Fact name="Earned in fees">
              <Amount msat={forwards.feesMsat} round="floor" />
            </Fact>
          </dl>
          <SmallTable
            label="Latest forwards"
            heads={[
              { name: 'When', width: 'w-[20%]' },
              { name: 'From', width: 'w-[25%]' },
              { name: 'To', width: 'w-[25%]' },
              { name: 'Amount', right: true },
              { name: 'Fee', right: true },
            ]}
            rows={forwards.latest.map((forward, index) => ({
              key: `${forward.at} ${index}`,
              cells: [
                <Time key="at" at={forward.at} withSeconds />,
                forward.from,
                forward.to,
                <Amount key="amount" msat={forward.amountMsat} />,
                <Amount key="fee" msat={forward.feeMsat} round="floor" />,
              ],
            }))}
            tool={<NodeExport what="forwards" node={node} fields={FIELDS} rows={forwards.latest} />}
            foot={
              forwards.count > forwards.latest.length && (
                <p className="text-xs text-muted">
                  The latest {forwards.latest.length} of {groupDigits(forwards.count)}.
                </p>
              )
            }
          />
        </>
      )}
    </PartView>
  );
}
