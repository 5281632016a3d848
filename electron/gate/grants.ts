// Grants: an approval that came after the agent was told no. It pays nothing by itself; the agent's next request for the same invoice
// uses it up, once, and only if every rule but those it waives still holds. Rule: docs/gate.md, section 6.
import { DECISION_CODES } from '../../shared/domain/decision.ts';
import type { UnixSeconds } from '../../shared/domain/time.ts';
import type { AgentRegistry } from '../agents/agent.ts';
import { createDesk, type Accepted } from './desk.ts';
import type { PayRequest } from './gate.ts';
import type { Judge } from './judge.ts';
import type { Ledger } from './ledger.ts';
import type { Spend } from './spend.ts';
import type { Rate } from './windows.ts';

export type GrantParts = {
  readonly ledger: Ledger;
  readonly registry: AgentRegistry;
  readonly judge: Judge;
};

/** null: the grant is void or was not used in time, and the request is judged like any other. */
export type UseGrant = (request: PayRequest, spend: Spend, rate: Rate, now: UnixSeconds) => Accepted | null;

export function createGrants({ ledger, registry, judge }: GrantParts): UseGrant {
  const { spends, audit, entries } = ledger;
  const { remember, turnAway } = createDesk(ledger);

  return (request, spend, rate, now) => {
    const agent = registry.get(request.agentId);
    const spent = spend.grantExpiresAt === null || spend.grantExpiresAt <= now;
    if (!agent || spent || agent.policyVersion !== spend.policyVersion) {
      spends.move(spend, 'expired', {
        endedAt: now,
        note: spent ? 'not used in time' : 'the policy changed',
      });
      audit.append(
        now,
        entries.step(spend, {
          level: 'info',
          category: 'approval',
          action: 'expire',
          outcome: 'refused',
          summary: spent
            ? 'the approval was not used in time'
            : 'the approval is void: the policy changed after it',
        }),
      );
      return null;
    }
    const broken = judge.stillBroken(agent, spend, rate, now)[0];
    if (broken) {
      const code = DECISION_CODES[broken.rule];
      return turnAway(
        request,
        now,
        code,
        `the approval cannot be used now: ${entries.what(spend)} is refused by another rule`,
      );
    }
    remember(request, spend.id, now);
    audit.append(now, entries.asked(spend, request));
    const reserved = spends.move(spend, 'reserved', { reservedAt: now });
    audit.append(
      now,
      entries.step(reserved, {
        level: 'info',
        category: 'payment',
        action: 'use-grant',
        outcome: 'allowed',
        summary: 'uses up the operator’s approval',
        body: { policyVersion: spend.policyVersion },
      }),
    );
    return { kind: 'reserved', spend: reserved };
  };
}
