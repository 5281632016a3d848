// Calls about cold money.
import type { PortcullisHandlers } from '../../../shared/contract/contract.ts';
import { treasuryCalls } from '../../../shared/contract/treasury.ts';
import { refuse } from '../../../shared/domain/result.ts';

type TreasuryHandlers = Pick<PortcullisHandlers, Extract<keyof PortcullisHandlers, `treasury.${string}`>>;

/** Until the room behind it is open every one of its doors says so. */
export function treasuryHandlers(): TreasuryHandlers {
  const closed = () => refuse('not_ready', 'There is no treasury in this version yet. Nothing was done.');
  return Object.fromEntries(
    Object.keys(treasuryCalls).map((name) => [name, closed]),
  ) as unknown as TreasuryHandlers;
}
