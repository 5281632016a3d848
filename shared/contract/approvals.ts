// Calls about payments that wait for a person, and the decision page. Rules: docs/gate.md, section 6.
import { z } from 'zod';
import { call, done } from './call.ts';
import {
  amount,
  count,
  id,
  optionalReason,
  reason,
  ruleResult,
  spendRow,
  unixTime,
  usage,
} from './values.ts';

export const approvalRow = spendRow.extend({
  expiresAt: unixTime,
  /** The rules that stopped it, in the order of importance. */
  brokenRules: z.array(ruleResult),
  /** true while the agent's request is still open and an approval pays at once. */
  agentWaiting: z.boolean(),
  askedBy: z.enum(['pay_invoice', 'pay']),
  /** What stops every payment of this agent now, an approved one too; null when nothing does. */
  stoppedBy: z.enum(['fleet-frozen', 'agent-frozen', 'gate-closed']).nullable(),
});
export type ApprovalRow = z.output<typeof approvalRow>;

/** What the operator saw when deciding; the core refuses when any of it is no longer so. */
export const shown = z.strictObject({
  amountMsat: amount,
  feeLimitMsat: amount,
  destination: z.string(),
  paymentHash: z.string(),
  policyVersion: z.number().int().min(1),
});

export const approvalCalls = {
  'approvals.list': call(
    'read',
    z.strictObject({ which: z.enum(['waiting', 'decided']), limit: z.number().int().min(1).max(500) }),
    z.strictObject({ approvals: z.array(approvalRow) }),
  ),
  'approvals.get': call(
    'read',
    z.strictObject({ id }),
    z.strictObject({
      approval: approvalRow,
      rules: z.array(ruleResult),
      policyVersion: z.number().int().min(1),
      /** The agent's own words and the invoice's description. Untrusted. */
      purpose: z.string(),
      invoiceDescription: z.string(),
      invoiceExpiresAt: unixTime,
      /** Not typed, but pasted from nowhere: the bound values to send back with an approval. */
      shown,
      destinationKnown: z
        .strictObject({
          firstPaidAt: unixTime,
          timesPaid: count,
          largestMsat: amount,
          onAllowlist: z.boolean(),
        })
        .nullable(),
      /** The connection that asked was revoked or has expired since; null while it lasts. */
      connectionGone: z
        .strictObject({ label: z.string(), how: z.enum(['revoked', 'expired']), at: unixTime })
        .nullable(),
      lookalikeOf: z.strictObject({ destination: z.string(), label: z.string().nullable() }).nullable(),
      daily: usage,
      dailyAfterMsat: amount,
      recent: z.array(spendRow),
      /** What the agent paid in the last 24 h, and on an average day of the seven before; null while there is no day before. */
      pace: z.strictObject({
        lastDayMsat: amount,
        lastDayCount: count,
        usualDayMsat: amount.nullable(),
        usualDayCount: count.nullable(),
      }),
      /** Whether the operator's Ledger has to sign this approval, and whether it has. */
      attestation: z.strictObject({
        needed: z.boolean(),
        /** The fleet's limit; null: never. */
        aboveMsat: amount.nullable(),
        /** The Ledger that signs; null: none is enrolled. */
        approver: z.strictObject({ fingerprint: z.string(), address: z.string() }).nullable(),
        /** What the Ledger shows and signs: as signed, or as it would be now. */
        text: z.string(),
        /** null: not signed, or too long ago. */
        signedAt: unixTime.nullable(),
        /** Until then the signature counts. */
        signedUntil: unixTime.nullable(),
      }),
      decision: z
        .strictObject({
          verdict: z.enum(['approved', 'denied', 'expired']),
          reason: z.string(),
          at: unixTime,
          seq: count,
        })
        .nullable(),
    }),
  ),
  'approvals.approve': call(
    'human',
    z.strictObject({ id, reason, shown }),
    z.strictObject({
      /** `paying`: sent now · `granted`: paid when the agent asks again. */
      result: z.enum(['paying', 'granted']),
      /** Number of the audit entry. */
      seq: count,
    }),
  ),
  /** Has the enrolled Ledger sign the approval of what is shown. Begins an operation of the treasury; pays nothing. */
  'approvals.attest': call(
    'human',
    z.strictObject({ id, shown, deviceId: z.string().max(500).nullable() }),
    z.strictObject({ operation: id }),
  ),
  'approvals.deny': call(
    'act',
    z.strictObject({ id, reason: optionalReason, freezeAgent: z.boolean() }),
    z.strictObject({ seq: count }),
  ),
  'destinations.label': call(
    'human',
    z.strictObject({ destination: z.string().max(100), label: z.string().trim().max(100) }),
    done,
  ),
} as const;
