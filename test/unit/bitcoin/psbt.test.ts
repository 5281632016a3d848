// PSBTs: byte for byte what a Ledger signed, signatures verified, the final transaction compared; a second library agrees.
import { readFileSync } from 'node:fs';
import { Psbt, Transaction } from 'bitcoinjs-lib';
import { Transaction as ScureTransaction } from '@scure/btc-signer';
import { describe, expect, it } from 'vitest';
import { deviceScreens } from '../../../electron/bitcoin/device-screens.ts';
import type { Coin } from '../../../electron/bitcoin/coins.ts';
import { RBF_SEQUENCE, type Draft } from '../../../electron/bitcoin/draft.ts';
import { buildPsbt } from '../../../electron/bitcoin/psbt.ts';
import { joinQrParts, psbtFile, qrParts, readPsbt } from '../../../electron/bitcoin/psbt-text.ts';
import { draftSpend } from '../../../electron/bitcoin/selection.ts';
import {
  addSignatures,
  checkFinal,
  finalise,
  signatureCounts,
  signaturesIn,
} from '../../../electron/bitcoin/signatures.ts';
import type { AccountScripts, DerivedScript } from '../../../electron/bitcoin/account-scripts.ts';
import { rateOf, transactionWeight, vsizeOf } from '../../../electron/bitcoin/weights.ts';
import type { DeviceSignature, WalletPolicy } from '../../../electron/hardware/hardware-wallet.ts';
import { sat } from '../../../shared/domain/sat.ts';
import { fund, previousOf } from '../../support/coins.ts';
import { opened, sharedAccount, softSigner } from '../../support/seed-signer.ts';

type Recording = {
  scenario: string;
  policy: WalletPolicy;
  psbt: string;
  signatures: { input: number; pubkey: string; signature: string }[];
  signed: string;
  txid: string;
  tx: string;
  screens: string[];
};
const fixture = <T>(path: string): T =>
  JSON.parse(readFileSync(new URL(`../../fixtures/${path}`, import.meta.url), 'utf8')) as T;
const { cases } = fixture<{ cases: Recording[] }>('ledger/signed-psbts.json');
const bip174 = fixture<Record<'valid' | 'invalid', { name: string; psbt: string }[]>>('bip/bip174.json');

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

/** The draft that was recorded, told from nothing but the transaction, the coin's amount and where each script stands in the account. */
function draftOf(
  recording: Recording,
  account: AccountScripts,
): { draft: Draft; previous: Map<string, string> } {
  const recorded = Psbt.fromBase64(recording.psbt);
  const final = Transaction.fromBuffer(recorded.data.globalMap.unsignedTx.toBuffer());
  const places: DerivedScript[] = ([0, 1] as const).flatMap((change) =>
    Array.from({ length: 12 }, (_, index) => account.at(change, index)),
  );
  const at = (script: string): DerivedScript | undefined => places.find((place) => place.script === script);
  const previous = new Map<string, string>();
  const inputs = final.ins.map((input, index) => {
    const data = recorded.data.inputs[index];
    const script = hex(data?.witnessUtxo?.script ?? new Uint8Array());
    const origin = at(script);
    if (!origin) throw new Error('the coin is not of this account');
    const txid = Buffer.from(input.hash).reverse().toString('hex');
    if (data?.nonWitnessUtxo) previous.set(txid, hex(data.nonWitnessUtxo));
    const coin: Coin = {
      txid,
      index: input.index,
      value: sat(data?.witnessUtxo?.value ?? 0n),
      script,
      origin,
      height: 1,
      own: false,
      identities: [],
    };
    return { coin, sequence: input.sequence };
  });
  const outputs = final.outs.map(({ script, value }) => {
    const place = at(hex(script));
    return { script: hex(script), value: sat(value), change: place?.change === 1 ? place : null };
  });
  const fee = sat(
    inputs.reduce((sum, { coin }) => sum + coin.value, 0n) -
      outputs.reduce((sum, { value }) => sum + value, 0n),
  );
  const vsize = vsizeOf(
    transactionWeight(
      inputs.map(() => account.plan().inputWeight),
      outputs.map(({ script }) => script),
    ),
  );
  const rate = rateOf(fee, vsize);
  return {
    previous,
    draft: {
      inputs,
      outputs,
      fee,
      vsize,
      targetRate: rate,
      effectiveRate: rate,
      lockTime: final.locktime,
      merge: null,
    },
  };
}

