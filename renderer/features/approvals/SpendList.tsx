// SpendList: the last payments of an agent, short, beside a decision.
import type { Value } from '../../bridge/client.ts';
import { Amount } from '../../ui/Amount.tsx';
import { StatusChip } from '../../ui/StatusChip.tsx';
import { Time } from '../../ui/Time.tsx';
import { ShortAddress } from '../../ui/Address.tsx';
import { FencedInline } from '../../ui/Fenced.tsx';
import { STATE_WORDS, stateTone } from './decision-words.ts';

type Spends = Value<'agents.spends'>['spends'];

export function SpendList({ spends }: { readonly spends: Spends }) {
  if (spends.length === 0)
    return <p className="px-3.5 pb-3.5 text-sm text-faint">This agent has not paid anything yet.</p>;
  return (
    <ul>
      {spends.map((spend) => (
        <li
          key={spend.id}
          className="grid h-row grid-cols-[7.5rem_minmax(0,1fr)_auto_8.5rem] items-center gap-4 border-line px-3.5 text-sm not-last:border-b"
        >
          <span className="text-muted">
            <Time at={spend.askedAt} />
          </span>
          <Whom destination={spend.destination} label={spend.destinationLabel} />
          <Amount msat={spend.amountMsat} />
          <span>
            <StatusChip tone={stateTone(spend.state)}>{STATE_WORDS[spend.state]}</StatusChip>
          </span>
        </li>
      ))}
    </ul>
  );
}

/** The operator's label of a destination, or its key, shortened. */
export function Whom({
  destination,
  label,
}: {
  readonly destination: string;
  readonly label: string | null;
}) {
  return (
    <span className="truncate" title={destination}>
      {label === null ? <ShortAddress text={destination} /> : <FencedInline text={label} />}
    </span>
  );
}
