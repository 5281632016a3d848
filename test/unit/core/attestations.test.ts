// The way of an attested approval through the core: the enrolled Ledger signs what waits, the gate takes it once, and every refusal says what to do.
import { describe, expect, it } from 'vitest';
import { createAttestations, type ApproverKey } from '../../../electron/core/attestations.ts';
import { problemOf } from '../../../electron/hardware/problems.ts';
import { createOperations } from '../../../electron/treasury/operations.ts';
import { attestationText } from '../../../shared/domain/attestation.ts';
import type { HardwareProblemKind } from '../../../shared/domain/treasury.ts';
import { msat } from '../../../shared/domain/money.ts';
import { createGateBench, OPERATOR, PLAIN_POLICY } from '../../support/gate-bench.ts';
import { addressOf, keysOf, xpubAt } from '../../support/soft-keys.ts';
import { createSoftSigner, TEST_MNEMONIC } from '../../support/soft-signer.ts';

const AMOUNT = msat(PLAIN_POLICY.maxSingleTx + 1n);
const ACCOUNT = "84'/1'/99'";
const KEYS = keysOf(TEST_MNEMONIC, '', 'regtest');
const APPROVER: ApproverKey = {
  fingerprint: 'f5acc2fd',
  address: addressOf(
    KEYS,
    { name: '', template: 'wpkh(@0/**)', keys: [`[f5acc2fd/${ACCOUNT}]${xpubAt(KEYS, ACCOUNT)}`] },
    0,
    0,
  ),
  path: `m/${ACCOUNT}/0/0`,
};

async function world(enrolled: ApproverKey | null = APPROVER) {
  const bench = createGateBench({ approver: () => enrolled });
  const agent = bench.addAgent('A');
  bench.registry.setFleetPolicy(0, { maxFleetDailySpend: null, attestAbove: msat(0n) }, 'rule', OPERATOR);
  await bench.start();
  const invoice = bench.invoice({ seed: 'big', msat: AMOUNT });
  bench.node.script(invoice.paymentHash, { kind: 'settle', fee: msat(0n) });
  const answer = bench.gate.pay(bench.request(agent, invoice.text));
  await bench.settle();
  const ledger = createSoftSigner();
  const faults: unknown[] = [];
  const operations = createOperations({
    hardware: ledger,
    network: () => 'regtest',
    words: problemOf,
    clock: bench.clock,
    random: (length) => new Uint8Array(length).fill(7),
    touch: () => undefined,
    fault: (_id, error) => void faults.push(error),
  });
  let touched = 0;
  const attestations = createAttestations({
    gate: bench.gate,
    operations,
    approver: () => enrolled,
    network: () => 'regtest',
    now: () => bench.clock.now(),
    touch: () => void (touched += 1),
  });
  const id = bench.onlyWaiting();
  const approve = () => bench.gate.approve(id, bench.shown(id), 'fine', OPERATOR, attestations.of(id));
  return { bench, ledger, operations, attestations, id, approve, answer, faults, touched: () => touched };
}

describe('an approval is signed on the Ledger', () => {
  it('and then taken, once', async () => {
    const { bench, operations, attestations, id, approve, answer, touched } = await world();
    expect(approve()).toMatchObject({ code: 'attestation_needed' });
    expect(attestations.begin(id, bench.shown(id), null)).toMatchObject({ ok: true });
    await operations.idle();
    expect(operations.newest()).toMatchObject({ kind: 'attest', about: id, state: 'done', result: id });
    expect(touched()).toBe(1);
    expect(approve()).toMatchObject({ ok: true });
    attestations.forget(id);
    expect(attestations.of(id)).toBeNull();
    await bench.settle();
    expect(await answer).toMatchObject({ kind: 'settled' });
  });

  it('the window is told what the Ledger shows while it asks', async () => {
    const { bench, ledger, operations, attestations, id } = await world();
    const release = ledger.holdPrompts();
    attestations.begin(id, bench.shown(id), null);
    await bench.settle();
    const payment = bench.gate.toAttest(id);
    expect(operations.newest()).toMatchObject({
      prompt: { kind: 'confirm', what: 'message' },
      onDevice: [{ text: payment && attestationText(payment, bench.clock.now()) }],
    });
    release();
    await operations.idle();
  });

  it('cancelled, nothing is kept, and it can be begun anew', async () => {
    const { bench, ledger, operations, attestations, id, approve } = await world();
    const release = ledger.holdPrompts();
    const begun = attestations.begin(id, bench.shown(id), null);
    await bench.settle();
    operations.cancel(begun.ok ? begun.value : '');
    await operations.idle();
    expect(operations.newest()).toMatchObject({ state: 'cancelled' });
    expect(attestations.of(id)).toBeNull();
    expect(approve()).toMatchObject({ code: 'attestation_needed' });
    release();
    attestations.begin(id, bench.shown(id), null);
    await operations.idle();
    expect(approve()).toMatchObject({ ok: true });
  });

  it.each<HardwareProblemKind>(['user-refused', 'locked', 'wrong-app', 'disconnected', 'app-too-old'])(
    '%s leaves it unsigned and says what to do',
    async (kind) => {
      const { bench, ledger, operations, attestations, id } = await world();
      ledger.failNext(kind);
      attestations.begin(id, bench.shown(id), null);
      await operations.idle();
      expect(operations.newest()).toMatchObject({ state: 'failed', problem: { kind } });
      expect(attestations.of(id)).toBeNull();
    },
  );

  it('another passphrase on the same Ledger signs nothing', async () => {
    const { bench, ledger, operations, attestations, id } = await world();
    ledger.usePassphrase('other');
    attestations.begin(id, bench.shown(id), null);
    await operations.idle();
    expect(operations.newest()).toMatchObject({ problem: { kind: 'wrong-device' } });
  });

  it('a signature of another key than the enrolled one is not kept', async () => {
    const { bench, operations, attestations, id } = await world({ ...APPROVER, path: `m/${ACCOUNT}/0/1` });
    attestations.begin(id, bench.shown(id), null);
    await operations.idle();
    expect(operations.newest()).toMatchObject({ problem: { kind: 'wrong-device' } });
    expect(attestations.of(id)).toBeNull();
  });

  it('ten minutes later it is signed anew', async () => {
    const { bench, operations, attestations, id } = await world();
    attestations.begin(id, bench.shown(id), null);
    await operations.idle();
    bench.clock.advance(599);
    expect(attestations.of(id)).not.toBeNull();
    bench.clock.advance(1);
    expect(attestations.of(id)).toBeNull();
  });

  it('only what is looked at, what waits, and with a Ledger that is enrolled', async () => {
    const { bench, attestations, id, faults } = await world();
    const shown = bench.shown(id);
    expect(attestations.begin(id, { ...shown, amount: msat(1n) }, null)).toMatchObject({
      code: 'changed_while_waiting',
    });
    bench.gate.deny(id, 'no', OPERATOR);
    expect(attestations.begin(id, shown, null)).toMatchObject({ code: 'unknown_spend' });
    const none = await world(null);
    expect(none.attestations.begin(none.id, none.bench.shown(none.id), null)).toMatchObject({
      code: 'no_approver',
    });
    expect(faults).toEqual([]);
  });

  it('one operation at a time: what else runs at the Ledger is finished first', async () => {
    const { bench, ledger, operations, attestations, id } = await world();
    const release = ledger.holdPrompts();
    attestations.begin(id, bench.shown(id), null);
    expect(attestations.begin(id, bench.shown(id), null)).toMatchObject({ code: 'busy' });
    release();
    await operations.idle();
  });
});
