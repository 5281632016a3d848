// PaymentCard: one payment without an outcome: whose, how much, how old, and what is known of it.
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { PaymentInQuestion } from '../../../shared/contract/app.ts';
import { Amount } from '../../ui/Amount.tsx';
import { Button } from '../../ui/Button.tsx';
import { CopyText } from '../../ui/CopyText.tsx';
import { FencedInline } from '../../ui/Fenced.tsx';
import { groupDigits } from '../../ui/format.ts';
import { Panel } from '../../ui/Panel.tsx';
import { StatusChip } from '../../ui/StatusChip.tsx';
import { Age, Time } from '../../ui/Time.tsx';
import { Whom } from '../approvals/SpendList.tsx';
import { answerWords, expiryWords, nextWords, type Known } from './known-words.ts';

export function PaymentCard({
  payment,
  onMark,
}: {
  readonly payment: PaymentInQuestion;
  readonly onMark: () => void;
}) {
  const { spend, nodeId, nodeName, reservedAt, dispatchedAt, lastAnswer, missingSince, checked } = payment;
  const expiry = expiryWords(payment);
  return (
    <Panel tone={checked ? 'plain' : expiry?.tone === 'danger' ? 'danger' : 'warn'}>
      <article aria-label={`Payment of ${spend.agentName}`}>
        <div className="flex items-start justify-between gap-6">
          <div className="min-w-0">
            <h2 className="flex min-w-0 items-baseline gap-2 text-base">
              <span className="font-semibold">
                <Amount msat={spend.amountMsat} />
              </span>
              <span className="shrink-0 text-sm text-muted">to</span>
              <span className="min-w-0 truncate text-sm">
                <Whom destination={spend.destination} label={spend.destinationLabel} />
              </span>
            </h2>
            <p className="mt-0.5 flex min-w-0 gap-1 text-sm text-muted">
              <span className="shrink-0">asked for by</span>
              <Link
                to="/agents/$id"
                params={{ id: spend.agentId }}
                className="min-w-0 truncate text-ink hover:text-accent hover:underline"
              >
                <FencedInline text={spend.agentName} />
              </Link>
              <span className="shrink-0">through</span>
              <Link
                to="/nodes"
                search={{ node: nodeId }}
                className="min-w-0 truncate text-ink hover:text-accent hover:underline"
              >
                {nodeName}
              </Link>
            </p>
          </div>
          <div className="flex shrink-0 items-center gap-3">
            <span className="text-right text-sm">
              <span className="block font-semibold">
                <Age since={reservedAt ?? spend.askedAt} />
              </span>
              <span className="block text-xs text-faint">without an outcome</span>
            </span>
            {checked === null && <Button onClick={onMark}>Mark as checked by hand …</Button>}
          </div>
        </div>
        <div className="mt-3 flex flex-col gap-0.5 text-sm">
          <Sentence known={answerWords(payment)} />
          {expiry && <Sentence known={expiry} />}
          <p className="text-muted">{nextWords(payment)}</p>
        </div>
        {checked && (
          <p className="mt-3 rounded-lg border border-line bg-raised px-3 py-2 text-sm">
            <StatusChip tone="info">checked by hand</StatusChip>{' '}
            <span className="text-muted">
              <Time at={checked.at} /> ·{' '}
              <Link to="/timeline" search={{ seq: checked.seq }} className="text-accent hover:underline">
                entry {groupDigits(checked.seq)}
              </Link>{' '}
              · it still counts:
            </span>{' '}
            <FencedInline text={checked.reason} />
          </p>
        )}
        <dl className="mt-3 grid grid-cols-2 gap-x-8 gap-y-2.5 border-t border-line pt-3 lg:grid-cols-5">
          <Fact name="Reserved with its fee">
            <Amount msat={BigInt(spend.amountMsat) + BigInt(spend.feeLimitMsat)} />
          </Fact>
          <Fact name="Handed to the node">
            {dispatchedAt === null ? 'never' : <Time at={dispatchedAt} withSeconds />}
          </Fact>
          <Fact name="Last answer">
            {lastAnswer === null ? 'none yet' : <Time at={lastAnswer.at} withSeconds />}
          </Fact>
          <Fact name="Not known there since">
            {missingSince === null ? '–' : <Time at={missingSince} withSeconds />}
          </Fact>
          <Fact name="Payment hash">
            <CopyText text={spend.paymentHash} what="payment hash" />
          </Fact>
        </dl>
      </article>
    </Panel>
  );
}

const TONES = { plain: '', warn: 'text-warn', danger: 'text-danger' } as const;

function Sentence({ known }: { readonly known: Known }) {
  return (
    <p className={TONES[known.tone]}>
      <FencedInline text={known.sentence} />
    </p>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="text-2xs text-faint">{name}</dt>
      <dd className="truncate text-sm">{children}</dd>
    </div>
  );
}
