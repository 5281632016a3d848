// Policy changes: what differs between two policies, in words, and whether the agent gets more or less room by it. Pure.
import type { PolicyText } from '../../../shared/contract/values.ts';
import { groupDigits } from '../../ui/format.ts';
import { satsExactly } from './policy-form.ts';

/** `looser`: the agent may do more without a person than before. */
export type Direction = 'looser' | 'tighter' | 'other';

export type PolicyChange = {
  readonly label: string;
  readonly before: string;
  readonly after: string;
  readonly direction: Direction;
  /** Amounts are hidden with all others. */
  readonly isAmount: boolean;
};

type Line = {
  readonly label: string;
  readonly words: (policy: PolicyText) => string;
  /** Compared before and after; without it only the words are. Larger is looser. */
  readonly room?: (policy: PolicyText) => bigint;
  readonly isAmount?: boolean;
};

const sats = (pick: (policy: PolicyText) => string): Pick<Line, 'words' | 'room' | 'isAmount'> => ({
  words: (policy) => `${satsExactly(pick(policy))} sats`,
  room: (policy) => BigInt(pick(policy)),
  isAmount: true,
});
const count = (pick: (policy: PolicyText) => number, unit: string): Pick<Line, 'words' | 'room'> => ({
  words: (policy) => `${groupDigits(pick(policy))}${unit}`,
  room: (policy) => BigInt(pick(policy)),
});
const clock = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
const minutesOpen = ({ activeHours }: PolicyText): bigint => {
  if (activeHours === null) return 1_441n;
  const open = activeHours.toMinute - activeHours.fromMinute;
  return BigInt(open <= 0 ? open + 1_440 : open);
};
const verdict = (key: keyof PolicyText['whenBroken']): Pick<Line, 'words' | 'room'> => ({
  words: (policy) => (policy.whenBroken[key] === 'hold' ? 'ask a person' : 'refuse'),
  room: (policy) => (policy.whenBroken[key] === 'hold' ? 1n : 0n),
});

const LINES: readonly Line[] = [
  { label: 'Single payment', ...sats((policy) => policy.maxSingleTx) },
  { label: 'Daily outflow', ...sats((policy) => policy.maxDailySpend) },
  { label: 'Hot balance ceiling', ...sats((policy) => policy.maxHotBalance) },
  { label: 'Fee, at most', ...sats((policy) => policy.maxFee.msat) },
  { label: 'Fee, share', ...count((policy) => policy.maxFee.ppm, ' ppm') },
  { label: 'Requests a minute', ...count((policy) => policy.rate.perMinute, '') },
  { label: 'Requests an hour', ...count((policy) => policy.rate.perHour, '') },
  { label: 'In flight, amount', ...sats((policy) => policy.maxInFlight.msat) },
  { label: 'In flight, payments', ...count((policy) => policy.maxInFlight.count, '') },
  {
    label: 'First payment to a destination',
    words: (policy) => (policy.firstTime === 'allow' ? 'allow' : 'ask a person'),
    room: (policy) => (policy.firstTime === 'allow' ? 1n : 0n),
  },
  {
    label: 'Active hours, UTC',
    words: ({ activeHours }) =>
      activeHours === null ? 'always' : `${clock(activeHours.fromMinute)} to ${clock(activeHours.toMinute)}`,
    room: minutesOpen,
  },
  {
    label: 'Ends',
    words: ({ expiresAt }) =>
      expiresAt === null
        ? 'never'
        : new Date(expiresAt * 1_000).toISOString().replace('.000Z', ' UTC').replace('T', ' '),
    room: ({ expiresAt }) => BigInt(expiresAt ?? Number.MAX_SAFE_INTEGER),
  },
  { label: 'Over the single limit', ...verdict('single') },
  { label: 'Over the daily limit', ...verdict('daily') },
  { label: 'Over the fleet limit', ...verdict('fleet') },
  { label: 'Outside its hours', ...verdict('schedule') },
];

function allowlistChange(before: PolicyText, after: PolicyText): PolicyChange | null {
  const words = (list: readonly string[] | null): string =>
    list === null
      ? 'off: any destination'
      : `${groupDigits(list.length)} ${list.length === 1 ? 'key' : 'keys'}`;
  const was = new Set(before.allowlist);
  const is = new Set(after.allowlist);
  const added = [...is].filter((key) => !was.has(key)).length;
  const removed = [...was].filter((key) => !is.has(key)).length;
  if ((before.allowlist === null) === (after.allowlist === null) && added === 0 && removed === 0) return null;
  const direction =
    after.allowlist === null || (before.allowlist !== null && added > 0)
      ? 'looser'
      : before.allowlist === null || removed > 0
        ? 'tighter'
        : 'other';
  const moved = before.allowlist !== null && after.allowlist !== null ? ` (+${added}, −${removed})` : '';
  return {
    label: 'Allowlist',
    before: words(before.allowlist),
    after: words(after.allowlist) + moved,
    direction,
    isAmount: false,
  };
}

/** Every difference, in the order of the form. */
export function policyChanges(before: PolicyText, after: PolicyText): readonly PolicyChange[] {
  const lines = LINES.flatMap(({ label, words, room, isAmount = false }): PolicyChange[] => {
    const was = words(before);
    const is = words(after);
    if (was === is) return [];
    const more = room ? room(after) - room(before) : 0n;
    const direction = more > 0n ? 'looser' : more < 0n ? 'tighter' : 'other';
    return [{ label, before: was, after: is, direction, isAmount }];
  });
  const list = allowlistChange(before, after);
  return list ? [...lines, list] : lines;
}
