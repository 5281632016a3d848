// BalancePanel: what the agent may spend, and the credits and debits that made it. An allotment is a promise on a shared node.
import { useState } from 'react';
import type { Value } from '../../bridge/client.ts';
import { useHumanAct } from '../../bridge/queries.ts';
import { Amount } from '../../ui/Amount.tsx';
import { AmountInput } from '../../ui/AmountInput.tsx';
import { Button } from '../../ui/Button.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { FencedInline } from '../../ui/Fenced.tsx';
import type { NamedField } from '../../ui/csv.ts';
import { RowsExport } from '../../ui/RowsExport.tsx';
import { satsTyped } from '../../ui/format.ts';
import { Panel } from '../../ui/Panel.tsx';
import { ReasonDialog } from '../../ui/ReasonDialog.tsx';
import { StatusChip } from '../../ui/StatusChip.tsx';
import { Time } from '../../ui/Time.tsx';
import { useToast } from '../../ui/Toast.tsx';

type Agent = Value<'agents.get'>;
type BalanceMove = Agent['moves'][number];

const KINDS: Readonly<Record<BalanceMove['kind'], string>> = {
  credit: 'added',
  debit: 'taken back',
  received: 'received',
};
const FIELDS: readonly NamedField<BalanceMove>[] = [
  { name: 'Time', kind: 'time', of: (move) => move.at },
  { name: 'What', kind: 'text', of: (move) => KINDS[move.kind] },
  { name: 'Amount', kind: 'amount', of: (move) => move.amountMsat },
  { name: 'Reason', kind: 'text', of: (move) => move.reason },
];

type Move = 'credit' | 'debit';

export function BalancePanel({ agent, moves }: Pick<Agent, 'agent' | 'moves'>) {
  const [open, setOpen] = useState<Move | null>(null);
  const allotted = agent.draw === 'allotted';
  const newestFirst = moves.toSorted((a, b) => b.at - a.at);
  return (
    <>
      <Panel
        title="Credits and debits"
        body="flush"
        aside={
          <span className="flex items-center gap-2">
            <RowsExport table="agent-balance" fields={FIELDS} rows={newestFirst} />
            {allotted && (
              <>
                <Button size="small" onClick={() => setOpen('debit')}>
                  Take back …
                </Button>
                <Button size="small" onClick={() => setOpen('credit')}>
                  Add …
                </Button>
              </>
            )}
          </span>
        }
      >
        <p className="px-3.5 pb-3 text-sm text-muted">
          {allotted
            ? `An allotment on ${agent.nodeName}: credits and debits, plus what it received, less what it paid and has in flight.`
            : `Draws on all that ${agent.nodeName} can send. Move money to or from the node itself.`}
        </p>
        {moves.length === 0 ? (
          <EmptyState
            title="No money was moved yet"
            why={
              allotted
                ? 'Add an allotment so that the agent can spend.'
                : 'What the node receives for this agent will stand here.'
            }
          />
        ) : (
          <ul className="border-t border-line">
            {newestFirst.map((move, index) => (
              <li
                key={index}
                className="grid min-h-row grid-cols-[9.5rem_6.5rem_minmax(0,1fr)_auto] items-center gap-4 border-line px-3.5 text-sm not-last:border-b"
              >
                <span className="text-muted">
                  <Time at={move.at} />
                </span>
                <span>
                  <StatusChip tone={move.kind === 'debit' ? 'neutral' : 'ok'}>{KINDS[move.kind]}</StatusChip>
                </span>
                <span className="truncate" title={move.reason}>
                  <FencedInline text={move.reason} />
                </span>
                <span>
                  {move.kind === 'debit' ? '−' : '+'}
                  <Amount msat={move.amountMsat} round={move.kind === 'debit' ? 'ceil' : 'floor'} />
                </span>
              </li>
            ))}
          </ul>
        )}
      </Panel>
      {open && <MoveDialog agent={agent} move={open} onClose={() => setOpen(null)} />}
    </>
  );
}

type MoveDialogProps = {
  readonly agent: Agent['agent'];
  readonly move: Move;
  readonly onClose: () => void;
};

function MoveDialog({ agent, move, onClose }: MoveDialogProps) {
  const [text, setText] = useState('');
  const credit = useHumanAct('agents.credit');
  const debit = useHumanAct('agents.debit');
  const act = move === 'credit' ? credit : debit;
  const say = useToast();
  const amountMsat = satsTyped(text);
  const some = amountMsat !== undefined && amountMsat !== '0';
  const tooMuch =
    move === 'debit' && some && agent.balanceMsat !== null && BigInt(amountMsat) > BigInt(agent.balanceMsat);
  const verb = move === 'credit' ? 'Add' : 'Take back';
  return (
    <ReasonDialog
      title={move === 'credit' ? `Add to ${agent.name}` : `Take back from ${agent.name}`}
      consequence={
        <>
          It holds{' '}
          {agent.balanceMsat === null ? (
            'an unknown amount'
          ) : (
            <Amount msat={agent.balanceMsat} round="floor" />
          )}{' '}
          now. No money moves on the node; the allotment changes at once.
        </>
      }
      verb={
        some ? (
          <span>
            {verb} <Amount msat={amountMsat} />
          </span>
        ) : (
          verb
        )
      }
      tone="primary"
      act={act}
      missing={!some ? 'Type how many sats first.' : tooMuch ? 'Take back less than it holds.' : null}
      onClose={onClose}
      onConfirm={(reason) => {
        if (!some) return;
        act.mutate(
          { id: agent.id, amountMsat, reason },
          {
            onSuccess: () => {
              say('ok', `The balance of ${agent.name} was changed`);
              onClose();
            },
          },
        );
      }}
    >
      <AmountInput
        label="Amount"
        value={text}
        onValue={setText}
        autoFocus
        error={tooMuch ? 'More than it holds. What is in flight cannot be taken back.' : undefined}
      />
    </ReasonDialog>
  );
}
