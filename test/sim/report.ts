// Report: what a batch reached and, for a fault, everything needed to see it again.
import { DECISION_CODES } from '../../shared/domain/decision.ts';
import { SPEND_STATES, SPEND_TRANSITIONS } from '../../shared/domain/spend.ts';
import type { Batch, Fault } from './batch.ts';
import type { Coverage } from './coverage.ts';
import { CRASH_POINTS } from './life.ts';

/** Every first step of a spend and every legal one after it. */
export const ALL_TRANSITIONS: readonly string[] = [
  ...['refused', 'held', 'reserved'].map((state) => `received → ${state}`),
  ...SPEND_STATES.flatMap((from) => SPEND_TRANSITIONS[from].map((to) => `${from} → ${to}`)),
];

/** Codes of rules that an agent can be told. A fee limit is ours, never asked above the policy’s: that rule cannot break here. */
export const ALL_CODES: readonly string[] = Object.values(DECISION_CODES).filter(
  (code) => code !== DECISION_CODES.fee,
);

const list = (coverage: Coverage, kind: string, wanted: readonly string[]): string => {
  const reached = wanted.filter((name) => coverage.count(kind, name) > 0);
  const missing = wanted.filter((name) => coverage.count(kind, name) === 0);
  const rest = coverage.of(kind).map(([name, count]) => `${name} ${count}`);
  return `${reached.length} of ${wanted.length}${missing.length > 0 ? `, missing: ${missing.join(', ')}` : ''}\n    ${rest.join(' · ')}`;
};

export function reportText(batch: Batch): string {
  const { coverage } = batch;
  const rate = batch.histories / batch.busySeconds;
  return [
    '',
    `${batch.histories} histories, ${batch.steps} steps checked, ${batch.faults.length} faults in ${batch.seconds.toFixed(1)} s: ${(batch.histories / batch.seconds).toFixed(0)} histories per second (${rate.toFixed(0)} per second of one core); digest ${batch.digest}`,
    `  transitions   ${list(coverage, 'transition', ALL_TRANSITIONS)}`,
    `  crash points  ${list(coverage, 'crash point', CRASH_POINTS)}`,
    `  crash during  ${coverage
      .of('crash during')
      .map(([name, count]) => `${name} ${count}`)
      .join(' · ')}`,
    `  rule codes    ${list(coverage, 'answer', ALL_CODES)}`,
    `  disk faults   ${coverage
      .of('disk fault')
      .map(([name, count]) => `${name} ${count}`)
      .join(' · ')}`,
  ].join('\n');
}

/** The seed that replays it, and the shortest history that shows it with what happened in it. */
export function faultText({ seed, violation, history, trace }: Fault): string {
  const acts = history?.acts ?? [];
  return [
    `INVARIANT ${violation.invariant} (docs/gate.md, section 1): ${violation.sentence}`,
    `seed ${seed}; replay: npm run sim -- --seed ${seed}`,
    `shrunk to ${acts.length} acts; agents’ policies ${history?.agents.join(', ') ?? ''}; fleet policy ${history?.fleet ?? ''}:`,
    ...acts.map((act) => `  ${JSON.stringify(act)}`),
    'what happened:',
    ...trace.filter((line) => !line.includes(' » ')).map((line) => `  ${line}`),
  ].join('\n');
}
