// ProblemNote: what stands between the console and the Ledger: what happened, that nothing was done, what to do next, and a way to try again.
import { useEffect, useRef, type ReactNode } from 'react';
import type { Operation } from '../../../shared/contract/treasury.ts';
import { Button } from '../../ui/Button.tsx';
import { CommandToRun } from './CommandToRun.tsx';
import { withCommand } from './treasury-words.ts';
import { useDevice, type TreasuryStatus } from './use-treasury.ts';

type ProblemNoteProps = {
  readonly problem: NonNullable<Operation['problem']>;
  readonly status: TreasuryStatus;
  readonly onRetry: (() => void) | null;
  readonly busy?: boolean;
  readonly children?: ReactNode;
};

/** Trying again would do the same again: the operator has to look elsewhere first. */
const GRAVE: ReadonlySet<string> = new Set(['address-differs']);

export function ProblemNote({ problem, status, onRetry, busy = false, children }: ProblemNoteProps) {
  const grave = GRAVE.has(problem.kind);
  const calm = problem.kind === 'cancelled' || problem.kind === 'user-refused';
  const { words: next, command } = withCommand(problem.next);
  const retry = useRef<HTMLButtonElement>(null);
  // The button that was pressed is gone: the keyboard goes on where the work does.
  useEffect(() => {
    const now = document.activeElement;
    if (now === null || now === document.body || now.id === 'content') retry.current?.focus();
  }, []);
  const edge = grave ? 'border-danger bg-danger/8' : calm ? 'border-line-strong' : 'border-warn/60 bg-warn/8';
  return (
    <div role="alert" className={`rounded-lg border px-3.5 py-3 ${edge}`}>
      <p className={`text-sm font-semibold ${grave ? 'text-danger' : calm ? 'text-ink' : 'text-warn'}`}>
        {problem.sentence}
      </p>
      <p className="mt-0.5 text-sm wrap-anywhere">{next}</p>
      {command !== null && <CommandToRun command={command} />}
      {problem.kind === 'several-devices' && <ChooseDevice status={status} />}
      {(onRetry !== null || children !== undefined) && (
        <div className="mt-2.5 flex flex-wrap gap-2">
          {onRetry !== null && (
            <Button
              ref={retry}
              size="small"
              variant={grave ? 'plain' : 'primary'}
              busy={busy}
              onClick={onRetry}
            >
              Try again
            </Button>
          )}
          {children}
        </div>
      )}
    </div>
  );
}

type ChooseDeviceProps = {
  readonly status: TreasuryStatus;
  /** What is shown beside it: when that asks the same already, this does not. */
  readonly besides?: Operation | null;
};

export function ChooseDevice({ status, besides = null }: ChooseDeviceProps) {
  const { deviceId, choose } = useDevice(status);
  const { attached } = status.device;
  if (attached.length < 2 || besides?.problem?.kind === 'several-devices') return null;
  return (
    <fieldset className="mt-2 flex flex-wrap gap-2">
      <legend className="mb-1 text-xs text-muted">Which Ledger is meant</legend>
      {attached.map(({ id, model }) => (
        <label
          key={id}
          className={`flex items-center gap-2 rounded-lg border px-2.5 py-1.5 text-sm has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent ${id === deviceId ? 'border-accent' : 'border-field'}`}
        >
          <input
            type="radio"
            name="ledger"
            checked={id === deviceId}
            onChange={() => choose(id)}
            className="size-4 accent-(--accent) outline-none"
          />
          {model} <span className="font-mono text-xs text-faint">{id}</span>
        </label>
      ))}
    </fieldset>
  );
}
