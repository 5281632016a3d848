// Attested approvals: above the fleet's limit nothing is approved without the enrolled Ledger's word for exactly this payment, now; and the log proves it.
import { describe, expect, it } from 'vitest';
import { createAttestationCheck, attestationOf } from '../../../electron/gate/attestation-log.ts';
import { verifyRows, type AuditRow } from '../../../electron/audit/verification.ts';
import { attestationText, looseningText, type Attestation } from '../../../shared/domain/attestation.ts';
import type { SpendId } from '../../../shared/domain/ids.ts';
import { msat, type Msat } from '../../../shared/domain/money.ts';
import { plusSeconds } from '../../../shared/domain/time.ts';
import { createGateBench, OPERATOR, PLAIN_POLICY } from '../../support/gate-bench.ts';
import { addressOf, keysOf, signMessage, xpubAt } from '../../support/soft-keys.ts';
import { COSIGNER_MNEMONICS, TEST_MNEMONIC } from '../../support/soft-signer.ts';

const AMOUNT = msat(PLAIN_POLICY.maxSingleTx + 1n);
const PATH = "m/84'/1'/99'/0/0";
const KEYS = keysOf(TEST_MNEMONIC, '', 'regtest');
const addressFor = (keys: typeof KEYS, fingerprint: string): string =>
  addressOf(
    keys,
    { name: '', template: 'wpkh(@0/**)', keys: [`[${fingerprint}/84'/1'/99']${xpubAt(keys, "84'/1'/99'")}`] },
    0,
    0,
  );
const APPROVER = { fingerprint: 'f5acc2fd', address: addressFor(KEYS, 'f5acc2fd') };

async function held(attestAbove: Msat | null, approver: typeof APPROVER | null = APPROVER) {
  const bench = createGateBench({ approver: () => approver });
  const agent = bench.addAgent('A');
  bench.registry.setFleetPolicy(0, { maxFleetDailySpend: null, attestAbove }, 'rule', OPERATOR);
  await bench.start();
  const invoice = bench.invoice({ seed: 'big', msat: AMOUNT });
  bench.node.script(invoice.paymentHash, { kind: 'settle', fee: msat(0n) });
  const answer = bench.gate.pay(bench.request(agent, invoice.text));
  await bench.settle();
  const id = bench.onlyWaiting();
  const approve = (attestation?: Attestation | null) =>
    bench.gate.approve(id, bench.shown(id), 'fine', OPERATOR, attestation);
  return { bench, id, answer, approve, agent };
}

type Held = Awaited<ReturnType<typeof held>>;
const textFor = ({ bench, id }: Held, at = bench.clock.now()): string => {
  const payment = bench.gate.toAttest(id);
  if (!payment) throw new Error('not waiting');
  return attestationText(payment, at);
};
const sign = (of: Held, keys = KEYS, at = of.bench.clock.now(), text = textFor(of, at)): Attestation => ({
  text,
  at,
  signature: signMessage(keys, text, PATH),
});

const rowsOf = ({ bench }: Held): AuditRow[] =>
  bench.database.prepare<AuditRow>('SELECT * FROM audit ORDER BY seq').all();
