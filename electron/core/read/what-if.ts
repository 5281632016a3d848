// What if, as the policy editor shows it: sums over the last 30 days, and the newest payments of one kind with why.
import type { z } from 'zod';
import type { agentCalls, whatIfRow } from '../../../shared/contract/agents.ts';
import type { Verdict } from '../../../shared/domain/decision.ts';
import type { AgentId } from '../../../shared/domain/ids.ts';
import { msatText } from '../../../shared/domain/money.ts';
import type { Policy } from '../../../shared/domain/policy.ts';
import type { UnixSeconds } from '../../../shared/domain/time.ts';
import type { AgentRegistry } from '../../agents/agent.ts';
import { courseTaken, outflowOf, type Course } from '../../gate/course.ts';
import { createWhatIfHistory } from '../../gate/what-if-history.ts';
import { whatIf, type Replayed } from '../../gate/what-if.ts';
import type { Database } from '../../store/database.ts';
import type { SpendReader, SpendRow } from './spends.ts';

type Found = z.input<(typeof agentCalls)['agents.whatIf']['result']>;
type Which = z.output<(typeof agentCalls)['agents.whatIf']['params']>['which'];
type Row = z.input<typeof whatIfRow>;

/** undefined: there is no such agent. */
export type WhatIfReader = (
  agentId: AgentId,
  policy: Policy,
  which: Which,
  limit: number,
) => Found | undefined;

export function createWhatIfReader({
  database,
  registry,
  spends,
  now,
}: {
  readonly database: Database;
  readonly registry: Pick<AgentRegistry, 'get'>;
  readonly spends: SpendReader;
  readonly now: () => UnixSeconds;
}): WhatIfReader {
  const history = createWhatIfHistory(database);
  return (agentId, policy, which, limit) => {
    if (!registry.get(agentId)) return undefined;
    const { from, spends: past, setting } = history(agentId, now());
    const replayed = whatIf(policy, past, setting);
    const wanted = replayed.filter((line) =>
      which === 'all' ? true : which === 'changed' ? isChanged(line) : line.verdict === which,
    );
    const newest = wanted.slice(-limit).reverse();
    const shown = new Map(spends.byIds(newest.map((line) => line.past.id)).map((row) => [row.id, row]));
    return {
      from,
      payments: replayed.length,
      before: tally(replayed, (line) => line.past.verdict),
      after: tally(replayed, (line) => line.verdict),
      changed: replayed.filter(isChanged).length,
      outflowBeforeMsat: outflow(replayed.map((line) => courseTaken(line.past))),
      outflowAfterMsat: outflow(replayed.map((line) => line.course)),
      found: wanted.length,
      rows: newest.flatMap((line) => {
        const spend = shown.get(line.past.id);
        return spend ? [toRow(line, spend)] : [];
      }),
    };
  };
}

const isChanged = ({ past, verdict }: Replayed): boolean => past.verdict !== verdict;

function tally(lines: readonly Replayed[], verdictOf: (line: Replayed) => Verdict): Found['before'] {
  const counts = { allow: 0, hold: 0, refuse: 0 };
  for (const line of lines) counts[verdictOf(line)] += 1;
  return counts;
}

const outflow = (courses: readonly (Course | null)[]) =>
  msatText(courses.reduce((sum, course) => sum + (course ? outflowOf(course) : 0n), 0n));

const toRow = (line: Replayed, spend: SpendRow): Row => ({
  spend,
  before: line.past.verdict,
  after: line.verdict,
  broken: line.broken.map((rule) => ({ ...rule })),
  feeLimitMsat: msatText(line.feeLimit),
  money: moneyOf(line),
});

function moneyOf({ past, course, repeats }: Replayed): Row['money'] {
  if (repeats !== null) return 'repeats';
  if (course === null) return 'stays';
  return past.state === 'settled' && course.fee === null ? 'fails' : 'leaves';
}
