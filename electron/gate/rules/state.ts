// Rules about when: request rate, active hours, freeze, and whether the gate may pay at all.
import { CLOSED_REASONS } from '../../../shared/domain/gate-state.ts';
import type { RuleResult } from '../../../shared/domain/decision.ts';
import type { Policy } from '../../../shared/domain/policy.ts';
import type { UnixSeconds } from '../../../shared/domain/time.ts';
import { check, type Ask, type Facts } from './facts.ts';

export function rate(policy: Policy, facts: Facts): RuleResult {
  const overMinute = facts.rate.lastMinute > policy.rate.perMinute;
  const overHour = facts.rate.lastHour > policy.rate.perHour;
  const byHour = overHour && !overMinute;
  return check('rate', !overMinute && !overHour, 'refuse', {
    unit: 'count',
    measured: byHour ? facts.rate.lastHour : facts.rate.lastMinute,
    limit: byHour ? policy.rate.perHour : policy.rate.perMinute,
    note: byHour ? 'Requests in the last hour.' : 'Requests in the last minute.',
  });
}

export function schedule(policy: Policy, _facts: Facts, _ask: Ask, now: UnixSeconds): RuleResult {
  if (policy.expiresAt !== null && now >= policy.expiresAt)
    return check('schedule', false, policy.whenBroken.schedule, { note: 'The policy has expired.' });
  if (policy.activeHours === null) return check('schedule', true, 'hold', { note: 'Always.' });
  const { fromMinute, toMinute } = policy.activeHours;
  const minute = Math.floor(now / 60) % 1_440;
  const inside =
    fromMinute <= toMinute
      ? minute >= fromMinute && minute < toMinute
      : minute >= fromMinute || minute < toMinute;
  return check('schedule', inside, policy.whenBroken.schedule, {
    note: `${clockText(fromMinute)}–${clockText(toMinute)} UTC`,
  });
}

const clockText = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;

export const agentFrozen = (_policy: Policy, facts: Facts): RuleResult =>
  check('agent-frozen', !facts.agentFrozen, 'refuse');
export const fleetFrozen = (_policy: Policy, facts: Facts): RuleResult =>
  check('fleet-frozen', !facts.fleetFrozen, 'refuse');

export const gate = (_policy: Policy, facts: Facts): RuleResult =>
  check('gate', facts.closed.length === 0, 'refuse', {
    note: facts.closed.map((reason) => CLOSED_REASONS[reason]).join(' '),
  });
