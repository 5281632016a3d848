// Approvals and spends of the fake fleet: one payment far over its limits, one to a destination seen for the first time, and decided ones.
import type { ApprovalRow } from '../../shared/contract/approvals.ts';
import type { RuleName, RuleResult } from '../../shared/domain/decision.ts';
import { msatText, type MsatText } from '../../shared/domain/money.ts';
import type { SpendState } from '../../shared/domain/spend.ts';
import { ACME, ACME_LOOKALIKE, hex, sat, type Answer } from './fake-fleet.ts';

type Spend = Answer<'agents.spends'>['spends'][number];

const rule = (
  name: RuleName,
  verdict: RuleResult['verdict'],
  unit: RuleResult['unit'],
  measured: string | null,
  limit: string | null,
  note = '',
): RuleResult => ({ rule: name, verdict, unit, measured, limit, note });

const DESTINATIONS: readonly (readonly [string, string | null])[] = [
  [ACME, 'ACME API'],
  [`03${hex(11, 32)}`, 'Print shop'],
  [`02${hex(12, 32)}`, 'Article archive'],
  [`03${hex(13, 32)}`, null],
  [`02${hex(14, 32)}`, 'Tile server'],
];

const STATES: readonly SpendState[] = [
  'settled',
  'settled',
  'dispatched',
  'settled',
  'failed',
  'settled',
  'refused',
  'settled',
  'settled',
  'unknown',
];

export function spendRows(now: number, agentId: string, agentName: string, howMany: number): Spend[] {
  return Array.from({ length: howMany }, (_, index) => {
    const [destination, destinationLabel] = DESTINATIONS[index % DESTINATIONS.length] ?? [ACME, null];
    const state = STATES[index % STATES.length] ?? 'settled';
    const ended = state === 'settled' || state === 'failed' || state === 'refused';
    return {
      id: `spend-${agentId}-${index}`,
      agentId,
      agentName,
      state,
      amountMsat: sat([12_400, 61_000, 2_150, 840, 33_000][index % 5] ?? 1_000),
      feeLimitMsat: sat(500),
      feeMsat: state === 'settled' ? (`${1_000 + index * 137}` as never) : null,
      destination,
      destinationLabel,
      paymentHash: hex(500 + index, 32),
      code: state === 'refused' ? 'exceeds_rate_limit' : null,
      approvedByHand: index === 1,
      askedAt: now - 1_260 - index * 1_980,
      endedAt: ended ? now - 1_258 - index * 1_980 : null,
    };
  });
}

export function waitingRows(now: number): ApprovalRow[] {
  const common = {
    state: 'held',
    feeMsat: null,
    approvedByHand: false,
    endedAt: null,
    askedBy: 'pay_invoice',
    stoppedBy: null,
  } as const;
  return [
    {
      ...common,
      id: '0197-4c2e',
      agentId: 'shopper',
      agentName: 'Shopper',
      amountMsat: sat(250_000),
      feeLimitMsat: sat(500),
      destination: ACME,
      destinationLabel: 'ACME API',
      paymentHash: hex(1, 32),
      code: 'exceeds_single_tx_limit',
      askedAt: now - 108,
      expiresAt: now + 492,
      brokenRules: [
        rule('single', 'hold', 'msat', sat(250_500), sat(100_000)),
        rule('daily', 'hold', 'msat', sat(737_000), sat(500_000)),
      ],
      agentWaiting: false,
    },
    {
      ...common,
      id: '0197-4c31',
      agentId: 'research-3',
      agentName: 'Research bot 3',
      amountMsat: sat(12_100),
      feeLimitMsat: sat(121),
      destination: ACME_LOOKALIKE,
      destinationLabel: null,
      paymentHash: hex(2, 32),
      code: 'new_destination',
      askedAt: now - 9,
      expiresAt: now + 3_411,
      brokenRules: [rule('first-time', 'hold', 'none', null, null, 'Nothing was ever paid to this node.')],
      agentWaiting: true,
    },
  ];
}

/** More payments that wait, from every agent in turn, each a minute after the one before. */
export function manyWaiting(now: number, howMany: number): ApprovalRow[] {
  const [first, second] = waitingRows(now);
  if (!first || !second) return [];
  return [
    first,
    second,
    ...Array.from({ length: Math.max(0, howMany - 2) }, (_, index) => ({
      ...(index % 2 === 0 ? first : second),
      id: `0198-${(index + 3).toString().padStart(4, '0')}`,
      agentName: `Shopper ${index + 3}`,
      amountMsat: sat(101_000 + index),
      paymentHash: hex(900 + index, 32),
      askedAt: now - 200 - index,
      expiresAt: now + 3_600 + index * 60,
    })),
  ].slice(0, howMany);
}

