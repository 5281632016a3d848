// A gate that has reconciled, with one agent: where every trap begins.
import type { Policy } from '../../../shared/domain/policy.ts';
import { msat } from '../../../shared/domain/money.ts';
import { createGateBench, PLAIN_POLICY, type GateBench } from '../../support/gate-bench.ts';

export const SINGLE = PLAIN_POLICY.maxSingleTx;

/** Nothing is held: what breaks a limit is refused, so that a test reads its answer at once. */
export const STRICT: Policy = {
  ...PLAIN_POLICY,
  rate: { perMinute: 5_000, perHour: 5_000 },
  maxInFlight: { msat: PLAIN_POLICY.maxDailySpend, count: 100 },
  whenBroken: { single: 'refuse', daily: 'refuse', fleet: 'refuse', schedule: 'refuse' },
};

export async function started(
  policy: Partial<Policy> = {},
  options: Parameters<typeof createGateBench>[0] = {},
) {
  const bench = createGateBench(options);
  const agent = bench.addAgent('A', { ...STRICT, ...policy });
  await bench.start();
  return { bench, agent, ...acts(bench, agent) };
}

/** What most traps do: ask for an invoice of a seed and an amount, and let the node settle it without a fee, or hold it. */
function acts(bench: GateBench, agent: ReturnType<GateBench['addAgent']>) {
  const invoice = (seed: string, amount: bigint | null = 1_000n) => bench.invoice({ seed, msat: amount });
  return {
    pay: (seed: string, amount: bigint, by = agent) => {
      const made = invoice(seed, amount);
      bench.node.script(made.paymentHash, { kind: 'settle', fee: msat(0n) });
      return bench.pay(bench.request(by, made.text));
    },
    /** Asks for an invoice that the recipient keeps; the answer is still open. */
    hold: async (seed: string, amount: bigint) => {
      const made = invoice(seed, amount);
      bench.node.script(made.paymentHash, { kind: 'hold' });
      const answer = bench.gate.pay(bench.request(agent, made.text));
      await bench.settle();
      return { ...made, answer };
    },
  };
}
