// Shrinking: the shortest history that still shows the fault, by taking acts out in ever smaller runs (ddmin, Zeller and Hildebrandt,
// IEEE TSE 28(2), 2002) and then making what is left as plain as it can be.
import type { Act, History } from './acts.ts';
import { PROMPT } from './node.ts';

/** Runs of a history that shrinking may cost. */
const MOST_RUNS = 1_500;

/** `fails`: whether a history still shows the same fault. The given one must. */
export async function shrink(
  history: History,
  fails: (candidate: History) => Promise<boolean>,
): Promise<History> {
  let runs = 0;
  const still = async (acts: readonly Act[]): Promise<boolean> =>
    (runs += 1) <= MOST_RUNS && (await fails({ ...history, acts }));

  let acts = history.acts;
  for (let size = Math.ceil(acts.length / 2); size >= 1;) {
    let removed = false;
    for (let start = 0; start < acts.length;) {
      const without = [...acts.slice(0, start), ...acts.slice(start + size)];
      if (await still(without)) {
        acts = without;
        removed = true;
      } else start += size;
    }
    if (!removed || size > acts.length) size = size === 1 ? 0 : Math.ceil(size / 2);
  }
  for (const [index, act] of acts.entries())
    for (const plainer of plainerOf(act)) {
      const changed = acts.with(index, plainer);
      if (!(await still(changed))) continue;
      acts = changed;
      break;
    }
  return { ...history, acts };
}

function plainerOf(act: Act): readonly Act[] {
  const rested: Act = { ...act, rest: 'all' };
  const found: Act[] = act.rest === 'all' ? [] : [rested];
  if (act.kind === 'ask')
    found.unshift({
      ...rested,
      kind: 'ask',
      agent: act.agent,
      invoice: act.invoice,
      via: act.via,
      claim: 'none',
      maxFee: null,
      expires: null,
      skew: 0,
      delivery: 'now',
      payee: PROMPT,
    });
  return found;
}
