// ApprovalPage: one held payment, everything needed to decide it, and the decision. Rules: docs/gate.md 6.
import { Link } from '@tanstack/react-router';
import { useId, useMemo, useState } from 'react';
import type { Value } from '../../bridge/client.ts';
import { useRead } from '../../bridge/queries.ts';
import { ShortAddress } from '../../ui/Address.tsx';
import { Amount } from '../../ui/Amount.tsx';
import { Day } from '../../ui/Day.tsx';
import { Fenced, FencedInline } from '../../ui/Fenced.tsx';
import { Page, Panel } from '../../ui/Panel.tsx';
import { QueryView } from '../../ui/QueryView.tsx';
import { Time } from '../../ui/Time.tsx';
import { DisplayContext, useDisplay, useNow } from '../../ui/display.ts';
import { Context } from './Context.tsx';
import { Countdown, CountdownVoice } from './Countdown.tsx';
import { DecisionForm, type Verdict } from './DecisionForm.tsx';
import { standing } from './decision-words.ts';
import { Destination } from './Destination.tsx';
import { Outcome } from './Outcome.tsx';
import { QueueSteps, useQueue } from './QueueSteps.tsx';
import { Totals } from './Totals.tsx';
import { WhyStopped } from './WhyStopped.tsx';

type Decision = Value<'approvals.get'>;

export function ApprovalPage({ id }: { readonly id: string }) {
  const query = useRead('approvals.get', { id });
  // Here and not below: a queue is walked faster than its pages come.
  const queue = useQueue(id);
  const display = useDisplay();
  const [revealed, setRevealed] = useState(false);
  const shown = useMemo(
    () => (revealed ? { ...display, hideBalances: false } : display),
    [display, revealed],
  );
  if (query.data)
    return (
      <DisplayContext value={shown}>
        <Decide decision={query.data} queue={queue} onReveal={() => setRevealed(true)} />
      </DisplayContext>
    );
  return (
    <Page title="Payment waiting for you" crumbs={<Link to="/approvals">Approvals</Link>}>
      <Panel>
        <QueryView query={query} what="this payment" skeleton={8}>
          {() => null}
        </QueryView>
      </Panel>
    </Page>
  );
}

type DecideProps = {
  readonly decision: Decision;
  readonly queue: ReturnType<typeof useQueue>;
  readonly onReveal: () => void;
};

