// Approvals: payments that wait for a person, those decided, and all that one decision needs. Rules: docs/gate.md, section 6.
import type { z } from 'zod';
import type { approvalCalls } from '../../../shared/contract/approvals.ts';
import type { AgentId, SpendId } from '../../../shared/domain/ids.ts';
import type { RuleResult } from '../../../shared/domain/decision.ts';
import { addMsat, msatText } from '../../../shared/domain/money.ts';
import { attestationText, attestedUntil } from '../../../shared/domain/attestation.ts';
import type { UnixSeconds } from '../../../shared/domain/time.ts';
import type { AgentRegistry, FreezeSwitch } from '../../agents/agent.ts';
import type { Gate } from '../../gate/gate.ts';
import { needsAttestation } from '../../gate/attestation.ts';
import { createKnownDestinations } from '../../gate/known-destinations.ts';
import type { Windows } from '../../gate/windows.ts';
import type { Database } from '../../store/database.ts';
import { HELD } from '../../store/in-flight.ts';
import type { Attestations } from '../attestations.ts';
import { createPaceReader } from './pace.ts';
import { SELECT_SPENDS, toSpendRow, type SpendReader, type SpendRecord } from './spends.ts';
import { usageRow } from './usage.ts';

export type ApprovalRow = z.input<(typeof approvalCalls)['approvals.list']['result']>['approvals'][number];
export type ApprovalPage = z.input<(typeof approvalCalls)['approvals.get']['result']>;

export type ApprovalReader = {
  readonly list: (which: 'waiting' | 'decided', limit: number) => ApprovalRow[];
  readonly page: (id: SpendId) => ApprovalPage | undefined;
};

const RECENT_SHOWN = 10;

type PaidRow = { first: number | null; times: number; largest_msat: bigint | null };

