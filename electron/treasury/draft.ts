// Draft: a transaction that was prepared here, with everything its operator was shown. What is signed must be exactly this.
import type { Sat } from '../../shared/domain/sat.ts';
import type { UnixSeconds } from '../../shared/domain/time.ts';
import type { DraftPurpose, DraftState, SatPerKvb } from '../../shared/domain/treasury.ts';
import type { Place } from './cold-account.ts';

export type DraftInput = Place & {
  /** `txid:index` */
  readonly outpoint: string;
  readonly value: Sat;
  readonly script: string;
  readonly address: string;
  readonly sequence: number;
};

export type DraftOutput = {
  readonly address: string;
  readonly script: string;
  readonly value: Sat;
  /** `own`: an address of the same treasury that is no change. */
  readonly kind: 'payment' | 'change' | 'own';
  readonly label: string;
  /** Of change. */
  readonly place: Place | null;
};

export type DraftPlan = {
  readonly inputs: readonly DraftInput[];
  readonly outputs: readonly DraftOutput[];
  readonly fee: Sat;
  /** As it was asked for. */
  readonly feeRate: SatPerKvb;
  /** Fee over size of what will really be broadcast, unconfirmed parents counted in. */
  readonly effectiveFeeRate: SatPerKvb;
  /** Upper bound before it is signed. */
  readonly vsize: number;
  readonly lockTime: number;
  readonly replaceable: boolean;
  /** One payment took all that was left: a higher fee is taken from it. */
  readonly takesAll: boolean;
  readonly warnings: readonly string[];
};

export type Draft = {
  readonly id: string;
  readonly accountId: string;
  readonly purpose: DraftPurpose;
  readonly state: DraftState;
  readonly createdAt: UnixSeconds;
  readonly plan: DraftPlan;
  /** Base64, version 0. */
  readonly psbt: string;
  /** Final transaction, hex; null until complete. */
  readonly raw: string | null;
  readonly txid: string;
  /** The transaction it takes the place of (BIP-125). */
  readonly replaces: string | null;
  readonly reason: string;
  readonly note: string;
};
