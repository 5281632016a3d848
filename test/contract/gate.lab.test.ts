// The gate over real lnd: the whole console, an agent that is a foreign client, a payment that is held, and the node killed under it.
import { createHash, randomBytes } from 'node:crypto';
import { NWCClient } from '@getalby/sdk/nwc';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { toPolicyText } from '../../electron/agents/policy-text.ts';
import { sats } from '../../shared/domain/money.ts';
import { POLICY_PRESETS } from '../../shared/domain/policy.ts';
import { ensureBinaries } from '../lab/binaries.ts';
import { startLab, type Lab } from '../lab/lab.ts';
import { startCoreBench, type CoreBench } from '../support/core-bench.ts';
import { startStandalonePractice } from '../support/standalone-practice.ts';
import { askFor, askForHeld, localOf } from './fixture.ts';
import { whyNoLnd } from './lnd-world.ts';

const why = whyNoLnd('asked');
if (why !== null) process.stderr.write(`skipped: the gate over real lnd. ${why}.\n`);

const POLICY = toPolicyText({
  ...POLICY_PRESETS[0]!.policy,
  maxSingleTx: sats(1_010n),
  maxDailySpend: sats(5_000n),
  maxFee: { msat: sats(10n), ppm: 10_000 },
  maxInFlight: { msat: sats(5_000n), count: 8 },
});

describe.skipIf(why !== null)('the gate over real lnd', { timeout: 150_000 }, () => {
  let lab: Lab;
  beforeAll(async () => {
    const say = (): void => undefined;
    lab = await startLab(await ensureBinaries(say), say);
  }, 240_000);
  afterAll(() => lab?.stop(), 120_000);

  const spend = (bench: CoreBench, id: string, state: string) =>
    bench.until(
      'agents.spends',
      { id, limit: 20 },
      ({ spends }) => spends.some((one) => one.state === state),
      60,
    );

  it('pays, holds what is over the limit, keeps the reservation of a killed node’s payment and books it once', async () => {
    // The client prints every refusal it gets.
    vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const [alice, carol] = [lab.node('alice'), lab.node('carol')];
    const relay = await startStandalonePractice(12);
    onTestFinished(relay.stop);
    const bench = await startCoreBench({ mode: 'ask' });
    await bench.ask('app.setUpFleet', {});
    await bench.ask('vault.create', { passphrase: 'correct horse battery staple' });
    await bench.ask('relays.set', { urls: [...relay.ready.relays] });
    const node = await bench.ask('nodes.add', {
      name: 'alice',
      socket: alice.socket,
      certificate: alice.certificate(),
      macaroon: alice.macaroon,
    });
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
      methods: ['pay_invoice', 'get_balance'],
      expiresAt: null,
    });
    const client = new NWCClient({ nostrWalletConnectUrl: uri });
    onTestFinished(() => client.close());
    const before = await localOf(alice);

    const paid = await client.payInvoice({ invoice: (await askFor(carol, { msat: 500_000n })).request });
    expect(paid).toMatchObject({ fees_paid: 1_500 });
    await expect(
      client.payInvoice({ invoice: (await askFor(carol, { msat: 1_200_000n })).request }),
    ).rejects.toThrow(/approval_pending|exceeds/);

    const preimage = randomBytes(32);
    const held = await askForHeld(carol, createHash('sha256').update(preimage).digest(), { msat: 700_000n });
    const answer = client.payInvoice({ invoice: held.request }).catch((error: unknown) => error);
    await vi.waitFor(
      async () => {
        const row = await carol
          .rpc()
          .call('lnrpc.Lightning/LookupInvoice', { r_hash: Buffer.from(held.hash, 'hex') });
        expect(row['state']).toBe('ACCEPTED');
      },
      { timeout: 30_000, interval: 100 },
    );
    await alice.kill();
    await spend(bench, agent.id, 'unknown');
    await bench.until('gate.status', {}, ({ doubts }) => doubts.length > 0, 30);
    const during = await bench.ask('agents.get', { id: agent.id });
    expect(BigInt(during.agent.daily.reservedMsat)).toBeGreaterThanOrEqual(700_000n);

    await alice.start();
    await lab.settled();
    await carol.rpc().call('invoicesrpc.Invoices/SettleInvoice', { preimage });
    await bench.until(
      'agents.spends',
      { id: agent.id, limit: 20 },
      ({ spends }) => spends.filter((one) => one.state === 'settled').length === 2,
      90,
    );
    const after = await bench.ask('agents.get', { id: agent.id });
    expect(after.agent.daily).toMatchObject({ reservedMsat: '0', usedMsat: '1203200' });
    expect(before - (await localOf(alice))).toBe(1_203_200n);
    await bench.until('gate.status', {}, ({ open, doubts }) => open && doubts.length === 0, 60);
    // The same invoice again is answered from the ledger.
    expect(await client.payInvoice({ invoice: held.request })).toMatchObject({
      preimage: preimage.toString('hex'),
    });
    expect(before - (await localOf(alice))).toBe(1_203_200n);
    await answer;
  });
});
