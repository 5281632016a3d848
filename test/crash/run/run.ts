// Runs scenarios in a few lanes at once, each in a world of its own, and makes rows of what the judge says.
import type { Adapter } from '../adapters/adapter.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import { playIn } from '../world/world.ts';

export type Row = {
  readonly no: string;
  readonly name: string;
  readonly verdict: 'pass' | 'FAIL' | 'n/a';
  /** msat as text; empty where nothing was measured. */
  readonly limit: string;
  readonly left: string;
  readonly over: string;
  readonly paidTwice: number;
  readonly stuck: string;
  readonly faults: readonly string[];
  readonly notes: readonly string[];
  readonly seconds: number;
  readonly evidence: object | null;
};

export type RunTerms = {
  readonly adapter: Adapter;
  readonly scenarios: readonly Scenario[];
  readonly seed: string;
  readonly long: boolean;
  readonly lanes: number;
  readonly onRow?: (row: Row) => void;
};

/** By how long they take. */
const LONGEST = ['12a', '19', '20', '12b', '26', '18', '9', '29', '22'];

export async function runScenarios(terms: RunTerms): Promise<readonly Row[]> {
  const rows: Row[] = [];
  // The longest first, so that no lane is left alone with one at the end.
  const rank = ({ no }: Scenario): number => LONGEST.indexOf(no);
  const waiting = [...terms.scenarios].sort(
    (a, b) => Number(LONGEST.includes(b.no)) - Number(LONGEST.includes(a.no)) || rank(a) - rank(b),
  );
  const lane = async (): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const row = await runOne(terms, next);
      rows.push(row);
      terms.onRow?.(row);
    }
  };
  await Promise.all(Array.from({ length: terms.lanes }, lane));
  return rows.sort((a, b) => a.no.localeCompare(b.no, 'en', { numeric: true }));
}

async function runOne({ adapter, seed, long }: RunTerms, scenario: Scenario): Promise<Row> {
  const { no, name, needs, setting, play } = scenario;
  const missing = needs.filter((capability) => !adapter.can.has(capability));
  const empty = { no, name, limit: '', left: '', over: '', stuck: '', paidTwice: 0, evidence: null };
  if (missing.length > 0)
    return { ...empty, verdict: 'n/a', faults: [], notes: [`needs: ${missing.join(', ')}`], seconds: 0 };
  const from = performance.now();
  // Each scenario has its own draws, so that one alone plays as it does among all.
  const { verdict, notes, evidence } = await playIn({ adapter, long, seed: `${seed}/${no}` }, setting, play);
  return {
    no,
    name,
    verdict: verdict.faults.length === 0 ? 'pass' : 'FAIL',
    limit: verdict.limit.toString(),
    left: verdict.left.toString(),
    over: verdict.over.toString(),
    stuck: verdict.stuck.toString(),
    paidTwice: verdict.paidTwice,
    faults: verdict.faults,
    notes,
    seconds: Math.round((performance.now() - from) / 100) / 10,
    evidence,
  };
}
