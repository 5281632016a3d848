// SweepOrders: sweeps that were ordered of a node. One whose sending is not known stays in sight, and debited, until the node says.
import { Link } from '@tanstack/react-router';
import type { SweepOrder } from '../../../shared/contract/treasury.ts';
import { Amount } from '../../ui/Amount.tsx';
import { CopyText } from '../../ui/CopyText.tsx';
import { FencedInline } from '../../ui/Fenced.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { StatusChip } from '../../ui/StatusChip.tsx';
import { Time } from '../../ui/Time.tsx';
import { sweepState } from './treasury-words.ts';

/** As many as tell of today; the log has all. */
const MOST = 5;

export function SweepOrders({ orders }: { readonly orders: readonly SweepOrder[] }) {
  const shown = orders.slice(0, MOST);
  if (shown.length === 0) return null;
  const unknown = shown.some(({ state }) => state === 'ordered');
  return (
    <Panel title="Sweeps" body="flush" tone={unknown ? 'warn' : 'plain'}>
      <ul className="border-t border-line">
        {shown.map((order) => (
          <Order key={order.id} order={order} />
        ))}
      </ul>
    </Panel>
  );
}

function Order({ order }: { readonly order: SweepOrder }) {
  const [tone, word] = sweepState(order);
  return (
    <li className="border-line px-3.5 py-1.5 text-sm not-last:border-b">
      <div className="flex flex-wrap items-center gap-x-5 gap-y-1">
        <span className="min-w-0 flex-1">
          <span className="font-medium">
            <FencedInline text={order.agentName} />
          </span>{' '}
          <Link
            to="/treasury/accounts/$id"
            params={{ id: order.accountId }}
            className="text-muted hover:text-ink hover:underline"
          >
            to its cold account
          </Link>
        </span>
        {order.txid !== null && <CopyText text={order.txid} what="transaction id" />}
        <Amount msat={order.amountMsat} />
        <StatusChip tone={tone}>{word}</StatusChip>
        <span className="text-xs text-faint">
          <Time at={order.orderedAt} />
        </span>
      </div>
      {order.note !== '' && <p className="text-xs text-warn">{order.note}</p>}
    </li>
  );
}