const deviceSignatures = (recording: Recording): DeviceSignature[] =>
  recording.signatures.map(({ input, pubkey, signature }) => ({
    inputIndex: input,
    publicKey: pubkey,
    signature,
  }));

describe.each(cases)('the recorded $scenario', (recording) => {
  const account = opened(recording.policy, 'testnet');
  const { draft, previous } = draftOf(recording, account);

  it('is built byte for byte', () => {
    expect(buildPsbt(draft, 'testnet', previous)).toBe(recording.psbt);
  });

  it('takes the signatures the device gave, and none that is changed', () => {
    const signatures = deviceSignatures(recording);
    const signed = addSignatures(recording.psbt, draft, 'testnet', signatures);
    expect(signed).toEqual({ ok: true, value: recording.signed });
    const broken = signatures.map((one) => ({
      ...one,
      signature: one.signature.replace(
        /^(.{24})(.)/,
        (_, head: string, digit: string) => `${head}${digit === '0' ? '1' : '0'}`,
      ),
    }));
    expect(addSignatures(recording.psbt, draft, 'testnet', broken)).toMatchObject({
      ok: false,
      code: 'bad_signature',
    });
  });

  it('ends in the recorded transaction, where one key suffices', () => {
    const final = finalise(recording.signed, draft, account);
    if (recording.policy.keys.length > 1) expect(final).toMatchObject({ ok: false, code: 'not_complete' });
    else expect(final).toMatchObject({ ok: true, value: { txid: recording.txid, raw: recording.tx } });
  });

  it('shows on the device what is told beforehand', () => {
    const { screens, warnings } = deviceScreens(
      draft,
      'testnet',
      recording.policy.name,
      previous.size === draft.inputs.length,
    );
    const told = screens.map(({ title, text }) => `${title} ${text}`.replaceAll(/[\s|]/g, ''));
    const seen = recording.screens
      .map((screen) => screen.replaceAll(/[\s|]/g, ''))
      .filter((screen) => !/^(Securityrisk|Unverified|Continue|Reject)/i.test(screen));
    if (warnings.length === 0) expect(told).toEqual(seen);
    expect(warnings).toEqual(
      recording.scenario.includes('selftransfer')
        ? ['self-transfer']
        : recording.scenario.includes('no-prevtx')
          ? ['unverified-inputs']
          : [],
    );
  });
});

