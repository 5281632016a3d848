// ReconcilingView: the payments whose outcome their node has not told, what is known of each, and the one thing a person can do.
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { PaymentInQuestion } from '../../../shared/contract/app.ts';
import { useRead } from '../../bridge/queries.ts';
import { textPart, useAddress } from '../../ui/address.ts';
import { Amount } from '../../ui/Amount.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { FencedInline } from '../../ui/Fenced.tsx';
import { Page, Panel } from '../../ui/Panel.tsx';
import { QueryView } from '../../ui/QueryView.tsx';
import { countWords, needingFirst, reservedBy } from './known-words.ts';
import { MarkChecked } from './MarkChecked.tsx';
import { PaymentCard } from './PaymentCard.tsx';

export function ReconcilingView() {
  // What the node says changes without a push while nothing is booked.
  const query = useRead('gate.reconciling', {}, { every: 5_000 });
  const { search } = useAddress();
  const agent = textPart(search['agent']);
  const node = textPart(search['node']);
  const [marking, setMarking] = useState<PaymentInQuestion | null>(null);
  const isMine = (payment: PaymentInQuestion): boolean =>
    (agent === '' || payment.spend.agentId === agent) && (node === '' || payment.nodeId === node);
  return (
    <Page
      title="Reconciliation"
      lead={
        <>
          Payments whose node has not said how they ended. Each stays reserved and counts against every limit
          until it does; nothing here can free one.
        </>
      }
    >
      <QueryView query={query} what="the payments being reconciled" skeleton={<Waiting />}>
        {({ payments }) => {
          const shown = needingFirst(payments.filter(isMine));
          return payments.length === 0 ? (
            <Panel>
              <EmptyState
                title="Every payment has its outcome"
                why="When a node is silent about a payment it was given, the payment stands here with what is known, until the node says settled or failed."
              />
            </Panel>
          ) : (
            <>
              <Sums shown={shown} all={payments} of={agent !== '' ? 'agent' : node !== '' ? 'node' : null} />
              {shown.map((payment) => (
                <PaymentCard key={payment.spend.id} payment={payment} onMark={() => setMarking(payment)} />
              ))}
            </>
          );
        }}
      </QueryView>
      {marking && <MarkChecked payment={marking} onClose={() => setMarking(null)} />}
    </Page>
  );
}

function Sums({
  shown,
  all,
  of,
}: {
  readonly shown: readonly PaymentInQuestion[];
  readonly all: readonly PaymentInQuestion[];
  /** What the address narrows it to. */
  readonly of: 'agent' | 'node' | null;
}) {
  const open = shown.filter((payment) => payment.checked === null);
  const checked = shown.length - open.length;
  const [first] = shown;
  return (
    <p role="status" className="text-sm">
      <strong className="font-semibold">{countWords(open.length)}</strong>
      {checked > 0 && `, and ${checked} checked by hand`}
      {' · '}
      <Amount msat={reservedBy(shown)} /> reserved
      {of !== null && (
        <span className="text-muted">
          {' · '}
          {first === undefined ? (
            'none of it here'
          ) : of === 'agent' ? (
            <>
              of <FencedInline text={first.spend.agentName} />
            </>
          ) : (
            <>through {first.nodeName}</>
          )}
          {' · '}
          <Link to="/reconciling" search={{}} className="text-accent hover:underline">
            show all {all.length}
          </Link>
        </span>
      )}
    </p>
  );
}

function Waiting() {
  return [0, 1].map((row) => (
    <Panel key={row}>
      <div className="skeleton h-4 w-60" />
      <div className="skeleton mt-4 h-3 w-96" />
      <div className="skeleton mt-4 h-10 w-full" />
    </Panel>
  ));
}