describe('an approval above the fleet’s limit', () => {
  it('is refused without a signature, and nothing is paid', async () => {
    const it = await held(msat(AMOUNT - 1n));
    const refused = it.approve();
    expect(refused).toMatchObject({ ok: false, code: 'attestation_needed' });
    if (!refused.ok) expect(refused.message).toMatch(/Ledger f5acc2fd.*sign it there first/);
    await it.bench.settle();
    expect(it.bench.node.orders).toHaveLength(0);
    expect(it.bench.stateOf(it.id)).toBe('held');
  });

  it('is paid once the enrolled Ledger has signed exactly it, and the log keeps the proof', async () => {
    const it = await held(msat(AMOUNT - 1n));
    const attestation = sign(it);
    expect(it.approve(attestation)).toMatchObject({ ok: true, value: { result: 'paying' } });
    await it.bench.settle();
    expect(await it.answer).toMatchObject({ kind: 'settled' });
    const row = rowsOf(it).find(({ action, outcome }) => action === 'approve' && outcome === 'allowed');
    expect(JSON.parse(row?.canonical ?? '{}')).toMatchObject({
      body: { attestation: { text: attestation.text, signature: attestation.signature, ...APPROVER } },
    });
    expect(attestationOf(row?.canonical ?? '')).toEqual({ holds: true, text: attestation.text, ...APPROVER });
  });

  it('exactly at the limit needs none; one millisatoshi more does', async () => {
    expect((await held(AMOUNT)).approve()).toMatchObject({ ok: true });
    expect((await held(msat(AMOUNT - 1n))).approve()).toMatchObject({ code: 'attestation_needed' });
  });

  it('without a limit needs none', async () => {
    expect((await held(null)).approve()).toMatchObject({ ok: true });
  });

  it('cannot be given while no Ledger is enrolled', async () => {
    const it = await held(msat(0n), null);
    expect(it.approve()).toMatchObject({
      code: 'attestation_needed',
      message: expect.stringMatching(/none is enrolled/),
    });
    expect(it.approve(sign(it))).toMatchObject({ code: 'attestation_wrong' });
  });

  it('counts the fee limit: what can leave is what is signed for', async () => {
    const bench = createGateBench({ approver: () => APPROVER });
    const policy = { ...PLAIN_POLICY, maxFee: { msat: msat(50_000n), ppm: 1_000_000 } };
    const agent = bench.addAgent('A', policy);
    bench.registry.setFleetPolicy(0, { maxFleetDailySpend: null, attestAbove: AMOUNT }, 'rule', OPERATOR);
    await bench.start();
    void bench.gate.pay(bench.request(agent, bench.invoice({ seed: 'big', msat: AMOUNT }).text));
    await bench.settle();
    const id = bench.onlyWaiting();
    expect(bench.gate.approve(id, bench.shown(id), 'fine', OPERATOR)).toMatchObject({
      code: 'attestation_needed',
    });
  });

  const wrongs: readonly (readonly [string, (of: Held) => Attestation])[] = [
    ['another Ledger’s signature', (of) => sign(of, keysOf(COSIGNER_MNEMONICS[0], '', 'regtest'))],
    ['another passphrase’s signature', (of) => sign(of, keysOf(TEST_MNEMONIC, 'other', 'regtest'))],
    [
      'a signature of another path',
      (of) => ({ ...sign(of), signature: signMessage(KEYS, textFor(of), "m/84'/1'/0'/0/0") }),
    ],
    ['a signature of ten minutes ago', (of) => sign(of, KEYS, plusSeconds(of.bench.clock.now(), -601))],
    ['a signature of the future', (of) => sign(of, KEYS, plusSeconds(of.bench.clock.now(), 60))],
    ['another text, signed', (of) => sign(of, KEYS, of.bench.clock.now(), 'I approve everything')],
    [
      'a smaller amount, signed',
      (of) => sign(of, KEYS, of.bench.clock.now(), textFor(of).replace(/: \d+/, ': 1')),
    ],
    [
      'another payment’s text, signed',
      (of) => sign(of, KEYS, of.bench.clock.now(), textFor(of).replace(of.id, 'x'.repeat(16))),
    ],
    ['another time than signed', (of) => ({ ...sign(of), at: plusSeconds(of.bench.clock.now(), -1) })],
    ['no signature', (of) => ({ ...sign(of), signature: '' })],
    ['garbage', (of) => ({ ...sign(of), signature: 'H'.repeat(88) })],
  ];
  it.each(wrongs)('is refused with %s', async (_what, make) => {
    const it = await held(msat(AMOUNT - 1n));
    expect(it.approve(make(it))).toMatchObject({ ok: false, code: 'attestation_wrong' });
    await it.bench.settle();
    expect(it.bench.node.orders).toHaveLength(0);
    // Nothing is lost: the right one still approves it.
    expect(it.approve(sign(it))).toMatchObject({ ok: true });
  });

  it('is refused with a wrong signature even where none is needed: it must not stand in the log', async () => {
    const it = await held(null);
    expect(it.approve({ ...sign(it), signature: '' })).toMatchObject({ code: 'attestation_wrong' });
  });

  it('is used once: the same signature approves no second asking', async () => {
    const it = await held(msat(AMOUNT - 1n));
    const attestation = sign(it);
    it.bench.clock.advance(25);
    await it.bench.settle();
    expect(it.approve(attestation)).toMatchObject({ value: { result: 'granted' } });
    expect(it.approve(attestation)).toMatchObject({ code: 'not_waiting' });
  });

  it('does not lift any other rule: frozen, it stays refused whoever signed', async () => {
    const it = await held(msat(AMOUNT - 1n));
    it.bench.freeze.freezeAgent(it.agent.id, 'stop', OPERATOR);
    expect(it.approve(sign(it))).toMatchObject({ code: 'refused_now' });
  });
});

