// Entries: what the gate writes into the audit log at each step, in words a person can read. Destinations are shortened and
// tagged (keyed hash), so that two entries can be compared without the log naming whom an agent pays (guide, auditing).
import { satsText } from '../../shared/domain/amount-text.ts';
import type { AuditActor, AuditBody, NewAuditEntry } from '../../shared/domain/audit-entry.ts';
import { RULE_BROKEN, type Decision } from '../../shared/domain/decision.ts';
import type { AgentId } from '../../shared/domain/ids.ts';
import { msatText } from '../../shared/domain/money.ts';
import type { PayRequest } from './gate.ts';
import type { Spend } from './spend.ts';

export const GATE: AuditActor = { kind: 'gate' };

export type Wording = {
  readonly agentName: (id: AgentId) => string;
  readonly label: (destination: string) => string | null;
  /** Keyed hash of a destination. */
  readonly tag: (destination: string) => string;
};

type Subject = Pick<Spend, 'id' | 'agentId' | 'amount' | 'feeLimit' | 'destination' | 'paymentHash'>;
type Step = Pick<NewAuditEntry, 'level' | 'category' | 'action' | 'outcome'> & {
  readonly actor?: AuditActor;
  readonly summary: string;
  readonly body?: AuditBody;
};

export type Entries = ReturnType<typeof createEntries>;

export function createEntries(words: Wording) {
  const whom = (destination: string): string => words.label(destination) ?? `${destination.slice(0, 12)}…`;
  const what = (spend: Subject): string =>
    `${words.agentName(spend.agentId)}: ${satsText(spend.amount)} to ${whom(spend.destination)}`;

  const entry = (spend: Subject, step: Step): NewAuditEntry => ({
    level: step.level,
    category: step.category,
    action: step.action,
    outcome: step.outcome,
    actor: step.actor ?? GATE,
    agentId: spend.agentId,
    correlation: spend.id,
    summary: `${what(spend)} — ${step.summary}`,
    body: {
      amountMsat: msatText(spend.amount),
      feeLimitMsat: msatText(spend.feeLimit),
      destination: `${spend.destination.slice(0, 12)}…`,
      destinationTag: words.tag(spend.destination),
      paymentHash: spend.paymentHash,
      ...step.body,
    },
  });

  const brokenClauses = (decision: Pick<Decision, 'rules'>): string =>
    decision.rules
      .filter((rule) => rule.verdict !== 'allow')
      .map((rule) => RULE_BROKEN[rule.rule])
      .join('; ');

  return {
    whom,
    what,
    asked: (spend: Subject, request: PayRequest): NewAuditEntry =>
      entry(spend, {
        level: 'info',
        category: 'payment',
        action: 'request',
        outcome: 'asked',
        actor: { kind: 'agent', id: request.agentId },
        summary: 'asked',
        body: { eventId: request.eventId, method: request.askedBy, connectionId: request.connectionId },
      }),
    decided: (spend: Subject, decision: Decision, policyVersion: number): NewAuditEntry => {
      const step = {
        allow: { level: 'info', outcome: 'allowed', summary: 'inside the limits' },
        hold: {
          level: 'warning',
          outcome: 'held',
          summary: `waits for a person: ${brokenClauses(decision)}`,
        },
        refuse: { level: 'warning', outcome: 'refused', summary: `refused: ${brokenClauses(decision)}` },
      } as const;
      return entry(spend, {
        category: 'payment',
        action: decision.verdict === 'hold' ? 'hold' : 'decide',
        ...step[decision.verdict],
        body: {
          code: decision.code,
          policyVersion,
          rulesKept: decision.rules.filter((rule) => rule.verdict === 'allow').length,
          rulesBroken: decision.rules.filter((rule) => rule.verdict !== 'allow').map((rule) => ({ ...rule })),
        },
      });
    },
    /** The same payment asked for again after it ended: nothing is paid, the agent hears how it ended. */
    answeredAgain: (spend: Spend): NewAuditEntry =>
      entry(spend, {
        level: 'info',
        category: 'payment',
        action: 'answer-again',
        outcome: spend.state === 'settled' ? 'succeeded' : 'refused',
        summary:
          spend.state === 'settled' ? 'answered again: paid already' : 'answered again: rejected before',
      }),
    step: entry,
    /** A request that never became a spend: unreadable, stale, or about a hash that is already known. */
    turnedAway: (
      request: PayRequest,
      code: string,
      summary: string,
      level: 'info' | 'critical' = 'info',
    ): NewAuditEntry => ({
      level: level === 'critical' ? 'critical' : 'warning',
      category: 'payment',
      action: 'request',
      outcome: 'refused',
      actor: { kind: 'agent', id: request.agentId },
      agentId: request.agentId,
      correlation: request.eventId,
      summary: `${words.agentName(request.agentId)}: ${summary}`,
      body: { code, eventId: request.eventId, method: request.askedBy, connectionId: request.connectionId },
    }),
    gate: (
      action: string,
      level: NewAuditEntry['level'],
      summary: string,
      body: AuditBody = {},
      actor: AuditActor = GATE,
    ): NewAuditEntry => ({
      level,
      category: 'gate',
      action,
      outcome: 'succeeded',
      actor,
      agentId: null,
      correlation: null,
      summary,
      body,
    }),
  };
}
