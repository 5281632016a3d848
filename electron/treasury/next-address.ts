// Next address: the one to give out now. Never one that was paid to or given out before, as long as the gap limit lets it be found again.
import type { AddressMark } from './account-rows.ts';
import type { AccountView } from './account-view.ts';
import type { Place } from './cold-account.ts';
import { GAP_LIMIT } from './scan.ts';

export function nextReceive(
  view: Pick<AccountView, 'received'>,
  owned: ReadonlyMap<string, Place>,
  marks: readonly AddressMark[],
): number {
  const last = [...view.received.keys()]
    .flatMap((script) => owned.get(script) ?? [])
    .filter(({ change }) => change === 0)
    .reduce((highest, { index }) => Math.max(highest, index), -1);
  const offered = new Set(
    marks.filter(({ change, offeredAt }) => change === 0 && offeredAt !== null).map(({ index }) => index),
  );
  for (let index = last + 1; index <= last + GAP_LIMIT; index += 1) if (!offered.has(index)) return index;
  // Twenty given out and none paid: another would lie beyond what any wallet looks for.
  return last + 1;
}
