// Bitcoin draft: a stored plan as electron/bitcoin works on it: the same inputs, outputs, sequences and locktime, scripts derived anew.
import { sat } from '../../shared/domain/sat.ts';
import type { Draft as BitcoinDraft } from '../bitcoin/draft.ts';
import { deviceScreens } from '../bitcoin/device-screens.ts';
import { rateOf } from '../bitcoin/weights.ts';
import type { OpenAccount } from './cold-account.ts';
import type { DraftPlan } from './draft.ts';
import type { DeviceLine } from './operations.ts';

export function bitcoinDraft(account: OpenAccount, plan: DraftPlan): BitcoinDraft {
  return {
    inputs: plan.inputs.map(({ outpoint, value, script, change, index, sequence }) => ({
      coin: {
        txid: outpoint.slice(0, 64),
        index: Number(outpoint.slice(65)),
        value,
        script,
        origin: account.scripts.at(change, index),
        height: null,
        own: false,
        identities: [],
      },
      sequence,
    })),
    outputs: plan.outputs.map(({ script, value, place }) => ({
      script,
      value,
      change: place && account.scripts.at(place.change, place.index),
    })),
    fee: sat(plan.fee),
    vsize: plan.vsize,
    targetRate: plan.feeRate,
    effectiveRate: rateOf(plan.fee, plan.vsize),
    lockTime: plan.lockTime,
    merge: null,
  };
}

/** What the device will show, screen by screen, its warnings first: drafts carry every previous transaction, so none of unverified inputs. */
export function screensOf(account: OpenAccount, plan: DraftPlan): readonly DeviceLine[] {
  const { screens, warnings } = deviceScreens(
    bitcoinDraft(account, plan),
    account.network,
    account.policy.name,
    true,
  );
  return [...(warnings.includes('high-fee') ? [{ title: 'Warning', text: 'High fees' }] : []), ...screens];
}
