// Which topic explains which rule and which screen. Apart from the topics, so that a screen can link to them without carrying them.
import type { RuleName } from '../domain/decision.ts';
import type { Screen } from './topic.ts';

/** What explains each rule of the gate. */
export const TOPIC_OF_RULE: Readonly<Record<RuleName, string>> = {
  single: 'limits',
  daily: 'limits',
  fleet: 'limits',
  destination: 'destinations',
  allowlist: 'destinations',
  lookalike: 'poisoning',
  'first-time': 'destinations',
  fee: 'fees',
  rate: 'rates',
  'in-flight': 'rates',
  schedule: 'limits',
  'agent-frozen': 'freeze',
  'fleet-frozen': 'freeze',
  gate: 'doubt',
  balance: 'holdings',
};

/** What explains each screen; the steps of set-up have a topic each. */
export const TOPIC_OF_SCREEN: Readonly<Record<Exclude<Screen, '/setup'>, string>> = {
  '/': 'monitoring',
  '/approvals': 'approvals',
  '/agents': 'limits',
  '/timeline': 'audit-log',
  '/treasury': 'cold-money',
  '/nodes': 'macaroons',
  '/practice': 'prompt-injection',
  '/settings': 'relays',
  '/about': 'four-principles',
};
