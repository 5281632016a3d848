// Outcome: what was decided, by whom it can be checked, and what waits next.
import { Link } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import type { Value } from '../../bridge/client.ts';
import { useAct, useRead } from '../../bridge/queries.ts';
import { refusalText } from '../../bridge/refused-error.ts';
import { Button, Key } from '../../ui/Button.tsx';
import { FencedInline } from '../../ui/Fenced.tsx';
import { groupDigits } from '../../ui/format.ts';
import { Panel } from '../../ui/Panel.tsx';
import { StatusChip } from '../../ui/StatusChip.tsx';
import { Time } from '../../ui/Time.tsx';
import type { Verdict } from './DecisionForm.tsx';
import type { useQueue } from './QueueSteps.tsx';
import { outcomeWords, STATE_WORDS, STOPPED_SHORT, stateTone } from './decision-words.ts';

type OutcomeProps = {
  readonly decision: Value<'approvals.get'>;
  /** What was decided a moment ago in this window: the news takes the focus. null: elsewhere, or long ago. */
  readonly here: Verdict | null;
  readonly queue: ReturnType<typeof useQueue>;
};

export function Outcome({ decision: { approval, decision }, here, queue }: OutcomeProps) {
  const box = useRef<HTMLDivElement>(null);
  const withdraw = useAct('approvals.deny');
  const { next, total } = queue;
  const letters = useRead('settings.get', {}).data?.letterKeys ?? true;
  useEffect(() => {
    if (here !== null) box.current?.focus();
  }, [here]);
  const refusal = refusalText(withdraw.error);
  return (
    <Panel title="Decision">
      <div ref={box} tabIndex={-1} className="flex flex-col gap-3 outline-none">
        <p role="status" className="flex flex-col items-start gap-2 text-sm">
          <StatusChip tone={stateTone(approval.state)}>{STATE_WORDS[approval.state]}</StatusChip>
          <span>This payment {outcomeWords(approval.state, approval.code)}</span>
          {approval.state === 'granted' && approval.stoppedBy !== null && (
            <span className="text-warn">Not now: {STOPPED_SHORT[approval.stoppedBy]}.</span>
          )}
        </p>
        {here === 'rejected-and-frozen' && <FrozenNow agentId={approval.agentId} />}
        {decision && (
          <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1.5 text-sm">
            <dt className="text-muted">{decision.verdict === 'expired' ? 'Expired' : 'Decided'}</dt>
            <dd>
              <Time at={decision.at} withSeconds />
            </dd>
            {decision.reason !== '' && (
              <>
                <dt className="text-muted">Reason</dt>
                <dd className="wrap-anywhere">{decision.reason}</dd>
              </>
            )}
            <dt className="text-muted">Log</dt>
            <dd>
              <Link to="/timeline" search={{ seq: decision.seq }} className="text-accent hover:underline">
                entry {groupDigits(decision.seq)} and its proof
              </Link>
            </dd>
          </dl>
        )}
        {approval.state === 'granted' && (
          <Button
            variant="danger"
            wide
            busy={withdraw.isPending}
            onClick={() =>
              withdraw.mutate({ id: approval.id, reason: 'Approval withdrawn', freezeAgent: false })
            }
          >
            Withdraw the approval
          </Button>
        )}
        {refusal !== null && (
          <p role="alert" className="text-xs text-danger">
            {refusal}
          </p>
        )}
        {next ? (
          <Link
            to="/approvals/$id"
            params={{ id: next.id }}
            replace
            className="flex items-center justify-center gap-2 rounded-lg border border-line-strong bg-raised px-3 py-2 text-sm font-medium hover:border-faint"
          >
            <span className="truncate">
              Next of {groupDigits(total)}: <FencedInline text={next.agentName} />
            </span>
            {letters && <Key>J</Key>}
          </Link>
        ) : (
          <Link to="/approvals" className="text-sm text-accent hover:underline">
            Back to approvals; nothing else waits
          </Link>
        )}
      </div>
    </Panel>
  );
}

/** A freeze counts when the agent itself is seen frozen, not when it was asked for. */
function FrozenNow({ agentId }: { readonly agentId: string }) {
  const agent = useRead('agents.get', { id: agentId }).data?.agent;
  if (!agent) return null;
  return (
    <p role="status" className="flex items-center gap-2 text-sm">
      {agent.state === 'frozen' ? (
        <>
          <StatusChip tone="danger">frozen</StatusChip>
          <span className="min-w-0 truncate">
            <FencedInline text={agent.name} /> can ask for nothing until you let it go.
          </span>
        </>
      ) : (
        <>
          <StatusChip tone="warn">not frozen</StatusChip>
          <Link to="/agents/$id" params={{ id: agentId }} className="text-accent hover:underline">
            Look at the agent
          </Link>
        </>
      )}
    </p>
  );
}
