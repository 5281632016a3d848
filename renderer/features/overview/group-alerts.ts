// Alerts of one kind from one agent stand as one: a flood must not push the rare alert out of sight. Pure.
import type { Overview } from './TotalCards.tsx';

type Alert = Overview['alerts'][number];

/** Newest of each kind first, errors and worse before warnings; `more` is how many older ones it stands for. */
export function groupAlerts(alerts: readonly Alert[]): readonly (Alert & { readonly more: number })[] {
  const kinds = new Map<string, Alert & { more: number }>();
  for (const alert of alerts.toSorted((a, b) => b.seq - a.seq)) {
    // An alert of the console itself is about its text, not about an agent.
    const kind = [alert.level, alert.action, alert.agentId ?? alert.summary].join('\n');
    const newest = kinds.get(kind);
    if (newest) newest.more += 1;
    else kinds.set(kind, { ...alert, more: 0 });
  }
  const rank = { critical: 0, error: 1, warning: 2 } as const;
  return [...kinds.values()].toSorted((a, b) => rank[a.level] - rank[b.level] || b.seq - a.seq);
}
