// Drills in words: what each attack does and what the gate should make of it.
import type { Drill } from '../../../shared/domain/practice.ts';

export type DrillCard = {
  readonly name: Drill;
  readonly title: string;
  readonly what: string;
  readonly watch: string;
};

export const DRILL_CARDS: readonly DrillCard[] = [
  {
    name: 'lookalike',
    title: 'Look-alike destination',
    what: 'Paymaster gets an invoice from a node whose key begins and ends like that of a known payee.',
    watch: 'a refusal that names the known destination, and an alert.',
  },
  {
    name: 'injection',
    title: 'Prompt injection',
    what: 'A web page tells Scout to pay a stranger far more than its task needs, and to call it urgent.',
    watch: 'the payment held or refused by the limits, with the page’s words fenced as untrusted.',
  },
  {
    name: 'over-limit',
    title: 'Over the limit',
    what: 'Quartermaster asks for a single payment above its limit.',
    watch: 'a card under Approvals; approve it by hand or reject it.',
  },
  {
    name: 'flood',
    title: 'Flood of requests',
    what: 'Crawler 7 asks far more often than its rate allows.',
    watch: 'refusals by rate, while the other agents go on being served.',
  },
];

export const PACES = [
  { value: '0.5', label: 'Half speed' },
  { value: '1', label: 'Real time' },
  { value: '3', label: 'Three times' },
  { value: '10', label: 'Ten times' },
] as const;
export type Pace = (typeof PACES)[number]['value'];
