// Decision words: the sentences of the decision page, from what the core said. Pure.
import { DECISION_CODES, RULE_BROKEN, type RuleName } from '../../../shared/domain/decision.ts';
import type { ApprovalRow } from '../../../shared/contract/approvals.ts';
import { assertNever } from '../../../shared/domain/result.ts';
import { GRANT_SECONDS, type SpendState } from '../../../shared/domain/spend.ts';
import type { Tone } from '../../ui/StatusChip.tsx';

export type AfterApproval =
  /** The agent is still asking, or its method allows a late answer: the money leaves at once. */
  | { readonly kind: 'pays' }
  /** The agent was told no. The approval waits until `until` (unix seconds) for it to ask again. */
  | { readonly kind: 'grants'; readonly until: number }
  /** Nothing of this agent is paid now, whoever approves it. */
  | { readonly kind: 'stopped'; readonly by: StoppedBy };

export type StoppedBy = NonNullable<ApprovalRow['stoppedBy']>;

/** What an approval does now. The core decides again at that moment; this says beforehand what it will be. */
export function afterApproval(
  asked: Pick<ApprovalRow, 'agentWaiting' | 'askedBy' | 'stoppedBy'>,
  invoiceExpiresAt: number,
  now: number,
): AfterApproval {
  if (asked.stoppedBy !== null) return { kind: 'stopped', by: asked.stoppedBy };
  return asked.agentWaiting || asked.askedBy === 'pay'
    ? { kind: 'pays' }
    : { kind: 'grants', until: Math.min(invoiceExpiresAt, now + GRANT_SECONDS) };
}

/** Why approving does nothing now, and what has to happen first. */
export const STOPPED_WORDS: Readonly<Record<StoppedBy, string>> = {
  'fleet-frozen':
    'The fleet is frozen: nothing is paid until you unfreeze it, not even an approved payment. Rejecting works.',
  'agent-frozen':
    'This agent is frozen: nothing of it is paid until you unfreeze it, not even an approved payment. Rejecting works.',
  'gate-closed':
    'The gate is closed: nothing is paid until it opens, not even an approved payment. Rejecting works.',
};

/** The same in a chip. */
export const STOPPED_SHORT: Readonly<Record<StoppedBy, string>> = {
  'fleet-frozen': 'fleet frozen',
  'agent-frozen': 'agent frozen',
  'gate-closed': 'gate closed',
};

export type Standing =
  /** Somebody can still decide. */
  | 'open'
  /** Its time is over although the core has not said so yet. */
  | 'over'
  /** Approved, but not used yet: may be withdrawn. */
  | 'granted'
  | 'closed';

/** Whether the page may still act. */
export function standing(state: SpendState, expiresAt: number, now: number): Standing {
  if (state === 'held') return now >= expiresAt ? 'over' : 'open';
  return state === 'granted' ? 'granted' : 'closed';
}

/** What became of it, in a sentence after "This payment ". */
export function outcomeWords(state: SpendState, codeOfRefusal: string | null): string {
  switch (state) {
    case 'held':
      return 'waits for you.';
    case 'granted':
      return 'was approved. It is paid once, when the agent asks again.';
    case 'denied':
      return 'was rejected. Nothing was paid.';
    case 'expired':
      return 'expired. Nothing was paid; the agent may ask again.';
    case 'reserved':
    case 'dispatched':
      return 'was approved and is on its way.';
    case 'settled':
      return 'was approved and has been paid.';
    case 'failed':
      return 'was approved, but the payment failed. Nothing was paid.';
    case 'unknown':
      return 'was approved; whether it arrived is being asked of the node. Its amount stays reserved.';
    case 'refused':
      return `was refused${refusalClause(codeOfRefusal)}. Nothing was paid.`;
    default:
      return assertNever(state);
  }
}

/** What was wrong, short enough for a row. */
const RULE_SHORT: Readonly<Record<RuleName, string>> = {
  single: 'over the single limit',
  daily: 'over the daily limit',
  destination: 'destination not valid',
  fleet: 'over the fleet limit',
  allowlist: 'not on the allowlist',
  lookalike: 'look-alike destination',
  'first-time': 'first payment there',
  fee: 'fee over its limit',
  rate: 'asked too often',
  'in-flight': 'too much in flight',
  schedule: 'outside active hours',
  'agent-frozen': 'agent frozen',
  'fleet-frozen': 'fleet frozen',
  gate: 'gate closed',
  balance: 'balance too small',
};

const RULE_OF = new Map<string, RuleName>(
  Object.entries(DECISION_CODES).map(([rule, code]) => [code, rule as RuleName]),
);

/** "asked too often" for the word an agent was given, in lists; the word itself when it is not known. */
export function codeWords(code: string): string {
  const rule = RULE_OF.get(code);
  return rule === undefined ? code.replaceAll('_', ' ') : RULE_SHORT[rule];
}

/** ": the agent asks too often" for the word an agent was given; empty when there is none. */
export function refusalClause(code: string | null): string {
  if (code === null) return '';
  const rule = RULE_OF.get(code);
  return rule === undefined ? ` (${code})` : `: ${RULE_BROKEN[rule]}`;
}

/** From twice the usual on, in words: "3 times the usual". null: nothing out of the ordinary. */
export function paceWords({
  lastDayMsat,
  usualDayMsat,
}: {
  readonly lastDayMsat: string;
  readonly usualDayMsat: string | null;
}): string | null {
  const usual = BigInt(usualDayMsat ?? '0');
  if (usual === 0n) return null;
  const times = BigInt(lastDayMsat) / usual;
  return times < 2n ? null : times > 99n ? 'over 99 times the usual' : `${times} times the usual`;
}

/**
 * Above it the amount is typed before the hold, so that it has been read. 5,000,000 sats: the guide's ceiling of a single payment.
 */
export const TYPED_ABOVE_MSAT = 5_000_000_000n;

/** Tone of a spend's state in lists. */
export function stateTone(state: SpendState): Tone {
  switch (state) {
    case 'settled':
      return 'ok';
    case 'held':
    case 'granted':
    case 'unknown':
      return 'warn';
    case 'refused':
    case 'denied':
    case 'failed':
      return 'danger';
    case 'reserved':
    case 'dispatched':
      return 'info';
    case 'expired':
      return 'neutral';
    default:
      return assertNever(state);
  }
}

/** Chips in lists want one or two words. */
export const STATE_WORDS: Readonly<Record<SpendState, string>> = {
  refused: 'refused',
  held: 'waiting',
  denied: 'rejected',
  expired: 'expired',
  granted: 'approved, unused',
  reserved: 'reserved',
  dispatched: 'in flight',
  settled: 'settled',
  failed: 'failed',
  unknown: 'unknown',
};
