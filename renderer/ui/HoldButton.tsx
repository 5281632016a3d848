// HoldButton: acts after being held for a second, by pointer, Enter or Space. A click, a slip or a page that swaps under the hand does nothing.
import { useCallback, useEffect, useId, useRef, useState, type ReactNode } from 'react';
import { holdProgress, holdStep, IDLE, type HoldEvent, type HoldState } from './hold.ts';

type HoldButtonProps = {
  readonly children: ReactNode;
  readonly onHeld: () => void;
  readonly disabled?: boolean;
  readonly busy?: boolean;
  readonly busyLabel?: string;
  /** Why it is disabled, joined by aria-describedby. */
  readonly describedBy?: string | undefined;
};

const now = (): number => performance.now();
const isHoldKey = (key: string): boolean => key === 'Enter' || key === ' ';

export function HoldButton({
  children,
  onHeld,
  disabled = false,
  busy = false,
  busyLabel = 'Paying …',
  describedBy,
}: HoldButtonProps) {
  const [state, setState] = useState<HoldState>(IDLE);
  const current = useRef<HoldState>(IDLE);
  const fill = useRef<HTMLSpanElement>(null);
  const act = useRef(onHeld);
  useEffect(() => {
    act.current = onHeld;
  });
  const hint = useId();
  const off = disabled || busy;

  const send = useCallback((event: HoldEvent) => {
    const before = current.current;
    const after = holdStep(before, event);
    if (after === before) return;
    current.current = after;
    setState(after);
    if (after.phase === 'done') act.current();
  }, []);

  useEffect(() => {
    if (state.phase !== 'holding') return;
    let frame = 0;
    const step = (): void => {
      if (fill.current) fill.current.style.transform = `scaleX(${holdProgress(current.current, now())})`;
      send({ type: 'tick', at: now() });
      frame = requestAnimationFrame(step);
    };
    step();
    // A hidden window draws no frames and must not go on counting.
    const cancel = (): void => send({ type: 'cancel' });
    window.addEventListener('blur', cancel);
    document.addEventListener('visibilitychange', cancel);
    return () => {
      cancelAnimationFrame(frame);
      window.removeEventListener('blur', cancel);
      document.removeEventListener('visibilitychange', cancel);
    };
  }, [state.phase, send]);

  useEffect(() => {
    if (off) send({ type: 'cancel' });
  }, [off, send]);

  const holding = state.phase === 'holding';
  return (
    <>
      <button
        type="button"
        disabled={off}
        aria-busy={busy || undefined}
        aria-describedby={describedBy === undefined ? hint : `${describedBy} ${hint}`}
        onPointerDown={(event) => {
          if (event.button === 0) send({ type: 'press', by: 'pointer', at: now() });
        }}
        onPointerUp={() => send({ type: 'release', by: 'pointer' })}
        onPointerLeave={() => send({ type: 'cancel' })}
        onPointerCancel={() => send({ type: 'cancel' })}
        onContextMenu={(event) => event.preventDefault()}
        onKeyDown={(event) => {
          if (!isHoldKey(event.key)) return;
          event.preventDefault();
          if (!event.repeat) send({ type: 'press', by: 'key', at: now() });
        }}
        onKeyUp={(event) => {
          if (!isHoldKey(event.key)) return;
          event.preventDefault();
          send({ type: 'release', by: 'key' });
        }}
        onBlur={() => send({ type: 'cancel' })}
        onClick={(event) => {
          // A pointer's click follows its press, which has been judged; without one it is assistive technology.
          if (event.detail === 0) send({ type: 'click' });
        }}
        className={`keeps-fill relative inline-flex h-9 w-full touch-none items-center justify-center overflow-hidden rounded-lg border border-transparent bg-accent px-4 text-sm font-semibold text-on-accent select-none disabled:pointer-events-none disabled:opacity-50 ${holding ? 'brightness-95' : 'hover:brightness-110'}`}
      >
        <span
          ref={fill}
          aria-hidden
          hidden={!holding}
          style={{ transform: 'scaleX(0)' }}
          className="absolute inset-0 origin-left bg-on-accent/30"
        />
        <span className="relative">{busy ? busyLabel : holding ? 'Keep holding …' : children}</span>
      </button>
      <span id={hint} className="sr-only">
        Press and hold for one second; letting go earlier does nothing.
      </span>
      <span role="status" className={state.phase === 'short' ? 'text-center text-xs text-warn' : 'sr-only'}>
        {state.phase === 'short' ? 'Nothing was done: hold the button for a whole second.' : ''}
        {holding ? 'Holding' : ''}
      </span>
    </>
  );
}