describe('the log', () => {
  const enrol = (of: Held) =>
    of.bench.audit.append(of.bench.clock.now(), {
      level: 'warning',
      category: 'key',
      action: 'enrol-approver',
      actor: OPERATOR,
      outcome: 'succeeded',
      agentId: null,
      correlation: null,
      summary: 'enrolled',
      body: { after: { ...APPROVER } },
    });
  const fault = (rows: readonly AuditRow[], fromStart = true) =>
    verifyRows(rows, undefined, createAttestationCheck(fromStart)).fault;

  it('is sound with a signed approval, and broken by anything less', async () => {
    const it = await held(msat(AMOUNT - 1n));
    enrol(it);
    expect(it.approve(sign(it))).toMatchObject({ ok: true });
    expect(fault(rowsOf(it))).toBeNull();
    const entries = rowsOf(it).map(({ canonical }) => JSON.parse(canonical) as Record<string, unknown>);
    const seqOf = entries.findIndex(({ action }) => action === 'approve');
    const broken = (change: (body: Record<string, unknown>) => void): boolean => {
      const check = createAttestationCheck(true);
      return entries.every((entry, at) => {
        const copy = structuredClone(entry);
        if (at === seqOf) change(copy['body'] as Record<string, unknown>);
        return check(copy);
      });
    };
    expect(broken(() => {})).toBe(true);
    const attested = (body: Record<string, unknown>) => body['attestation'] as Record<string, string>;
    expect(broken((body) => delete body['attestation'])).toBe(false);
    expect(broken((body) => (body['attestation'] = null))).toBe(false);
    expect(broken((body) => (attested(body)['signature'] = 'x'))).toBe(false);
    expect(broken((body) => (attested(body)['text'] += ' '))).toBe(false);
    expect(broken((body) => (body['amountMsat'] = '1000'))).toBe(false);
    expect(broken((body) => (body['paymentHash'] = 'ab'.repeat(32)))).toBe(false);
    expect(
      broken(
        (body) =>
          (attested(body)['address'] = addressFor(keysOf(COSIGNER_MNEMONICS[0], '', 'regtest'), '73c5da0a')),
      ),
    ).toBe(false);
  });

  it('signed by a Ledger nobody enrolled is broken, though its signature is sound in itself', async () => {
    const it = await held(msat(AMOUNT - 1n));
    expect(it.approve(sign(it))).toMatchObject({ ok: true });
    expect(fault(rowsOf(it))).toMatchObject({ kind: 'attestation' });
    expect(fault(rowsOf(it), false)).toBeNull();
  });

  it('is broken by a limit that was raised without the Ledger enrolled then', async () => {
    const it = await held(msat(5_000n));
    const { bench } = it;
    const raise = (proof = {}) => {
      const { version } = bench.registry.fleetPolicy();
      const policy = { maxFleetDailySpend: null, attestAbove: msat(9_000n) };
      expect(bench.registry.setFleetPolicy(version, policy, 'more', OPERATOR, proof)).toMatchObject({
        ok: true,
      });
    };
    const word = (text: string) => ({
      attestation: { text, signature: signMessage(KEYS, text, PATH), ...APPROVER },
    });
    const change = { version: 1, before: msat(5_000n), after: msat(9_000n) };
    const at = bench.clock.now();
    // Before one was enrolled nobody could sign.
    raise();
    bench.registry.setFleetPolicy(
      2,
      { maxFleetDailySpend: null, attestAbove: msat(5_000n) },
      'less',
      OPERATOR,
    );
    enrol(it);
    expect(fault(rowsOf(it))).toBeNull();
    const sound = rowsOf(it).length;
    raise(word(looseningText({ ...change, version: 3 }, at)));
    expect(fault(rowsOf(it))).toBeNull();
    const entries = rowsOf(it).map(({ canonical }) => JSON.parse(canonical) as Record<string, unknown>);
    const holds = (proof: object): boolean => {
      const check = createAttestationCheck(true);
      return entries.every((entry, index) =>
        check(
          index < sound
            ? entry
            : { ...entry, body: { ...(entry['body'] as object), attestation: undefined, ...proof } },
        ),
      );
    };
    expect(holds({})).toBe(false);
    expect(holds(word(looseningText(change, at)))).toBe(false);
    expect(holds(word(looseningText({ ...change, version: 3, after: null }, at)))).toBe(false);
    expect(holds(word(textFor(it)))).toBe(false);
    expect(holds(word(looseningText({ ...change, version: 3 }, at)))).toBe(true);
  });

  it('shows no signature as verified that nothing asked for', async () => {
    const { bench } = await held(msat(5_000n));
    const text = 'Portcullis: anything at all';
    const attestation = { text, signature: 'x', ...APPROVER };
    const less = { maxFleetDailySpend: null, attestAbove: msat(4_000n) };
    bench.registry.setFleetPolicy(1, less, 'less', OPERATOR, { attestation });
    const row = bench.database.prepare<AuditRow>('SELECT * FROM audit ORDER BY seq').all().at(-1);
    expect(attestationOf(row?.canonical ?? '')).toMatchObject({ holds: false, text });
  });

  it('without any of it is as sound as before', async () => {
    const it = await held(null);
    it.approve();
    expect(fault(rowsOf(it))).toBeNull();
  });

  it('an entry that is no attested approval has none to show', () => {
    expect(attestationOf('{"action":"approve","body":{}}')).toBeNull();
    expect(attestationOf('{"action":"deny","body":{"attestation":{}}}')).toBeNull();
    expect(attestationOf('nonsense')).toBeNull();
    expect(attestationOf('{"action":"approve","outcome":"allowed","body":{"attestation":{}}}')).toEqual({
      holds: false,
      fingerprint: '',
      address: '',
      text: '',
    });
  });
});

it('a held payment that was decided cannot be attested', async () => {
  const of = await held(null);
  of.bench.gate.deny(of.id, 'no', OPERATOR);
  expect(of.bench.gate.toAttest(of.id)).toBeUndefined();
  expect(of.bench.gate.toAttest('nothing' as SpendId)).toBeUndefined();
});