describe('a signature', () => {
  const signer = softSigner('regtest');
  const account = signer.account('wpkh');
  const funded = [fund(account.at(0, 0), 100_000n, 1), fund(account.at(0, 1), 50_000n, 2)];
  const drafted = draftSpend({
    coins: funded.map(({ coin }) => coin),
    choice: 'manual',
    payments: [{ script: `0014${'ab'.repeat(20)}`, amount: sat(120_000n) }],
    rate: 5_000,
    change: account.at(1, 0),
    plan: account.plan(),
  });
  if (!drafted.ok) throw new Error(drafted.message);
  const draft = drafted.value;
  const psbt = buildPsbt(draft, 'regtest', previousOf(funded));
  const good = signer.sign(psbt);
  const refused = (signatures: readonly DeviceSignature[]) =>
    addSignatures(psbt, draft, 'regtest', signatures);

  it('of an input that is not there is refused', () => {
    expect(refused([{ ...(good[0] as DeviceSignature), inputIndex: 9 }])).toMatchObject({
      code: 'no_such_input',
    });
  });

  it('by a foreign key is refused', () => {
    const stranger = { ...(good[0] as DeviceSignature), publicKey: `02${'ab'.repeat(32)}` };
    expect(refused([stranger])).toMatchObject({ code: 'foreign_key' });
  });

  it('for another input is refused', () => {
    const [one, two] = good as [DeviceSignature, DeviceSignature];
    expect(refused([{ ...one, signature: two.signature }])).toMatchObject({ code: 'bad_signature' });
  });

  it.each(['02', '03', '81', '83'])('with sighash %s is refused', (sighash) => {
    const weak = good.map((one) => ({ ...one, signature: one.signature.replace(/..$/, sighash) }));
    expect(refused(weak)).toMatchObject({ code: 'bad_sighash' });
  });

  it('of a transaction that pays another is refused, also when it is well made', () => {
    const other = {
      ...draft,
      outputs: draft.outputs.map((out) => ({ ...out, script: `0014${'cd'.repeat(20)}` })),
    };
    expect(refused(signer.sign(buildPsbt(other, 'regtest', previousOf(funded))))).toMatchObject({
      code: 'bad_signature',
    });
  });

  it('missing leaves the transaction unfinished', () => {
    const one = refused(good.slice(0, 1));
    if (!one.ok) throw new Error(one.message);
    expect(finalise(one.value, draft, account)).toMatchObject({ code: 'not_complete' });
  });

  it('given twice counts once', () => {
    const signed = refused([...good, ...good]);
    if (!signed.ok) throw new Error(signed.message);
    expect(signatureCounts(signed.value, account)).toEqual([
      { have: 1, need: 1 },
      { have: 1, need: 1 },
    ]);
  });

  describe('in a file from elsewhere', () => {
    const all = refused(good);
    if (!all.ok) throw new Error(all.message);

    it('is found when the transaction is the approved one', () => {
      expect(signaturesIn(all.value, draft, 'regtest')).toEqual({ ok: true, value: good });
    });

    it('is found when the other wallet has finalised it', () => {
      const closed = Psbt.fromBase64(all.value).finalizeAllInputs().toBase64();
      expect(signaturesIn(closed, draft, 'regtest')).toEqual({ ok: true, value: good });
    });

    it('is not taken from another transaction', () => {
      const other = { ...draft, lockTime: 7 };
      expect(signaturesIn(all.value, other, 'regtest')).toMatchObject({ code: 'another_transaction' });
    });
  });

  describe('makes a final transaction', () => {
    const all = refused(good);
    if (!all.ok) throw new Error(all.message);
    const final = finalise(all.value, draft, account);
    if (!final.ok) throw new Error(final.message);
    const { raw } = final.value;

    it.each([
      ['amount', { outputs: draft.outputs.map((out) => ({ ...out, value: sat(out.value + 1n) })) }],
      ['recipient', { outputs: draft.outputs.map((out) => ({ ...out, script: `0014${'cd'.repeat(20)}` })) }],
      ['order', { outputs: draft.outputs.toReversed() }],
      ['output', { outputs: draft.outputs.slice(1) }],
      ['coin', { inputs: draft.inputs.toReversed() }],
      ['sequence', { inputs: draft.inputs.map((input) => ({ ...input, sequence: 0xffff_ffff })) }],
      ['locktime', { lockTime: 1 }],
      ['size', { vsize: 100 }],
    ] as const)('that is refused when the approved one has another %s', (_, change) => {
      expect(checkFinal(raw, { ...draft, ...change })).toMatchObject({ code: 'another_transaction' });
    });

    it('that @scure/btc-signer makes as well', () => {
      const tx = ScureTransaction.fromPSBT(Buffer.from(all.value, 'base64'));
      tx.finalize();
      expect(tx.hex).toBe(raw);
      expect(tx.id).toBe(final.value.txid);
    });
  });
});

