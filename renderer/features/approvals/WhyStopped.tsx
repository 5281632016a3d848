// WhyStopped: every broken rule with what this payment is, what the limit is and how far over; the others on demand.
import { ChevronDown } from 'lucide-react';
import { useState } from 'react';
import type { RuleResult } from '../../../shared/domain/decision.ts';
import { Amount, Unit } from '../../ui/Amount.tsx';
import { BarShape } from '../../ui/GaugeShapes.tsx';
import { gaugeShares } from '../../ui/gauge-geometry.ts';
import { groupDigits } from '../../ui/format.ts';
import { Panel } from '../../ui/Panel.tsx';
import { StatusChip } from '../../ui/StatusChip.tsx';
import { ruleRows, type RuleRow } from './rule-rows.ts';

type WhyStoppedProps = {
  readonly rules: readonly RuleResult[];
  readonly policyVersion: number;
  /** The payment with its fee limit, msat. */
  readonly total: bigint;
};

export function WhyStopped({ rules, policyVersion, total: cost }: WhyStoppedProps) {
  const [all, setAll] = useState(false);
  const { shown, rest, passing, total } = ruleRows(rules, cost);
  return (
    <Panel
      title="Why it stopped"
      body="flush"
      aside={
        <span className="flex items-center gap-1">
          policy v{policyVersion} ·
          <button
            type="button"
            aria-expanded={all}
            aria-controls="all-rules"
            onClick={() => setAll(!all)}
            className="inline-flex h-6 items-center gap-1 rounded px-1 hover:text-ink"
          >
            {passing} of {total} rules pass
            <ChevronDown size={13} aria-hidden className={all ? 'rotate-180' : ''} />
          </button>
        </span>
      }
    >
      <table className="w-full table-fixed text-sm">
        <colgroup>
          <col className="w-[33%]" />
          <col className="w-[14%]" />
          <col className="w-[15%]" />
          <col className="w-[19%]" />
          <col className="w-[19%]" />
        </colgroup>
        <thead className="text-2xs text-muted">
          <tr className="border-b border-line">
            <th scope="col" className="px-3.5 pb-2 text-left font-medium">
              Rule
            </th>
            <th scope="col" className="pb-2 text-right font-medium">
              this, <Unit />
            </th>
            <th scope="col" className="pb-2 pl-3 text-right font-medium">
              limit, <Unit />
            </th>
            <th aria-hidden className="pb-2" />
            <th scope="col" className="pb-2 text-left font-medium">
              <span className="sr-only">Finding</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {shown.map((row) => (
            <Row key={row.label} row={row} />
          ))}
        </tbody>
        <tbody id="all-rules" hidden={!all} className="border-t border-line">
          {all && rest.map((row) => <Row key={row.label} row={row} />)}
        </tbody>
      </table>
    </Panel>
  );
}

function Row({ row }: { readonly row: RuleRow }) {
  const { label, verdict, unit, measured, limit, before, over, note } = row;
  const figures = unit !== 'none' && measured !== null;
  return (
    <tr className="h-row border-line not-last:border-b">
      <th scope="row" className="truncate px-3.5 py-1.5 text-left font-medium">
        {label}
      </th>
      {figures ? (
        <>
          <td className="text-right font-medium">
            {before !== null && (
              <span className="sr-only">
                before it <Figure unit={unit} value={before} />, after it{' '}
              </span>
            )}
            <Figure unit={unit} value={measured} />
          </td>
          <td className="pl-3 text-right text-muted">
            {limit !== null && <Figure unit={unit} value={limit} />}
          </td>
          <td className="pl-6 pr-5" aria-hidden>
            {limit !== null && <BarShape shares={barShares(row, measured, limit)} marks={false} />}
          </td>
        </>
      ) : (
        <td colSpan={3} className="py-1.5 pr-4 pl-6 text-xs text-muted">
          {note}
        </td>
      )}
      <td>
        {verdict === 'allow' ? (
          <StatusChip tone="ok">{figures ? 'within' : 'passes'}</StatusChip>
        ) : (
          <StatusChip tone={verdict === 'refuse' ? 'danger' : over === null ? 'warn' : 'danger'}>
            {over === null ? (
              verdict === 'refuse' ? (
                'refuses'
              ) : (
                'asks a person'
              )
            ) : (
              <span>
                <Figure unit={unit} value={over} /> over
              </span>
            )}
          </StatusChip>
        )}
      </td>
    </tr>
  );
}

/** Filled: before; hatched: this payment. A rule that passes is drawn calm however near its limit; the words beside it say that it is within. */
function barShares({ verdict, before }: RuleRow, measured: string, limit: string) {
  const added = before === null ? '0' : (BigInt(measured) - BigInt(before)).toString();
  const shares = gaugeShares(before ?? measured, added, limit);
  return { ...shares, level: verdict === 'allow' ? ('calm' as const) : ('over' as const) };
}

function Figure({ unit, value }: { readonly unit: RuleRow['unit']; readonly value: string }) {
  return unit === 'msat' ? <Amount msat={value} unit={false} /> : <>{groupDigits(BigInt(value))}</>;
}
