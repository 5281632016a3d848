// Character: what an agent does next, as pure data from its dice. Nothing here knows relays, invoices or answers.
import type { CastMember } from '../../../shared/domain/practice.ts';
import type { PayeeName } from '../lightning/topology.ts';
import type { Dice } from '../seeded.ts';

export type Drill = 'lookalike' | 'injection' | 'over-limit' | 'flood';

export type Purchase = {
  readonly payee: PayeeName;
  readonly sats: number;
  /** Goes into the invoice, as the payee would write it. */
  readonly description: string;
};

/** One thing an agent does. */
export type Act = {
  /** Milliseconds after the one before, at speed 1. */
  readonly waitMs: number;
  /** Asked for at the same moment. */
  readonly purchases: readonly Purchase[];
  /** A question it puts to its wallet first, as ordinary clients do. */
  readonly ask?: 'get_info' | 'get_balance' | 'get_budget';
  /** Asks for an invoice of its own, which the payee then pays. */
  readonly earn?: Purchase;
};

export type CharacterSpec = {
  readonly member: CastMember;
  /** `turn` counts from 0. The same dice give the same acts. */
  readonly next: (turn: number, dice: Dice) => Act;
  readonly drills: Readonly<Partial<Record<Drill, (dice: Dice) => Act>>>;
};
