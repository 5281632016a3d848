// TopBar: three lamps, the palette, and the freeze button that is always in the same place.
import { Link, useLocation } from '@tanstack/react-router';
import { TOPIC_OF_SCREEN } from '../../shared/catalogue/links.ts';
import { useRead } from '../bridge/queries.ts';
import type { Value } from '../bridge/client.ts';
import { Button, Key } from '../ui/Button.tsx';
import { LearnLink } from '../features/learn/LearnLink.tsx';
import { Lamp, type Tone } from '../ui/StatusChip.tsx';

type Gate = Value<'gate.status'>;

export function TopBar({
  onPalette,
  onFreeze,
}: {
  readonly onPalette: () => void;
  readonly onFreeze: () => void;
}) {
  const gate = useRead('gate.status', {}, { every: 10_000 });
  return (
    <header className="flex h-13 shrink-0 items-center justify-between gap-6 border-b border-line px-5 max-md:gap-3 max-md:px-3">
      <div
        className="flex min-w-0 items-center gap-5 text-xs max-md:overflow-x-clip max-md:gap-3"
        aria-live="polite"
      >
        {gate.data ? <Lamps gate={gate.data} /> : <GateUnseen failed={gate.error !== null} />}
      </div>
      <div className="flex shrink-0 items-center gap-4.5 max-md:gap-2">
        <span className="inline-flex items-center max-md:sr-only max-md:focus-within:not-sr-only">
          <LearnHere />
        </span>
        <button
          type="button"
          onClick={onPalette}
          className="flex h-8 w-62 items-center justify-between rounded-lg max-md:w-auto border border-line-strong bg-panel pr-2.5 pl-3 text-xs text-faint hover:border-faint"
        >
          <span className="max-md:sr-only">Search or run a command</span>
          <Key>Ctrl K</Key>
        </button>
        <Button variant={gate.data?.frozen === true ? 'plain' : 'danger'} onClick={onFreeze}>
          {gate.data?.frozen === true ? 'Unfreeze fleet' : 'Freeze fleet'}
        </Button>
      </div>
    </header>
  );
}

/** The topic that explains this screen; the screens of one thing are explained by their list's. */
function LearnHere() {
  const path = useLocation({ select: ({ pathname }) => pathname });
  const screen = (Object.keys(TOPIC_OF_SCREEN) as (keyof typeof TOPIC_OF_SCREEN)[]).find(
    (each) => each === path || (each !== '/' && path.startsWith(`${each}/`)),
  );
  return screen === undefined ? null : <LearnLink topic={TOPIC_OF_SCREEN[screen]} about="this screen" />;
}

function Lamps({ gate }: { readonly gate: Gate }) {
  return (
    <>
      <Lamp tone={gate.open ? 'ok' : 'danger'}>
        {gate.frozen ? 'Fleet frozen' : gate.open ? 'Gate open' : 'Gate closed'}
      </Lamp>
      <Link to="/nodes" className="hover:text-ink">
        <Lamp tone={share(gate.nodesReady, gate.nodesTotal)}>
          {gate.nodesTotal === 0 ? 'No nodes' : `${gate.nodesReady} of ${gate.nodesTotal} nodes`}
        </Lamp>
      </Link>
      <Link to="/settings" className="hover:text-ink">
        <Lamp tone={share(gate.relaysConnected, gate.relaysTotal)}>{relayWords(gate)}</Lamp>
      </Link>
      {gate.reconciling > 0 && (
        <Link to="/reconciling" className="hover:text-ink">
          <Lamp tone="warn">
            {gate.reconciling} {gate.reconciling === 1 ? 'outcome' : 'outcomes'} unknown
          </Lamp>
        </Link>
      )}
    </>
  );
}

function GateUnseen({ failed }: { readonly failed: boolean }) {
  return failed ? <Lamp tone="danger">Gate state unknown</Lamp> : <span className="skeleton h-3 w-64" />;
}

/** Before the first connection there is nobody to be reached over a relay, and none is dialled: no fault. */
export function relayWords({
  relaysConnected,
  relaysTotal,
  relaysUnused,
}: Pick<Gate, 'relaysConnected' | 'relaysTotal' | 'relaysUnused'>): string {
  if (relaysTotal > 0) return `Relays ${relaysConnected} of ${relaysTotal}`;
  return relaysUnused > 0 ? 'Relays not in use yet' : 'No relays';
}

const share = (ready: number, total: number): Tone =>
  total === 0 ? 'neutral' : ready === 0 ? 'danger' : ready < total ? 'warn' : 'ok';
