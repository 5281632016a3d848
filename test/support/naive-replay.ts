// A second, naive telling of “what if”: a replay that looks at every payment before each one. The oracle of what-if.ts.
import type { PastSpend } from '../../electron/gate/past-spend.ts';
import { decide, conclude } from '../../electron/gate/decide.ts';
import { feeLimitFor } from '../../electron/gate/rules/amounts.ts';
import type { Verdict } from '../../shared/domain/decision.ts';
import type { NodeKey } from '../../shared/domain/ids.ts';
import { msat, type Msat } from '../../shared/domain/money.ts';
import type { Policy } from '../../shared/domain/policy.ts';

const DAY = 86_400;
export const keys = ['a', 'b', 'c'].map((letter) => `02${letter.repeat(64)}` as NodeKey);
/** Same ends as the first, another middle. */
export const TWIN = `02${'a'.repeat(30)}9999${'a'.repeat(30)}` as NodeKey;

/** How a payment goes: reserved, ended (∞: never), settled with this fee (null: not), counted from. */
type Run = {
  readonly from: number;
  readonly to: number;
  readonly held: bigint;
  readonly left: bigint | null;
};

/** What counts at `now` of one run, by the words of docs/gate.md: in flight with its fee limit, or settled in the last 24 h. */
export const counts = (run: Run | null, now: number) => {
  if (!run || run.from > now) return { used: 0n, reserved: 0n, count: 0 };
  if (now < run.to) return { used: 0n, reserved: run.held, count: 1 };
  return { used: run.left !== null && run.to >= now - DAY ? run.left : 0n, reserved: 0n, count: 0 };
};

export type Line = {
  readonly past: PastSpend;
  readonly verdict: Verdict;
  readonly run: Run | null;
  readonly waits: number | null;
  readonly repeats: boolean;
};

/** Judges `past` after `lines`, by looking at every line before it. `measured` null: what it would have met. */
export function naive(policy: Policy, lines: readonly Line[], past: PastSpend): Line {
  const now = past.askedAt;
  const known = lines.filter(
    ({ past: other }) => other.paymentHash === past.paymentHash && !isRepeat(other, lines),
  );
  const last = known.at(-1);
  if (last) {
    const isLive = last.run !== null && last.run.from <= now && (now < last.run.to || last.run.left !== null);
    const waits = last.waits !== null && now < last.waits;
    if (isLive || waits || (last.waits !== null && last.verdict === 'hold' && last.past.state === 'denied'))
      return {
        past,
        verdict: isLive ? 'allow' : waits ? 'hold' : 'refuse',
        run: null,
        waits: null,
        repeats: true,
      };
  }
  const sums = lines.map(({ run }) => counts(run, now));
  const used = sums.reduce((sum, next) => sum + next.used, 0n);
  const reserved = sums.reduce((sum, next) => sum + next.reserved, 0n);
  const feeLimit = feeLimitFor(policy, past.amount, past.measured.maxFee);
  const found = decide(
    policy,
    {
      network: 'mainnet',
      ownNodes: new Set(),
      agentOutflow: msat(used + reserved),
      fleetOutflow: msat(used + reserved + past.measured.others),
      fleetLimit: past.measured.fleetLimit,
      inFlight: { msat: msat(reserved), count: sums.reduce((sum, next) => sum + next.count, 0) },
      rate: past.measured,
      spendable: past.measured.spendable,
      paidBefore: lines.some(
        ({ run, past: other }) =>
          other.destination === past.destination && run !== null && run.left !== null && run.to <= now,
      ),
      lookalikeOf:
        past.measured.known || policy.allowlist?.includes(past.destination)
          ? null
          : (past.measured.imitates ??
            (past.destination === TWIN && policy.allowlist?.includes(keys[0] as string)
              ? (keys[0] as string)
              : past.destination === keys[0] && policy.allowlist?.includes(TWIN)
                ? TWIN
                : null)),
      agentFrozen: past.world.length > 0,
      fleetFrozen: false,
      closed: [],
    },
    {
      amount: past.amount,
      feeLimit,
      destination: past.destination,
      network: 'mainnet',
      invoiceExpiresAt: null,
    },
    now,
  );
  const queue = lines.filter(({ waits }) => waits !== null && waits > now).length;
  const verdict = found.verdict === 'hold' && queue >= 20 ? 'refuse' : conclude(found.rules).verdict;
  return { past, verdict, repeats: false, ...fate(verdict, feeLimit, past) };
}

const isRepeat = (spend: PastSpend, lines: readonly Line[]): boolean =>
  lines.find(({ past }) => past === spend)?.repeats === true;

/** What becomes of a payment under a verdict: the sentences of the screen, in code. */
function fate(verdict: Verdict, feeLimit: Msat, past: PastSpend): Pick<Line, 'run' | 'waits'> {
  const waits =
    verdict !== 'hold'
      ? null
      : past.holdExpiresAt === null
        ? Math.min(past.invoiceExpiresAt, past.askedAt + DAY)
        : (past.reservedAt ?? past.endedAt ?? Number.POSITIVE_INFINITY);
  const held = past.amount + feeLimit;
  if (verdict === 'refuse') return { waits, run: null };
  if (past.reservedAt === null)
    return {
      waits,
      run: verdict === 'hold' ? null : { from: past.askedAt, to: past.askedAt, held, left: held },
    };
  if (verdict === 'hold' && !past.byHand) return { waits, run: null };
  const sooner = verdict === 'allow' ? past.reservedAt - past.askedAt : 0;
  const settled = past.fee !== null && past.fee <= feeLimit;
  return {
    waits,
    run: {
      from: past.reservedAt - sooner,
      to: past.endedAt === null ? Number.POSITIVE_INFINITY : past.endedAt - sooner,
      held,
      left: settled && past.fee !== null ? past.amount + past.fee : null,
    },
  };
}
