// EntryDrawer: one entry with what it says, what it belongs to, and the hashes that hold it in its place.
import { Link } from '@tanstack/react-router';
import { ChevronLeft, ChevronRight } from 'lucide-react';
import { useMemo } from 'react';
import { RULE_LABELS } from '../../../shared/domain/decision.ts';
import type { Value } from '../../bridge/client.ts';
import { useRead } from '../../bridge/queries.ts';
import { Amount } from '../../ui/Amount.tsx';
import { Button } from '../../ui/Button.tsx';
import { CopyButton } from '../../ui/CopyButton.tsx';
import { Drawer } from '../../ui/Dialog.tsx';
import { FencedInline } from '../../ui/Fenced.tsx';
import { groupDigits } from '../../ui/format.ts';
import { QueryView } from '../../ui/QueryView.tsx';
import { StatusChip } from '../../ui/StatusChip.tsx';
import { Summary } from '../../ui/Summary.tsx';
import { EntryAttestation } from './EntryAttestation.tsx';
import { EntryProof } from './EntryProof.tsx';
import { entryBody, type BodyLine, type BodyRule } from './entry-body.ts';
import { LEVEL_TONES, OUTCOME_TONES, utcMoment } from './timeline-words.ts';

type Entry = Value<'timeline.entry'>;

type EntryDrawerProps = {
  readonly seq: number;
  readonly onSeq: (seq: number) => void;
  readonly onClose: () => void;
};

export function EntryDrawer({ seq, onSeq, onClose }: EntryDrawerProps) {
  const entry = useRead('timeline.entry', { seq });
  return (
    <Drawer
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title={`Entry ${groupDigits(seq)}`}
      footer={
        <>
          <Button
            variant="quiet"
            icon={<ChevronLeft size={14} aria-hidden />}
            disabled={seq <= 1}
            onClick={() => onSeq(seq - 1)}
          >
            Older
          </Button>
          <Button
            variant="quiet"
            disabled={!entry.data || entry.data.next === null}
            onClick={() => onSeq(seq + 1)}
          >
            Newer
            <ChevronRight size={14} aria-hidden />
          </Button>
        </>
      }
    >
      <QueryView query={entry} what="this entry" skeleton={6}>
        {(value) => <Content entry={value} onSeq={onSeq} />}
      </QueryView>
    </Drawer>
  );
}

function Content({ entry, onSeq }: { readonly entry: Entry; readonly onSeq: (seq: number) => void }) {
  const { row, chain } = entry;
  const body = useMemo(() => entryBody(entry.canonical), [entry.canonical]);
  return (
    <div className="flex flex-col gap-5">
      <div className="flex flex-col gap-2">
        <p className="text-sm">
          <Summary text={row.summary} />
        </p>
        <div className="flex flex-wrap gap-1.5">
          <StatusChip tone={OUTCOME_TONES[row.outcome]}>{row.outcome}</StatusChip>
          <StatusChip tone={LEVEL_TONES[row.level]}>{row.level}</StatusChip>
          <StatusChip tone="neutral">
            {row.category} · {row.action}
          </StatusChip>
        </div>
      </div>
      <dl className="grid grid-cols-[6rem_minmax(0,1fr)] gap-y-1.5 text-sm">
        <dt className="text-muted">When</dt>
        <dd className="font-mono text-xs leading-5">{utcMoment(row.at)} UTC</dd>
        <dt className="text-muted">Who</dt>
        <dd>{row.actor.name}</dd>
        {row.agentId !== null && (
          <>
            <dt className="text-muted">Agent</dt>
            <dd>
              <Link to="/agents/$id" params={{ id: row.agentId }} className="text-accent hover:underline">
                {row.agentName ?? row.agentId}
              </Link>
            </dd>
          </>
        )}
        {row.correlation !== null && (
          <>
            <dt className="text-muted">Belongs to</dt>
            <dd className="flex items-center gap-1">
              <span className="truncate font-mono text-xs" title={row.correlation}>
                {row.correlation}
              </span>
              <CopyButton text={row.correlation} what="correlation" />
            </dd>
          </>
        )}
      </dl>
      {chain.length > 1 && <Chain chain={chain} current={row.seq} onSeq={onSeq} />}
      {(body.lines.length > 0 || body.rules.length > 0) && (
        <section aria-labelledby="entry-details">
          <h3 id="entry-details" className="mb-2 text-xs font-semibold text-muted">
            Details
          </h3>
          {body.lines.length > 0 && (
            <dl className="grid grid-cols-[8.5rem_minmax(0,1fr)] gap-x-3 gap-y-1.5 text-sm">
              {body.lines.map((line) => (
                <Line key={line.label} line={line} />
              ))}
            </dl>
          )}
          {body.rules.length > 0 && <Rules rules={body.rules} />}
        </section>
      )}
      {entry.attestation !== null && <EntryAttestation attestation={entry.attestation} />}
      <EntryProof entry={entry} />
    </div>
  );
}

