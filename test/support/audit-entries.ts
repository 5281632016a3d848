// Audit entries for tests: a plausible payment story, entry by entry.
import type { TimelineFilter } from '../../shared/contract/timeline.ts';
import type { NewAuditEntry } from '../../shared/domain/audit-entry.ts';

export const entry = (changes: Partial<NewAuditEntry> = {}): NewAuditEntry => ({
  level: 'info',
  category: 'payment',
  action: 'request',
  actor: { kind: 'agent', id: 'agent-1' },
  outcome: 'asked',
  agentId: 'agent-1',
  correlation: 'spend-1',
  summary: 'Researcher asks to pay 1,200 sats',
  body: { amountMsat: '1200000' },
  ...changes,
});

/** The filter that every entry passes. */
export const EVERYTHING: TimelineFilter = {
  agentId: null,
  categories: [],
  outcomes: [],
  minLevel: 'debug',
  from: null,
  to: null,
  text: '',
};
