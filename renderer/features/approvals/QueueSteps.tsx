// QueueSteps: "2 of 10 waiting", and the ways to the one before and the one after. j and k go the same ways.
import { useNavigate } from '@tanstack/react-router';
import { ChevronLeft, ChevronRight } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { useRead } from '../../bridge/queries.ts';
import { useCommand } from '../../app/command-scope.ts';
import { groupDigits } from '../../ui/format.ts';
import { placeInQueue, type QueuePlace } from './queue.ts';

type Row = { readonly id: string; readonly agentName: string };

/** Where the payment stands; the order is the core's: what expires first stands first. */
export function useQueue(id: string): QueuePlace<Row> & { readonly open: (row: Row) => void } {
  const navigate = useNavigate();
  const waiting = useRead('approvals.list', { which: 'waiting', limit: 500 }).data?.approvals ?? [];
  const wasAt = useRef(0);
  const index = waiting.findIndex((row) => row.id === id);
  useEffect(() => {
    if (index >= 0) wasAt.current = index;
  }, [index]);
  // oxlint-disable-next-line react-hooks/refs -- the place it had is needed only once it is gone, and then no longer changes
  const place = placeInQueue<Row>(waiting, id, wasAt.current);
  // Walking the queue leaves one step in the history: back leads to the list.
  const open = (row: Row): void =>
    void navigate({ to: '/approvals/$id', params: { id: row.id }, replace: true });
  const { next, previous } = place;
  useCommand('decision-next', next ? () => open(next) : null);
  useCommand('decision-previous', previous ? () => open(previous) : null);
  return { ...place, open };
}

export function QueueSteps({ queue }: { readonly queue: ReturnType<typeof useQueue> }) {
  const { position, total, previous, next, open } = queue;
  if (position === null || total < 2) return null;
  return (
    <span className="inline-flex items-center gap-1">
      <Step label="Payment before it" icon={ChevronLeft} to={previous} onOpen={open} />
      <span aria-live="polite" className="text-muted">
        {groupDigits(position)} of {groupDigits(total)} waiting
      </span>
      <Step label="Next payment that waits" icon={ChevronRight} to={next} onOpen={open} />
    </span>
  );
}

type StepProps = {
  readonly label: string;
  readonly icon: typeof ChevronLeft;
  readonly to: Row | null;
  readonly onOpen: (row: Row) => void;
};

function Step({ label, icon: Icon, to, onOpen }: StepProps) {
  return (
    <button
      type="button"
      aria-label={label}
      disabled={to === null}
      onClick={() => {
        if (to) onOpen(to);
      }}
      className="inline-flex size-6 items-center justify-center rounded text-muted hover:bg-raised hover:text-ink disabled:opacity-35"
    >
      <Icon size={14} aria-hidden />
    </button>
  );
}
