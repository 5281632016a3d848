// SweepList: agents that hold more than their ceiling, each with the exact amount that belongs into cold storage.
import type { TreasuryStatus } from './use-treasury.ts';
import { Amount } from '../../ui/Amount.tsx';
import { FencedInline } from '../../ui/Fenced.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { LinkButton } from './LinkButton.tsx';

export function SweepList({ status: { sweeps } }: { readonly status: TreasuryStatus }) {
  if (sweeps.length === 0) return null;
  return (
    <Panel title="Too much is hot" tone="warn" body="flush">
      <ul className="border-t border-line">
        {sweeps.map((sweep) => (
          <li
            key={sweep.agentId}
            className="flex min-h-row flex-wrap items-center justify-between gap-x-6 gap-y-1 border-line px-3.5 py-1.5 text-sm not-last:border-b"
          >
            <span>
              <span className="font-medium">
                <FencedInline text={sweep.agentName} />
              </span>{' '}
              <span className="text-muted">
                holds <Amount msat={sweep.hotMsat} round="floor" />, its ceiling is{' '}
                <Amount msat={sweep.ceilingMsat} round="floor" />
              </span>
              {sweep.draw === 'dedicated' && <span className="block text-xs text-warn">{DEDICATED}</span>}
              {sweep.draw === 'allotted' && isShort(sweep) && (
                <span className="block text-xs text-warn">
                  The node can send <Amount msat={sweep.nodeOnChainMsat ?? '0'} round="floor" /> on chain now;
                  the rest must leave its channels first.
                </span>
              )}
            </span>
            {sweep.draw === 'dedicated' ? (
              <LinkButton to="/nodes" small>
                Look at its node
              </LinkButton>
            ) : (
              <LinkButton to="/treasury/sweep/$agentId" params={{ agentId: sweep.agentId }} small primary>
                Sweep <Amount msat={sweep.amountMsat} round="floor" /> …
              </LinkButton>
            )}
          </li>
        ))}
      </ul>
    </Panel>
  );
}

/** What to do about an agent that no payment on chain relieves. */
export const DEDICATED =
  'It draws on its node’s own channels, so a payment on chain would not lower what it holds. Close or loop out of a channel of that node.';

export const isShort = (sweep: TreasuryStatus['sweeps'][number]): boolean =>
  sweep.nodeOnChainMsat !== null && BigInt(sweep.nodeOnChainMsat) < BigInt(sweep.amountMsat);