function Decide({ decision, queue, onReveal }: DecideProps) {
  const { approval, invoiceExpiresAt } = decision;
  const now = useNow();
  const stand = standing(approval.state, approval.expiresAt, now);
  const [decidedHere, setDecidedHere] = useState<Verdict | null>(null);
  const sentenceId = useId();
  const [sawOpen, setSawOpen] = useState(false);
  if (stand === 'open' && !sawOpen) setSawOpen(true);
  const open = stand === 'open' || stand === 'over';
  const elsewhere = sawOpen && !open && decidedHere === null && approval.state !== 'expired';
  const invoiceEnds = approval.expiresAt >= invoiceExpiresAt;

  return (
    <Page
      crumbs={
        <span className="flex flex-wrap items-center gap-x-3">
          <span>
            <Link to="/approvals" className="hover:text-ink hover:underline">
              Approvals
            </Link>{' '}
            / {approval.id.slice(0, 13)} · asked <Time at={approval.askedAt} relative withSeconds />
          </span>
          <QueueSteps queue={queue} />
        </span>
      }
      title={
        <span id={sentenceId} className="wrap-anywhere">
          <Link
            to="/agents/$id"
            params={{ id: approval.agentId }}
            className="text-accent underline decoration-accent/35 underline-offset-4 hover:decoration-accent"
          >
            <FencedInline text={approval.agentName} />
          </Link>{' '}
          {open ? 'asks' : 'asked'} to pay <Amount msat={approval.amountMsat} /> to{' '}
          {approval.destinationLabel === null ? (
            'an unknown node'
          ) : (
            <FencedInline text={approval.destinationLabel} />
          )}
        </span>
      }
      lead={<Known decision={decision} />}
      aside={
        open && (
          <div className="text-right">
            <Countdown until={approval.expiresAt} size="figure" />
            <p className="text-xs text-faint">
              {invoiceEnds ? 'invoice expires' : 'decide before'} <Time at={approval.expiresAt} withSeconds />
            </p>
            <CountdownVoice until={approval.expiresAt} />
          </div>
        )
      }
    >
      {(elsewhere || stand === 'over' || (sawOpen && approval.state === 'expired')) && (
        <p
          role="alert"
          className="rounded-lg border border-warn/60 bg-warn/8 px-3.5 py-2.5 text-sm text-warn"
        >
          {elsewhere
            ? 'Decided elsewhere while you were looking. Nothing you typed here was used.'
            : 'The time to decide ran out while you were looking. Nothing was paid; the agent may ask again.'}
        </p>
      )}
      {open && <Gone connectionGone={decision.connectionGone} />}
      <div className="grid items-start gap-3 lg:grid-cols-[minmax(0,1fr)_330px] 2xl:grid-cols-[minmax(0,1fr)_25rem]">
        <div className="flex min-w-0 flex-col gap-3">
          <WhyStopped
            rules={decision.rules}
            policyVersion={decision.policyVersion}
            total={BigInt(approval.amountMsat) + BigInt(approval.feeLimitMsat)}
          />
          <Destination {...decision} />
          <Words {...decision} />
          <Context decision={decision} />
        </div>
        <div className="flex flex-col gap-3 lg:top-3.5 lg:[@media(min-height:860px)]:sticky">
          <Totals {...decision} />
          {open ? (
            <DecisionForm
              decision={decision}
              over={stand === 'over'}
              describedBy={sentenceId}
              onDecided={setDecidedHere}
              onReveal={onReveal}
            />
          ) : (
            <Outcome decision={decision} here={decidedHere} queue={queue} />
          )}
        </div>
      </div>
    </Page>
  );
}

function Gone({ connectionGone }: Pick<Decision, 'connectionGone'>) {
  if (connectionGone === null) return null;
  const { label, how, at } = connectionGone;
  return (
    <div role="alert" className="rounded-lg border border-warn/60 bg-warn/8 px-3.5 py-2.5 text-sm">
      <p className="font-semibold text-warn">
        The connection that asked for this {how === 'revoked' ? 'was revoked' : 'has expired'} while it waited
      </p>
      <p className="mt-0.5 text-xs text-muted">
        “<FencedInline text={label} />
        ”, {how} <Time at={at} relative />. Approve it only if you still want it paid: whoever held that
        connection is not told of the outcome.
      </p>
    </div>
  );
}

function Known({ decision: { approval, destinationKnown } }: { readonly decision: Decision }) {
  return (
    <>
      {destinationKnown ? (
        <>
          Known since <Day at={destinationKnown.firstPaidAt} />, paid {destinationKnown.timesPaid}{' '}
          {destinationKnown.timesPaid === 1 ? 'time' : 'times'}, largest{' '}
          <Amount msat={destinationKnown.largestMsat} />.
        </>
      ) : (
        <>
          Never paid before: <ShortAddress text={approval.destination} />.
        </>
      )}{' '}
      Lightning payment: <strong className="font-semibold text-ink">cannot be called back.</strong>
    </>
  );
}

function Words({ purpose, invoiceDescription }: Decision) {
  const described = invoiceDescription.trim() !== '';
  return (
    <div className={`grid gap-3 ${described ? 'lg:grid-cols-2' : ''}`}>
      <Panel
        title={
          <>
            What the agent says it is for{' '}
            <span className="font-normal text-faint">
              · untrusted{described ? '' : ' text, shown as received'}
            </span>
          </>
        }
      >
        <Fenced
          text={purpose}
          label="What the agent says it is for"
          empty="The agent said nothing about it."
        />
      </Panel>
      {described && (
        <Panel
          title={
            <>
              What the invoice says <span className="font-normal text-faint">· untrusted</span>
            </>
          }
        >
          <Fenced text={invoiceDescription} label="What the invoice says" empty="" />
        </Panel>
      )}
    </div>
  );
}
