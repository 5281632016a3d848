// Where one can go: the rail, the palette, the two-key jumps and the sheet of shortcuts all read this table.
import {
  Activity,
  BookOpen,
  Bot,
  Clock,
  FlaskConical,
  Server,
  Settings,
  SquareCheck,
  Vault,
  type LucideIcon,
} from 'lucide-react';

export type Place = {
  readonly to:
    | '/'
    | '/approvals'
    | '/agents'
    | '/timeline'
    | '/treasury'
    | '/nodes'
    | '/practice'
    | '/learn'
    | '/settings';
  readonly label: string;
  readonly icon: LucideIcon;
  /** Pressed after `g`. */
  readonly letter: string;
  /** Groups are divided by a line in the rail. */
  readonly group: 1 | 2 | 3;
  /** Only where the money is pretend. */
  readonly practiceOnly?: true;
};

export const PLACES: readonly Place[] = [
  { to: '/', label: 'Overview', icon: Activity, letter: 'o', group: 1 },
  { to: '/approvals', label: 'Approvals', icon: SquareCheck, letter: 'a', group: 1 },
  { to: '/agents', label: 'Agents', icon: Bot, letter: 'g', group: 1 },
  { to: '/timeline', label: 'Timeline', icon: Clock, letter: 't', group: 1 },
  { to: '/treasury', label: 'Treasury', icon: Vault, letter: 'c', group: 2 },
  { to: '/nodes', label: 'Nodes', icon: Server, letter: 'n', group: 2 },
  {
    to: '/practice',
    label: 'Practice',
    icon: FlaskConical,
    letter: 'p',
    group: 2,
    practiceOnly: true,
  },
  { to: '/learn', label: 'Learn', icon: BookOpen, letter: 'l', group: 3 },
  { to: '/settings', label: 'Settings', icon: Settings, letter: 's', group: 3 },
];

/** The screen a page of one thing belongs to, for Esc and the title; null on the screens themselves. */
export function parentOf(path: string): Place['to'] | null {
  const found = PLACES.find(({ to }) => to !== '/' && path.startsWith(`${to}/`));
  return found?.to ?? null;
}

/** Screens that are gone to from others, not from the rail. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  '/setup': 'Set-up',
  '/about': 'About',
  '/reconciling': 'Reconciliation',
};

/** The name of the screen a path lies in. */
export const screenName = (path: string): string =>
  PLACES.find(({ to }) => to === path || to === parentOf(path))?.label ?? ELSEWHERE[path] ?? 'Not here';