type ChainProps = {
  readonly chain: Entry['chain'];
  readonly current: number;
  readonly onSeq: (seq: number) => void;
};

function Chain({ chain, current, onSeq }: ChainProps) {
  return (
    <section aria-labelledby="entry-chain">
      <h3 id="entry-chain" className="mb-2 text-xs font-semibold text-muted">
        From request to outcome
      </h3>
      <ol className="ml-1.5 border-l border-line-strong">
        {chain.map((step) => {
          const here = step.seq === current;
          return (
            <li key={step.seq} className="relative">
              <span
                aria-hidden
                className={`absolute top-3 -left-[4.5px] size-2 rounded-full ${here ? 'bg-accent' : 'bg-line-strong'}`}
              />
              <button
                type="button"
                aria-current={here ? 'step' : undefined}
                onClick={() => onSeq(step.seq)}
                className={`ml-2 flex w-[calc(100%-0.5rem)] items-center justify-between gap-3 rounded-md px-2 py-1.5 text-left text-sm hover:bg-raised ${here ? 'bg-raised' : ''}`}
              >
                <span className="min-w-0">
                  <span className="font-medium">{step.action}</span>{' '}
                  <span className="text-xs text-faint">
                    {step.actor.name} · {utcMoment(step.at).slice(11)}
                  </span>
                </span>
                <StatusChip tone={OUTCOME_TONES[step.outcome]}>{step.outcome}</StatusChip>
              </button>
            </li>
          );
        })}
      </ol>
    </section>
  );
}

function Line({ line }: { readonly line: BodyLine }) {
  return (
    <>
      <dt className="text-muted first-letter:uppercase">{line.label}</dt>
      <dd className="min-w-0 wrap-anywhere">
        {line.kind === 'amount' ? (
          <Amount msat={line.msat} />
        ) : line.kind === 'text' ? (
          <span className="font-mono text-xs">
            {line.text === '' ? <span className="text-faint">empty</span> : <FencedInline text={line.text} />}
          </span>
        ) : (
          <span className="font-mono text-xs whitespace-pre-wrap">
            <FencedInline text={line.text} />
          </span>
        )}
      </dd>
    </>
  );
}

function Rules({ rules }: { readonly rules: readonly BodyRule[] }) {
  const figure = (rule: BodyRule, value: string | null) =>
    value === null ? (
      ''
    ) : rule.unit === 'msat' ? (
      <Amount msat={value} unit={false} />
    ) : (
      groupDigits(BigInt(value))
    );
  return (
    <table className="mt-3 w-full text-xs">
      <caption className="sr-only">What each rule found</caption>
      <thead className="text-2xs text-faint">
        <tr className="border-b border-line">
          <th scope="col" className="py-1 text-left font-medium">
            Rule
          </th>
          <th scope="col" className="py-1 text-right font-medium">
            this
          </th>
          <th scope="col" className="py-1 text-right font-medium">
            limit
          </th>
          <th scope="col" className="py-1 pl-3 text-left font-medium">
            verdict
          </th>
        </tr>
      </thead>
      <tbody>
        {rules.map((rule) => (
          <tr key={rule.rule} className="border-b border-line">
            <th scope="row" className="py-1 text-left font-normal">
              {RULE_LABELS[rule.rule]}
            </th>
            <td className="py-1 text-right">{figure(rule, rule.measured)}</td>
            <td className="py-1 text-right text-muted">{figure(rule, rule.limit)}</td>
            <td
              className={`py-1 pl-3 ${rule.verdict === 'allow' ? 'text-faint' : rule.verdict === 'hold' ? 'text-warn' : 'text-danger'}`}
            >
              {rule.verdict}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