describe('a policy of several keys', () => {
  const signers = ['a', 'b', 'c'].map((seed) => softSigner('regtest', seed));
  const account = sharedAccount(signers, 2, 'regtest');
  const funded = [fund(account.at(0, 3), 200_000n, 5)];
  const drafted = draftSpend({
    coins: funded.map(({ coin }) => coin),
    choice: 'manual',
    payments: [{ script: account.at(0, 9).script, amount: sat(150_000n) }],
    rate: 3_000,
    change: account.at(1, 0),
    plan: account.plan(),
  });
  if (!drafted.ok) throw new Error(drafted.message);
  const draft = drafted.value;

  it('is signed by one device after the other, in any order', () => {
    let psbt = buildPsbt(draft, 'regtest', previousOf(funded));
    for (const signer of [signers[2], signers[0]]) {
      const signed = addSignatures(psbt, draft, 'regtest', signer?.sign(psbt) ?? []);
      if (!signed.ok) throw new Error(signed.message);
      psbt = signed.value;
    }
    expect(signatureCounts(psbt, account)).toEqual([{ have: 2, need: 2 }]);
    const final = finalise(psbt, draft, account);
    expect(final).toMatchObject({ ok: true, value: { fee: draft.fee } });
    const tx = ScureTransaction.fromPSBT(Buffer.from(psbt, 'base64'));
    tx.finalize();
    expect(final.ok && final.value.raw).toBe(tx.hex);
  });

  it('of miniscript is spent by the owner alone, or after the delay by the heir', () => {
    const [owner, heir] = signers;
    if (!owner || !heir) throw new Error('two signers are needed');
    const path = [0x8000_0030, 0x8000_0001, 0x8000_0000, 0x8000_0002];
    const keys = [owner, heir].map((signer) => {
      const { fingerprint, xpub } = signer.key(path);
      return `[${fingerprint}/48'/1'/0'/2']${xpub}`;
    });
    const policy = {
      name: 'Inheritance',
      template: 'wsh(or_d(pk(@0/**),and_v(v:pkh(@1/**),older(1008))))',
      keys,
    };
    const estate = opened(policy, 'regtest');
    const coin = fund(estate.at(0, 2), 90_000n, 8);
    for (const [signer, number, sequence] of [
      [owner, 0, RBF_SEQUENCE],
      [heir, 1, 1008],
    ] as const) {
      const spend = draftSpend({
        coins: [coin.coin],
        choice: 'manual',
        payments: [{ script: `0014${'ab'.repeat(20)}`, amount: null }],
        rate: 2_000,
        change: estate.at(1, 0),
        plan: estate.plan([number]),
      });
      if (!spend.ok) throw new Error(spend.message);
      expect(spend.value.inputs[0]?.sequence).toBe(sequence);
      const psbt = buildPsbt(spend.value, 'regtest', previousOf([coin]));
      const signed = addSignatures(psbt, spend.value, 'regtest', signer.sign(psbt));
      if (!signed.ok) throw new Error(signed.message);
      const final = finalise(signed.value, spend.value, estate, [number]);
      if (!final.ok) throw new Error(final.message);
      expect(spend.value.vsize - final.value.vsize).toBeLessThanOrEqual(1);
    }
  });
});

describe('a PSBT from outside', () => {
  it.each(bip174.invalid)('that BIP-174 calls invalid is refused: $name', ({ psbt }) => {
    expect(readPsbt(Buffer.from(psbt, 'base64')).ok).toBe(false);
  });

  // bitcoinjs-lib takes no transaction without inputs; none of ours is one.
  const withoutInputs = /0 inputs/;
  it.each(bip174.valid.filter(({ name }) => !withoutInputs.test(name)))(
    'that BIP-174 calls valid is read from file, base64 and hex: $name',
    ({ psbt }) => {
      const file = Buffer.from(psbt, 'base64');
      const read = readPsbt(file);
      expect(read.ok).toBe(true);
      expect(readPsbt(Buffer.from(`${psbt}\n`))).toEqual(read);
      expect(readPsbt(Buffer.from(file.toString('hex')))).toEqual(read);
    },
  );

  it('of version 2 is named as such', () => {
    const version2 = Buffer.from('70736274ff01020402000000010401010105010100', 'hex');
    expect(readPsbt(version2)).toMatchObject({ code: 'version_2' });
  });

  it.each([
    ['', 'not_a_psbt'],
    ['hello', 'not_a_psbt'],
    ['cHNidP8=', 'damaged'],
    ['\0\0\0', 'not_a_psbt'],
  ])('that is %j is refused as %s', (text, code) => {
    expect(readPsbt(Buffer.from(text, 'latin1'))).toMatchObject({ code });
  });

  it('in QR codes is joined in any order, with some seen twice', () => {
    const psbt = cases[3]?.psbt ?? '';
    for (const letters of [60, 200, 800, 4_000]) {
      const parts = qrParts(psbt, letters);
      expect(parts.every((part) => part.length <= letters && /^[0-9A-Z$]+$/.test(part))).toBe(true);
      expect(joinQrParts([...parts.toReversed(), ...parts.slice(0, 2)])).toEqual({ ok: true, value: psbt });
      if (parts.length > 1) expect(joinQrParts(parts.slice(1))).toMatchObject({ code: 'parts_missing' });
    }
    expect(Buffer.from(psbtFile(psbt)).toString('base64')).toBe(psbt);
  });

  it('in QR codes of two transactions is refused', () => {
    const [one, two] = [qrParts(cases[3]?.psbt ?? '', 200), qrParts(cases[0]?.psbt ?? '', 200)];
    expect(joinQrParts([one[0] ?? '', two[0] ?? ''])).toMatchObject({ code: 'damaged' });
  });
});
