// Builder: what drafts need of transaction building. One adapter stands on electron/bitcoin; tests of the life of a draft give their own.
import type { Network } from '../../shared/domain/network.ts';
import type { Result } from '../../shared/domain/result.ts';
import type { Sat } from '../../shared/domain/sat.ts';
import type { CoinChoice, SatPerKvb } from '../../shared/domain/treasury.ts';
import type { ChainSource } from '../bitcoin/chain-source.ts';
import type { DeviceSignature } from '../hardware/hardware-wallet.ts';
import type { Coin } from './account-view.ts';
import type { KnownTransaction } from './chain-memory.ts';
import type { OpenAccount, Place } from './cold-account.ts';
import type { Draft, DraftPlan } from './draft.ts';

export type WantedOutput = {
  readonly address: string;
  /** Null: everything that is left; at most one output may. */
  readonly value: Sat | null;
  readonly label: string;
};

/** Where change goes, and what else is known of the account. */
export type Ground = {
  readonly account: OpenAccount;
  readonly network: Network;
  /** What may be spent, and of what is spent every previous transaction can be asked for. */
  readonly source: Pick<ChainSource, 'rawTransaction'>;
  readonly coins: readonly Coin[];
  readonly changeAt: Place;
  readonly tip: number;
  readonly transactions: readonly KnownTransaction[];
  readonly owned: ReadonlyMap<string, Place>;
  /** Under which name a coin is known: its own label or its address's; null: nobody named it. */
  readonly nameOf: (outpoint: string, address: string) => string | null;
  /** Whether a script is of this treasury, of any account. */
  readonly isOwn: (script: string) => boolean;
};

export type Prepared = { readonly plan: DraftPlan; readonly psbt: string; readonly txid: string };

export type Signed = {
  readonly psbt: string;
  readonly signatures: { readonly have: number; readonly needed: number };
  /** Final transaction, hex, compared with the plan; null while signatures are missing. */
  readonly raw: string | null;
};

export type Builder = {
  readonly prepare: (
    ground: Ground,
    wanted: {
      readonly outputs: readonly WantedOutput[];
      readonly feeRate: SatPerKvb;
      readonly choice: CoinChoice;
      /** Outpoints, of `manual`. */
      readonly manual: readonly string[];
    },
  ) => Promise<Result<Prepared>>;
  /** BIP-125: the same payments with a higher fee. */
  readonly replace: (ground: Ground, draft: Draft, feeRate: SatPerKvb) => Promise<Result<Prepared>>;
  /** Spends an output of a transaction that is in no block, with a fee for both. */
  readonly child: (ground: Ground, parent: KnownTransaction, feeRate: SatPerKvb) => Promise<Result<Prepared>>;
  /** Every signature is verified; one that is not valid refuses all of them. */
  readonly sign: (
    account: OpenAccount,
    draft: Draft,
    signatures: readonly DeviceSignature[],
  ) => Result<Signed>;
  /** Takes the signatures of another PSBT of the very same transaction. */
  readonly merge: (account: OpenAccount, draft: Draft, psbt: string) => Result<Signed>;
  readonly signatures: (account: OpenAccount, draft: Draft) => Signed['signatures'];
  /** SECURITY: the last look before money leaves: the final transaction is exactly the plan, and every input's script is satisfied. */
  readonly compare: (account: OpenAccount, draft: Draft, raw: string) => Result<true>;
};
