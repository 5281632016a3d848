// ForwardsPart: what the node earned by passing payments of others on.
import type { NodeDetailsView } from '../../../shared/contract/nodes.ts';
import { Amount } from '../../ui/Amount.tsx';
import { groupDigits } from '../../ui/format.ts';
import { Time } from '../../ui/Time.tsx';
import { Fact } from './Fact.tsx';
import { PartView } from './PartView.tsx';
import { SmallTable } from './SmallTable.tsx';

export function ForwardsPart({ details }: { readonly details: NodeDetailsView }) {
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
          />
        </>
      )}
    </PartView>
  );
}