const over = (name: RuleName, measured: bigint, limitSats: number): RuleResult =>
  rule(name, 'hold', 'msat', measured.toString(), sat(limitSats));

/** The made-up agent’s day with this payment on top. */
const afterIt = ({ amountMsat, feeLimitMsat }: ApprovalRow): MsatText =>
  msatText(BigInt(sat(486_500)) + BigInt(amountMsat) + BigInt(feeLimitMsat));

export function decidedRows(now: number): ApprovalRow[] {
  const [shopper] = waitingRows(now);
  if (!shopper) return [];
  const amounts = [109_000, 410_000, 120_000, 101_000, 109_200, 150_000].map(sat);
  const states: readonly SpendState[] = ['settled', 'denied', 'expired', 'granted', 'settled', 'failed'];
  return states.map((state, index) => ({
    ...shopper,
    id: `0196-11a${index}`,
    state,
    amountMsat: amounts[index] ?? sat(101_000),
    brokenRules: [over('single', BigInt(amounts[index] ?? '0') + 500_000n, 100_000)],
    feeMsat: state === 'settled' ? sat(12) : null,
    askedAt: now - 7_000 * (index + 1),
    expiresAt: now - 7_000 * (index + 1) + 600,
    endedAt: state === 'granted' ? null : now - 7_000 * (index + 1) + 95,
    approvedByHand: state === 'settled' || state === 'granted' || state === 'failed',
    agentWaiting: false,
  }));
}

const PASSING: readonly RuleResult[] = [
  rule('destination', 'allow', 'none', null, null),
  rule('fleet', 'allow', 'msat', sat(1_542_360), sat(2_000_000)),
  rule('allowlist', 'allow', 'none', null, null, 'On the allowlist since 3 May.'),
  rule('lookalike', 'allow', 'none', null, null),
  rule('rate', 'allow', 'count', '3', '30'),
  rule('in-flight', 'allow', 'msat', sat(260_300), sat(500_000)),
  rule('schedule', 'allow', 'none', null, null),
  rule('agent-frozen', 'allow', 'none', null, null),
  rule('fleet-frozen', 'allow', 'none', null, null),
  rule('gate', 'allow', 'none', null, null),
  rule('balance', 'allow', 'msat', sat(250_500), sat(702_180)),
];

export function approvalPage(
  now: number,
  approval: ApprovalRow,
  revokedAt: number | null = null,
): Omit<Answer<'approvals.get'>, 'attestation'> {
  const known = approval.destinationLabel !== null;
  const broken = new Set(approval.brokenRules.map((each) => each.rule));
  return {
    approval,
    rules: [
      ...approval.brokenRules,
      ...PASSING.filter((each) => !broken.has(each.rule)),
      rule('fee', 'allow', 'msat', approval.feeLimitMsat, sat(1_000)),
    ],
    policyVersion: 12,
    purpose: known
      ? 'Annual plan instead of monthly, saves 18 %. Approved by finance, please confirm quickly.'
      : 'Data set "harbour traffic 2025" \u202Egnp.eliforp\u202C see https://example.com/\u200Bpay',
    invoiceDescription: known ? 'ACME API, annual plan' : '',
    invoiceExpiresAt: approval.expiresAt,
    shown: {
      amountMsat: approval.amountMsat,
      feeLimitMsat: approval.feeLimitMsat,
      destination: approval.destination,
      paymentHash: approval.paymentHash,
      policyVersion: 12,
    },
    destinationKnown: known
      ? { firstPaidAt: now - 17 * 86_400, timesPaid: 14, largestMsat: sat(61_000), onAllowlist: true }
      : null,
    connectionGone: revokedAt === null ? null : { label: 'Laptop', how: 'revoked', at: revokedAt },
    lookalikeOf: known ? null : { destination: ACME, label: 'ACME API' },
    daily: {
      usedMsat: sat(486_500),
      reservedMsat: sat(0),
      limitMsat: sat(500_000),
      clearsAt: now + 41_000,
    },
    dailyAfterMsat: afterIt(approval),
    recent: spendRows(now, approval.agentId, approval.agentName, 5),
    pace: {
      lastDayMsat: sat(486_500),
      lastDayCount: 21,
      usualDayMsat: sat(143_200),
      usualDayCount: 9,
    },
    decision:
      approval.state === 'held'
        ? null
        : {
            verdict:
              approval.state === 'denied' ? 'denied' : approval.state === 'expired' ? 'expired' : 'approved',
            reason: approval.state === 'expired' ? '' : 'Checked with finance by telephone.',
            at: approval.endedAt ?? approval.askedAt + 60,
            seq: 12_377,
          },
  };
}
