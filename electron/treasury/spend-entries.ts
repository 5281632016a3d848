// Spend entries: a draft as the audit log keeps it: every input, every output, the fee. Amounts are decimal msat text.
import type { AuditBody } from '../../shared/domain/audit-entry.ts';
import type { Draft } from './draft.ts';

const msatOf = (value: bigint): string => (value * 1_000n).toString();

export const draftBody = (draft: Draft): AuditBody => ({
  draftId: draft.id,
  accountId: draft.accountId,
  purpose: draft.purpose,
  txid: draft.txid,
  replaces: draft.replaces,
  inputs: draft.plan.inputs.map(({ outpoint, value }) => ({ outpoint, valueMsat: msatOf(value) })),
  outputs: draft.plan.outputs.map(({ address, value, kind }) => ({
    address,
    valueMsat: msatOf(value),
    kind,
  })),
  feeMsat: msatOf(draft.plan.fee),
  feeRateSatPerKvb: draft.plan.feeRate,
  reason: draft.reason,
});

/** What leaves the account, without fee and change, in satoshi. */
export const paid = ({ plan }: Pick<Draft, 'plan'>): bigint =>
  plan.outputs.filter(({ kind }) => kind !== 'change').reduce((sum, { value }) => sum + value, 0n);
