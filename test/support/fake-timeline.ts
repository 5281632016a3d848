// The log of the fake fleet: any entry is made from its number, so a million of them cost nothing.
import type { TimelineFilter, TimelineRow } from '../../shared/contract/timeline.ts';
import { hex } from './fake-fleet.ts';

type Line = Pick<TimelineRow, 'level' | 'category' | 'action' | 'outcome' | 'summary'> & {
  readonly by: TimelineRow['actor'];
  readonly about: readonly [string, string] | null;
};

const GATE = { kind: 'gate', name: 'Gate' } as const;
const OPERATOR = { kind: 'operator', name: 'Operator' } as const;
const RESEARCH = ['research-3', 'Research bot 3'] as const;
const SHOPPER = ['shopper', 'Shopper'] as const;
const COURIER = ['courier-7', 'Courier 7'] as const;

const LINES: readonly Line[] = [
  {
    level: 'info',
    category: 'payment',
    action: 'settle',
    outcome: 'succeeded',
    by: { kind: 'node', name: 'Harbour' },
    about: RESEARCH,
    summary: 'Research bot 3 paid 12,400 sats to Article archive, fee 3 sats.',
  },
  {
    level: 'info',
    category: 'payment',
    action: 'dispatch',
    outcome: 'started',
    by: GATE,
    about: RESEARCH,
    summary: 'Payment of 12,400 sats handed to Harbour.',
  },
  {
    level: 'info',
    category: 'payment',
    action: 'decide',
    outcome: 'allowed',
    by: GATE,
    about: RESEARCH,
    summary: 'Research bot 3 may pay 12,400 sats to Article archive: every rule passes.',
  },
  {
    level: 'info',
    category: 'payment',
    action: 'request',
    outcome: 'asked',
    by: { kind: 'agent', name: 'Research bot 3' },
    about: RESEARCH,
    summary: 'Research bot 3 asks to pay 12,400 sats to Article archive.',
  },
  {
    level: 'warning',
    category: 'approval',
    action: 'hold',
    outcome: 'held',
    by: GATE,
    about: SHOPPER,
    summary: 'Shopper asks to pay 250,000 sats to ACME API: 150,500 over the single limit. Held.',
  },
  {
    level: 'critical',
    category: 'payment',
    action: 'decide',
    outcome: 'refused',
    by: GATE,
    about: COURIER,
    summary: 'Courier 7 was asked to pay an address that copies ACME’s first and last 8 characters. Refused.',
  },
  {
    level: 'warning',
    category: 'agent',
    action: 'freeze',
    outcome: 'succeeded',
    by: OPERATOR,
    about: COURIER,
    summary: 'Courier 7 frozen: asked to pay a look-alike of ACME API.',
  },
  {
    level: 'info',
    category: 'approval',
    action: 'approve',
    outcome: 'allowed',
    by: OPERATOR,
    about: SHOPPER,
    summary: 'Payment of 9,000 sats approved by hand.',
  },
  {
    level: 'error',
    category: 'node',
    action: 'unreachable',
    outcome: 'failed',
    by: GATE,
    about: null,
    summary: 'Lighthouse did not answer for 30 s. Payments through it are closed.',
  },
  {
    level: 'info',
    category: 'access',
    action: 'unlock',
    outcome: 'succeeded',
    by: OPERATOR,
    about: null,
    summary: 'Screen unlocked.',
  },
  {
    level: 'error',
    category: 'payment',
    action: 'outcome',
    outcome: 'unknown',
    by: { kind: 'node', name: 'Quay' },
    about: RESEARCH,
    summary: 'Outcome of a payment of 840 sats is unknown; its amount stays reserved.',
  },
];

/** Entry number `seq` of a log whose newest is `newest`. */
export function timelineRowAt(seq: number, newest: number, now: number): TimelineRow {
  const { by, about, ...line } = LINES[(newest - seq) % LINES.length] as Line;
  return {
    ...line,
    seq,
    at: now - (newest - seq) * 37,
    actor: { ...by },
    agentId: about?.[0] ?? null,
    agentName: about?.[1] ?? null,
    correlation: about ? `0197-${hex(Math.floor(seq / 4), 2)}` : null,
  };
}

const RANK = { debug: 0, info: 1, warning: 2, error: 3, critical: 4 } as const;

export const timelineMatches = (row: TimelineRow, filter: TimelineFilter): boolean =>
  (filter.agentId === null || row.agentId === filter.agentId) &&
  (filter.categories.length === 0 || filter.categories.includes(row.category)) &&
  (filter.outcomes.length === 0 || filter.outcomes.includes(row.outcome)) &&
  RANK[row.level] >= RANK[filter.minLevel] &&
  (filter.from === null || row.at >= filter.from) &&
  (filter.to === null || row.at <= filter.to) &&
  row.summary.toLowerCase().includes(filter.text.toLowerCase());
