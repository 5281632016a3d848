// TransactionPicture: a transaction as a picture: coins on the left, who gets what on the right, the fee a line of its own; or as a table.
import { useState } from 'react';
import type { DraftRow } from '../../../shared/contract/treasury.ts';
import { ShortAddress } from '../../ui/Address.tsx';
import { Amount } from '../../ui/Amount.tsx';
import { useAmountWords, useDisplay } from '../../ui/display.ts';
import { FencedInline } from '../../ui/Fenced.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { bands, fold, thicknesses } from './picture-geometry.ts';
import { TransactionTable } from './TransactionTable.tsx';

const ROW = 40;
const WIDTH = 220;

type Side = {
  readonly name: string;
  /** An address to add in short, or nothing. */
  readonly address: string | null;
  readonly msat: bigint;
  readonly tone: 'accent' | 'change' | 'fee';
};

/** Money that leaves, money that comes back, and the fee: told by their names too, not by colour alone. */
const FILLS = { accent: 'fill-accent', change: 'fill-reserved', fee: 'fill-warn' } as const;

function sidesOf(draft: DraftRow): { readonly ins: readonly Side[]; readonly outs: readonly Side[] } {
  const ins = draft.inputs.map(({ valueMsat, label, address }) => ({
    name: label || 'Coin without a label',
    address,
    msat: BigInt(valueMsat),
    tone: 'accent' as const,
  }));
  const outs = [
    ...draft.outputs.map(({ valueMsat, label, address, kind }) => ({
      name:
        kind === 'change'
          ? 'Change, back to this account'
          : label || (kind === 'own' ? 'Own account' : 'Address without a label'),
      address,
      msat: BigInt(valueMsat),
      tone: kind === 'payment' ? ('accent' as const) : ('change' as const),
    })),
    { name: 'Fee', address: null, msat: BigInt(draft.feeMsat), tone: 'fee' as const },
  ];
  return { ins, outs };
}

function shownSides(sides: readonly Side[], what: string): readonly Side[] {
  // The fee is always a row of its own.
  const fee = sides.filter(({ tone }) => tone === 'fee');
  const { shown, folded } = fold(sides.filter(({ tone }) => tone !== 'fee'));
  if (folded.length === 0) return [...shown, ...fee];
  const rest: Side = {
    name: `${folded.length} more ${what}`,
    address: null,
    msat: folded.reduce((sum, { msat }) => sum + msat, 0n),
    tone: 'accent',
  };
  return [...shown, rest, ...fee];
}

export function TransactionPicture({ draft }: { readonly draft: DraftRow }) {
  const [asTable, setAsTable] = useState(false);
  const { hideBalances } = useDisplay();
  const words = useAmountWords();
  const { ins, outs } = sidesOf(draft);
  const left = shownSides(ins, 'coins');
  const right = shownSides(outs, 'outputs');
  const height = Math.max(left.length, right.length) * ROW;
  const middle = height / 2;
  const label = `${ins.length} ${ins.length === 1 ? 'coin goes' : 'coins go'} in; ${outs.map(({ name, msat }) => `${name}: ${words(msat)}`).join('; ')}.`;
  return (
    <Panel
      title="The transaction"
      aside={
        <button
          type="button"
          aria-pressed={asTable}
          onClick={() => setAsTable(!asTable)}
          className="h-6 rounded px-1.5 text-2xs text-faint hover:bg-raised hover:text-ink"
        >
          {asTable ? 'View as picture' : 'View as table'}
        </button>
      }
    >
      {asTable ? (
        <TransactionTable draft={draft} />
      ) : (
        <div className="grid grid-cols-[minmax(0,1fr)_minmax(4rem,36%)_minmax(0,1fr)] items-center">
          <Rows sides={left} align="right" name="Coins in" />
          <svg
            role="img"
            aria-label={label}
            viewBox={`0 0 ${WIDTH} ${height}`}
            preserveAspectRatio="none"
            className="keeps-fill w-full"
            style={{ height }}
          >
            <Bands sides={left} x0={0} x1={WIDTH / 2} middle={middle} hidden={hideBalances} />
            <Bands sides={right} x0={WIDTH} x1={WIDTH / 2} middle={middle} hidden={hideBalances} />
          </svg>
          <Rows sides={right} align="left" name="Outputs" />
        </div>
      )}
    </Panel>
  );
}

type BandsProps = {
  readonly sides: readonly Side[];
  readonly x0: number;
  readonly x1: number;
  readonly middle: number;
  readonly hidden: boolean;
};

function Bands({ sides, x0, x1, middle, hidden }: BandsProps) {
  const thick = thicknesses(
    sides.map(({ msat }) => msat),
    hidden,
  );
  const shapes = bands(thick, {
    x0,
    x1,
    y: middle,
    rowHeight: ROW,
    top: middle - (sides.length * ROW) / 2,
  });
  return shapes.map(({ path }, index) => (
    <path key={index} d={path} className={`${FILLS[sides[index]?.tone ?? 'accent']} opacity-75`} />
  ));
}

type RowsProps = {
  readonly sides: readonly Side[];
  readonly align: 'left' | 'right';
  readonly name: string;
};

function Rows({ sides, align, name }: RowsProps) {
  return (
    <ul aria-label={name} className={align === 'right' ? 'pr-2.5 text-right' : 'pl-2.5'}>
      {sides.map((side, index) => (
        <li key={index} className="flex flex-col justify-center" style={{ height: ROW }}>
          <span
            className={`truncate text-xs leading-4 ${side.tone === 'fee' ? 'text-warn' : ''}`}
            title={side.name}
          >
            <FencedInline text={side.name} />
          </span>
          <span className="truncate text-xs leading-4 text-muted">
            <Amount msat={side.msat} round={align === 'right' ? 'floor' : 'ceil'} />
            {side.address !== null && (
              <span className="text-faint max-2xl:hidden">
                {' · '}
                <ShortAddress text={side.address} />
              </span>
            )}
          </span>
        </li>
      ))}
    </ul>
  );
}
