// A real fleet over a network it did not make: nodes and relay stand outside, the agent is the unmodified client most agents use.
import { NWCClient } from '@getalby/sdk/nwc';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { POLICY_PRESETS } from '../../../shared/domain/policy.ts';
import { sats } from '../../../shared/domain/money.ts';
import { toPolicyText } from '../../../electron/agents/policy-text.ts';
import { scratchRoot, startCoreBench, type CoreBench } from '../../support/core-bench.ts';
import { startStandalonePractice } from '../../support/standalone-practice.ts';

const PASSPHRASE = 'correct horse battery staple';
const starter = POLICY_PRESETS[0]!.policy;
const POLICY = toPolicyText({
  ...starter,
  maxSingleTx: sats(1_010n),
  maxDailySpend: sats(5_000n),
  maxFee: { msat: sats(10n), ppm: 10_000 },
  maxInFlight: { msat: sats(5_000n), count: 8 },
});

type Invoice = { readonly request: string; readonly hash: string; readonly preimage: string };
type Book = { readonly amount: string; readonly outcome: string };

async function setUp() {
  // The client prints every refusal it gets.
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
  const network = await startStandalonePractice(11);
  onTestFinished(network.stop);
  const root = scratchRoot();
  const bench = await startCoreBench({ mode: 'ask', dataRoot: root });
  await bench.ask('app.setUpFleet', {});
  await bench.ask('vault.create', { passphrase: PASSPHRASE });
  await bench.ask('relays.set', { urls: [...network.ready.relays] });
  const [north] = network.ready.nodes;
  if (!north) throw new Error('the network has no nodes');
  const node = await bench.ask('nodes.add', north);
  await bench.until('nodes.list', {}, ({ nodes }) => nodes[0]?.state === 'ready');
  await bench.until('gate.status', {}, ({ open, doubts }) => open && doubts.length === 0);
  const agent = await bench.ask('agents.create', {
    name: 'Reader',
    purpose: 'reads papers',
    nodeId: node.id,
    draw: 'allotted',
    policy: POLICY,
    allotmentMsat: '4000000',
  });
  const { uri } = await bench.ask('connections.create', {
    agentId: agent.id,
    label: 'laptop',
    methods: ['get_info', 'get_balance', 'get_budget', 'pay_invoice', 'lookup_invoice', 'list_transactions'],
    expiresAt: null,
  });
  const client = new NWCClient({ nostrWalletConnectUrl: uri });
  onTestFinished(() => client.close());
  const invoice = async (msat: bigint, hold = false): Promise<Invoice> =>
    (await network.command('make-invoice', {
      payee: 'archive',
      sats: null,
      msat: String(msat),
      hold,
    })) as Invoice;
  const books = async (): Promise<readonly Book[]> => (await network.command('books')) as Book[];
  return { bench, root, network, client, invoice, books, agentId: agent.id };
}

const spendOf = async (bench: CoreBench, id: string, state: string) =>
  (
    await bench.until(
      'agents.spends',
      { id, limit: 20 },
      ({ spends }) => spends.some((spend) => spend.state === state),
      20,
    )
  ).spends;

describe('a real fleet and a foreign client', { timeout: 90_000 }, () => {
  it('pays at the limit, holds one msat over it, pays the approved one once, refuses when frozen', async () => {
    const { bench, client, invoice, books, agentId } = await setUp();
    expect(await client.getBalance()).toEqual({ balance: 4_000_000 });
    const paid = await client.payInvoice({ invoice: (await invoice(1_000_000n)).request });
    expect(paid.preimage).toMatch(/^[0-9a-f]{64}$/);

    const over = await invoice(1_000_001n);
    const waiting = client.payInvoice({ invoice: over.request });
    const { approvals } = await bench.until(
      'approvals.list',
      { which: 'waiting', limit: 5 },
      (answer) => answer.approvals.length === 1,
    );
    const { id } = approvals[0]!;
    const { shown } = await bench.ask('approvals.get', { id });
    expect(await bench.ask('approvals.approve', { id, reason: 'a paper', shown })).toMatchObject({
      result: 'paying',
    });
    const first = await waiting;
    expect(await client.payInvoice({ invoice: over.request })).toMatchObject({ preimage: first.preimage });
    const spends = await spendOf(bench, agentId, 'settled');
    expect(spends.filter((spend) => spend.state === 'settled')).toHaveLength(2);

    expect(
      (await books()).filter((entry) => entry.outcome === 'settled').map((entry) => entry.amount),
    ).toEqual(['1000000', '1000001']);

    await bench.ask('agents.freeze', { id: agentId, reason: 'drill' });
    await expect(client.payInvoice({ invoice: (await invoice(5_000n)).request })).rejects.toThrow(
      /agent_frozen/,
    );
    expect(bench.faults).toEqual([]);
  });

  it('keeps a payment reserved over a restart and books it once it settles', async () => {
    const { bench, root, network, client, invoice, books, agentId } = await setUp();
    const held = await invoice(700_000n, true);
    const answer = client.payInvoice({ invoice: held.request }).catch((error: unknown) => error);
    await spendOf(bench, agentId, 'dispatched');
    const { agent } = await bench.ask('agents.get', { id: agentId });
    expect(BigInt(agent.daily.reservedMsat)).toBeGreaterThanOrEqual(700_000n);
    await bench.core.stop();
    // The HTLC may still be on its way to the payee when the console is already gone.
    await expect
      .poll(
        () =>
          network
            .command('settle', { payee: 'archive', preimage: held.preimage })
            .catch((error: unknown) => error),
        { timeout: 10_000 },
      )
      .toBe(true);

    const again = await startCoreBench({ mode: 'ask', dataRoot: root });
    await again.ask('vault.unlock', { passphrase: PASSPHRASE });
    const settled = await spendOf(again, agentId, 'settled');
    expect(settled).toHaveLength(1);
    const page = await again.ask('agents.get', { id: agentId });
    expect(page.agent.daily).toMatchObject({ reservedMsat: '0' });
    expect(BigInt(page.agent.daily.usedMsat)).toBeGreaterThanOrEqual(700_000n);
    const total = BigInt(page.agent.daily.usedMsat) + BigInt(page.agent.balanceMsat ?? '0');
    expect(total).toBe(4_000_000n);
    await again.until('gate.status', {}, ({ open, doubts }) => open && doubts.length === 0);
    expect(await client.payInvoice({ invoice: held.request })).toMatchObject({ preimage: held.preimage });
    expect(await spendOf(again, agentId, 'settled')).toHaveLength(1);
    expect((await books()).filter((entry) => entry.outcome === 'settled')).toHaveLength(1);
    await answer;
  });
});
