// BalanceBar: total, and what of it can be spent, is under way, or cannot be sent.
import type { ReactNode } from 'react';
import type { NodeRow } from '../../../shared/contract/nodes.ts';
import { Amount } from '../../ui/Amount.tsx';
import { useDisplay } from '../../ui/display.ts';
import { amountSentence } from '../../ui/amount-units.ts';
import { balanceParts } from './balance-parts.ts';

export function BalanceBar({ node }: { readonly node: NodeRow }) {
  const { hideBalances, unit } = useDisplay();
  const { balance } = node;
  if (balance === null)
    return (
      <p className="mt-3 text-sm text-muted">
        The balance is not known: the node has not answered yet. Nothing is paid through it until it does.
      </p>
    );
  const parts = balanceParts(balance, node.allottedMsat);
  const words = hideBalances
    ? 'amounts hidden'
    : `${amountSentence(balance.spendableMsat, unit, 'floor')} spendable, ${amountSentence(balance.inFlightMsat, unit)} in flight, ${amountSentence(balance.reservedMsat, unit)} in channel reserves`;
  return (
    <div className="mt-3">
      <div className="flex flex-wrap items-end gap-x-8 gap-y-2">
        <Part name="Total">
          <Amount msat={balance.totalMsat} size="figure" round="floor" />
        </Part>
        <Part name="Spendable" mark="bg-accent">
          <Amount msat={balance.spendableMsat} round="floor" />
        </Part>
        <Part name="In flight" mark="hatch-reserved">
          <Amount msat={balance.inFlightMsat} />
        </Part>
        <Part name="Reserved by channels" mark="bg-faint">
          <Amount msat={balance.reservedMsat} />
        </Part>
        <span className="flex-1" />
        <Part name={`Allotted to ${node.agents} ${node.agents === 1 ? 'agent' : 'agents'}`}>
          <Amount msat={node.allottedMsat} tone={parts.shortfall > 0n ? 'danger' : 'plain'} />
        </Part>
      </div>
      <div
        role="img"
        aria-label={`Balance of ${node.name}: ${words}`}
        className="keeps-fill mt-2.5 flex h-2 gap-px overflow-hidden rounded-full bg-track"
      >
        {/* SECURITY: with the amounts hidden their shares are hidden too. */}
        {!hideBalances && (
          <>
            <span className="bg-accent" style={{ width: `${parts.spendable}%` }} />
            <span className="hatch-reserved" style={{ width: `${parts.inFlight}%` }} />
            <span className="bg-faint" style={{ width: `${parts.reserved}%` }} />
          </>
        )}
      </div>
      {parts.shortfall > 0n && (
        <p className="mt-2 text-sm text-danger">
          Agents were allotted <Amount msat={parts.shortfall} /> more than this node can spend. Payments
          through it are closed until the allotments are lowered or the node is refilled.
        </p>
      )}
    </div>
  );
}

function Part({
  name,
  mark,
  children,
}: {
  readonly name: string;
  readonly mark?: string;
  readonly children: ReactNode;
}) {
  return (
    <div>
      <p className="flex items-center gap-1.5 text-2xs text-faint">
        {mark !== undefined && <span aria-hidden className={`size-2 rounded-full ${mark}`} />}
        {name}
      </p>
      <p className="text-sm font-medium">{children}</p>
    </div>
  );
}
