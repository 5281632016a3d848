// The control: a wallet written as many are, which must fail in named scenarios. If it passes there, the test sees nothing.
import { naive } from '../adapters/naive/wallet.ts';
import { SCENARIOS } from '../scenarios/list.ts';
import { runScenarios, type Row } from './run.ts';

/** Scenario by scenario, what the naive wallet is built to get wrong. */
export const MUST_FAIL: Readonly<Record<string, string>> = {
  2: 'it forgets at its restart',
  3: 'it checks first and pays later',
  6: 'it does not count what is in flight',
  7: 'it takes a time-out for a failure',
  14: 'it passes no fee limit',
};
/** It must pass this one: a wallet that fails at everything would prove as little. */
const MUST_PASS = '1';

export async function checkControl(terms: {
  readonly seed: string;
  readonly lanes: number;
}): Promise<{ readonly rows: readonly Row[]; readonly faults: readonly string[] }> {
  const scenarios = SCENARIOS.filter(({ no }) => no in MUST_FAIL || no === MUST_PASS);
  const rows = await runScenarios({ ...terms, scenarios, adapter: naive, long: false });
  const wrong = rows.flatMap(({ no, verdict, over, faults }) => {
    if (no === MUST_PASS) return verdict === 'pass' ? [] : [`the control fails even scenario ${no}`];
    // For the reason it was built for: money above a limit left.
    return verdict === 'FAIL' && (BigInt(over || '0') > 0n || faults.some((fault) => fault.startsWith('I3')))
      ? []
      : [`the control is not seen to overspend in scenario ${no}, although ${MUST_FAIL[no] ?? ''}`];
  });
  return { rows, faults: wrong };
}
