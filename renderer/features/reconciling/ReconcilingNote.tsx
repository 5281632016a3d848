// ReconcilingNote: says on other screens that payments are without an outcome, of the fleet, of an agent or of a node, and leads to them.
import { Link } from '@tanstack/react-router';
import { CircleHelp } from 'lucide-react';
import { useRead } from '../../bridge/queries.ts';
import { Amount } from '../../ui/Amount.tsx';
import { useNow } from '../../ui/display.ts';
import { Age } from '../../ui/Time.tsx';
import { countWords, needingFirst, reservedBy } from './known-words.ts';

/** Most outcomes are known within seconds; a note that comes and goes would only push the screen about. Seconds. */
const WORTH_A_NOTE = 60;

export function ReconcilingNote({ agent, node }: { readonly agent?: string; readonly node?: string }) {
  const { data } = useRead('gate.reconciling', {}, { every: 30_000 });
  const now = useNow();
  const mine = needingFirst(
    (data?.payments ?? []).filter(
      (payment) =>
        payment.checked === null &&
        (agent === undefined || payment.spend.agentId === agent) &&
        (node === undefined || payment.nodeId === node) &&
        now - (payment.reservedAt ?? payment.spend.askedAt) >= WORTH_A_NOTE,
    ),
  );
  const [oldest] = mine;
  if (!oldest) return null;
  return (
    <div
      role="status"
      className="flex items-center justify-between gap-4 rounded-lg border border-warn/55 bg-warn/8 px-3.5 py-2 text-sm"
    >
      <p className="flex min-w-0 items-center gap-2.5">
        <CircleHelp size={15} aria-hidden className="shrink-0 text-warn" />
        <span>
          <strong className="font-semibold">{countWords(mine.length)}</strong>: whether{' '}
          {mine.length === 1 ? 'it' : 'they'} arrived is not known.{' '}
          <span className="text-muted">
            Oldest <Age since={oldest.reservedAt ?? oldest.spend.askedAt} /> ·{' '}
            <Amount msat={reservedBy(mine)} /> reserved
          </span>
        </span>
      </p>
      <Link
        to="/reconciling"
        search={{ ...(agent === undefined ? {} : { agent }), ...(node === undefined ? {} : { node }) }}
        className="shrink-0 rounded text-accent hover:underline"
      >
        What is known
      </Link>
    </div>
  );
}