export function createApprovalReader({
  database,
  registry,
  windows,
  gate,
  freeze,
  spends,
  attestations,
  now,
}: {
  readonly database: Database;
  readonly registry: AgentRegistry;
  readonly windows: Windows;
  readonly gate: Pick<Gate, 'agentWaiting' | 'doubts' | 'toAttest'>;
  readonly freeze: Pick<FreezeSwitch, 'fleet'>;
  readonly spends: SpendReader;
  readonly attestations: Pick<Attestations, 'of' | 'approver'>;
  readonly now: () => UnixSeconds;
}): ApprovalReader {
  const known = createKnownDestinations(database);
  const pace = createPaceReader(database);
  const waiting = database.prepare<SpendRecord>(
    `${SELECT_SPENDS} WHERE s.id IN (SELECT id FROM spends INDEXED BY spends_waiting WHERE ${HELD})
     ORDER BY s.hold_expires_at, s.asked_at, s.id LIMIT ?`,
  );
  const decided = database.prepare<SpendRecord>(
    `${SELECT_SPENDS} WHERE s.id IN (
       SELECT id FROM (SELECT id FROM spends WHERE decided_at IS NOT NULL ORDER BY decided_at DESC LIMIT ?1)
       UNION SELECT id FROM (SELECT id FROM spends WHERE state = 'expired' ORDER BY ended_at DESC LIMIT ?1))
     ORDER BY coalesce(s.decided_at, s.ended_at) DESC, s.id LIMIT ?1`,
  );
  const connection = database.prepare<{
    label: string;
    expires_at: number | null;
    revoked_at: number | null;
  }>('SELECT label, expires_at, revoked_at FROM connections WHERE id = ?');
  const one = database.prepare<SpendRecord>(`${SELECT_SPENDS} WHERE s.id = ?`);
  const paid = database.prepare<PaidRow>(
    `SELECT min(ended_at) AS first, count(*) AS times, max(amount_msat) AS largest_msat
     FROM spends WHERE destination = ? AND state = 'settled'`,
  );
  const expiry = database.prepare<{ seq: number }>(
    `SELECT seq FROM audit WHERE correlation = ? AND action = 'expire' ORDER BY seq DESC LIMIT 1`,
  );

  const stoppedBy = (row: SpendRecord): ApprovalRow['stoppedBy'] => {
    if (row.state !== 'held' && row.state !== 'granted') return null;
    const agent = registry.get(row.agent_id as AgentId);
    if (agent?.frozen) return 'agent-frozen';
    if (freeze.fleet() !== null) return 'fleet-frozen';
    return gate.doubts().some(({ nodeId }) => nodeId === null || nodeId === agent?.nodeId)
      ? 'gate-closed'
      : null;
  };

  const toRow = (row: SpendRecord): ApprovalRow => ({
    ...toSpendRow(row),
    expiresAt: row.hold_expires_at ?? row.invoice_expires_at,
    brokenRules: rulesOf(row).filter((rule) => rule.verdict !== 'allow'),
    agentWaiting: row.state === 'held' && gate.agentWaiting(row.id as SpendId),
    askedBy: row.asked_by,
    stoppedBy: stoppedBy(row),
  });

  const decisionOf = (row: SpendRecord): ApprovalPage['decision'] => {
    if (row.decided_at !== null)
      return {
        verdict: row.state === 'denied' ? 'denied' : 'approved',
        reason: row.decision_reason ?? '',
        at: row.decided_at,
        seq: row.decided_seq ?? 0,
      };
    if (row.state !== 'expired') return null;
    return {
      verdict: 'expired',
      reason: '',
      at: row.ended_at ?? row.asked_at,
      seq: expiry.get(row.id)?.seq ?? 0,
    };
  };

  const attestationOf = (row: SpendRecord): ApprovalPage['attestation'] => {
    const { attestAbove } = registry.fleetPolicy().policy;
    const id = row.id as SpendId;
    const payment = gate.toAttest(id);
    const signed = payment ? attestations.of(id) : null;
    const approver = attestations.approver();
    return {
      needed: payment !== undefined && needsAttestation(payment, attestAbove),
      aboveMsat: attestAbove === null ? null : msatText(attestAbove),
      approver: approver && { fingerprint: approver.fingerprint, address: approver.address },
      text: signed?.text ?? (payment ? attestationText(payment, now()) : ''),
      signedAt: signed?.at ?? null,
      signedUntil: signed && attestedUntil(signed),
    };
  };

  const connectionGone = (id: string): ApprovalPage['connectionGone'] => {
    const found = connection.get(id);
    if (!found) return null;
    const { label, revoked_at: revoked, expires_at: expires } = found;
    if (revoked !== null) return { label, how: 'revoked', at: revoked };
    return expires !== null && expires <= now() ? { label, how: 'expired', at: expires } : null;
  };

  const destinationKnown = (
    destination: string,
    allowlist: readonly string[] | null,
  ): ApprovalPage['destinationKnown'] => {
    const found = paid.get(destination);
    if (!found || found.times === 0 || found.first === null) return null;
    return {
      firstPaidAt: found.first,
      timesPaid: found.times,
      largestMsat: msatText(found.largest_msat ?? 0n),
      onAllowlist: allowlist?.includes(destination) ?? false,
    };
  };

  return {
    list: (which, limit) => (which === 'waiting' ? waiting : decided).all(limit).map(toRow),
    page: (id) => {
      const row = one.get(id);
      if (!row) return undefined;
      const agentId = row.agent_id as AgentId;
      const { policy } = registry.policy(agentId);
      const use = windows.agentUsage(agentId, now());
      const lookalike = known.lookalikeOf(row.destination, policy.allowlist);
      const undecided = row.state === 'held' || row.state === 'granted';
      const cost = undecided ? row.amount_msat + row.fee_limit_msat : 0n;
      return {
        approval: toRow(row),
        rules: rulesOf(row),
        policyVersion: row.policy_version,
        purpose: row.purpose,
        invoiceDescription: row.description,
        invoiceExpiresAt: row.invoice_expires_at,
        shown: {
          amountMsat: msatText(row.amount_msat),
          feeLimitMsat: msatText(row.fee_limit_msat),
          destination: row.destination,
          paymentHash: row.payment_hash,
          policyVersion: row.policy_version,
        },
        destinationKnown: destinationKnown(row.destination, policy.allowlist),
        connectionGone: connectionGone(row.connection_id),
        lookalikeOf: lookalike === null ? null : { destination: lookalike, label: known.label(lookalike) },
        daily: usageRow(use, policy.maxDailySpend),
        dailyAfterMsat: msatText(addMsat(use.used, use.reserved, cost)),
        recent: spends
          .ofAgent(agentId, RECENT_SHOWN + 1)
          .filter((spend) => spend.id !== id)
          .slice(0, RECENT_SHOWN),
        pace: pace(agentId, now()),
        attestation: attestationOf(row),
        decision: decisionOf(row),
      };
    },
  };
}

const rulesOf = (row: SpendRecord): RuleResult[] => JSON.parse(row.rules) as RuleResult[];
