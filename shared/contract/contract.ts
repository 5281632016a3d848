// The contract: the one value from which the core's API, the window's client, the control command, the fake bridge and the key-list test derive.
// SECURITY: one named operation per need; no path, no URL, no raw key access. A wider door would let a hostile page ask for what no screen offers.
import { aboutCalls } from './about.ts';
import { agentCalls } from './agents.ts';
import { appCalls } from './app.ts';
import { approvalCalls } from './approvals.ts';
import type { CallEntry, Client, Handlers } from './call.ts';
import { nodeCalls } from './nodes.ts';
import { practiceCalls } from './practice.ts';
import { setupCalls } from './setup.ts';
import { tableCalls } from './tables.ts';
import { timelineCalls } from './timeline.ts';
import { treasuryCalls } from './treasury.ts';

export const contract = {
  ...appCalls,
  ...aboutCalls,
  ...agentCalls,
  ...approvalCalls,
  ...timelineCalls,
  ...nodeCalls,
  ...practiceCalls,
  ...setupCalls,
  ...tableCalls,
  ...treasuryCalls,
} as const satisfies Readonly<Record<string, CallEntry>>;

export type Contract = typeof contract;
export type CallName = keyof Contract;
export type PortcullisClient = Client<Contract>;
export type PortcullisHandlers = Handlers<Contract>;
