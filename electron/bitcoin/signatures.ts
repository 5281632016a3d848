// Signatures: taken from the device, each verified against what it must have signed, then made into the final transaction.
import { Psbt, script as codec, Transaction } from 'bitcoinjs-lib';
import type { Network } from '../../shared/domain/network.ts';
import { ok, refuse, type Result } from '../../shared/domain/result.ts';
import { sat, type Sat } from '../../shared/domain/sat.ts';
import type { DeviceSignature } from '../hardware/hardware-wallet.ts';
import type { AccountScripts } from './account-scripts.ts';
import { CHAIN_PARAMS } from './chain-params.ts';
import { outpointText, sumOf } from './coins.ts';
import { secp256k1 } from './curve.ts';
import type { Draft } from './draft.ts';
import { compiledOutput } from './miniscript.ts';
import { feeFor, rateOf, vsizeOf } from './weights.ts';

export type SignatureRefusal =
  'no_such_input' | 'foreign_key' | 'bad_signature' | 'bad_sighash' | 'another_transaction' | 'not_complete';

const SIGHASH_ALL = 0x01;
const NOT_SENT = 'Nothing was sent.';
const bytes = (hex: string): Buffer => Buffer.from(hex, 'hex');
const hexOf = (data: Uint8Array): string => Buffer.from(data).toString('hex');

/** Strict: low S alone, as nodes relay it. */
const isValid = (publicKey: Uint8Array, hash: Uint8Array, signature: Uint8Array): boolean =>
  publicKey.length === 32
    ? secp256k1.verifySchnorr(hash, publicKey, signature)
    : secp256k1.verify(hash, publicKey, signature, true);

/**
 * The PSBT with these signatures in it, each verified; refused as a whole if one is not what was to be signed.
 * `psbt` is our own, of the same draft: nothing but signatures is taken from outside.
 */
export function addSignatures(
  psbt: string,
  draft: Draft,
  network: Network,
  signatures: readonly DeviceSignature[],
): Result<string, SignatureRefusal> {
  const open = Psbt.fromBase64(psbt, { network: CHAIN_PARAMS[network].library });
  for (const { inputIndex, publicKey, signature } of signatures) {
    const coin = draft.inputs[inputIndex]?.coin;
    if (!coin) return refuse('no_such_input', `The device signed an input that is not there. ${NOT_SENT}`);
    const { origin } = coin;
    const taproot = origin.kind === 'p2tr';
    const known = taproot
      ? coin.script === `5120${publicKey}`
      : origin.keys.some((key) => key.publicKey === publicKey);
    if (!known)
      return refuse('foreign_key', `The device signed with a key that is not this account’s. ${NOT_SENT}`);
    const signed = bytes(signature);
    // SECURITY: any other sighash lets whoever holds the signature change outputs or inputs afterwards.
    if (taproot ? signed.length !== 64 : signed.at(-1) !== SIGHASH_ALL)
      return refuse('bad_sighash', `The device signed less than the whole transaction. ${NOT_SENT}`);
    try {
      const input = open.data.inputs[inputIndex];
      if (taproot && input?.tapKeySig !== undefined) delete input.tapKeySig;
      const there = input?.partialSig?.some(({ pubkey }) => hexOf(pubkey) === publicKey) === true;
      if (!there)
        open.updateInput(
          inputIndex,
          taproot ? { tapKeySig: signed } : { partialSig: [{ pubkey: bytes(publicKey), signature: signed }] },
        );
      const valid = taproot
        ? open.validateSignaturesOfInput(inputIndex, isValid)
        : open.validateSignaturesOfInput(inputIndex, isValid, bytes(publicKey));
      if (!valid) throw new Error('not valid');
    } catch {
      return refuse(
        'bad_signature',
        `The signature of input ${inputIndex + 1} (${outpointText(coin)}) does not fit what was to be signed. ${NOT_SENT}`,
      );
    }
  }
  return ok(open.toBase64());
}

/** Signatures in a PSBT that came back from elsewhere, not verified yet. `another_transaction`: it is not the one that was approved. */
export function signaturesIn(
  psbt: string,
  draft: Draft,
  network: Network,
): Result<readonly DeviceSignature[], SignatureRefusal> {
  const open = Psbt.fromBase64(psbt, { network: CHAIN_PARAMS[network].library });
  const unsigned = Transaction.fromBuffer(open.data.globalMap.unsignedTx.toBuffer());
  const differs = differenceFrom(unsigned, draft);
  if (differs !== null)
    return refuse(
      'another_transaction',
      `This is not the transaction that was approved: ${differs}. ${NOT_SENT}`,
    );
  return ok(
    open.data.inputs.flatMap((input, inputIndex): readonly DeviceSignature[] => {
      const script = draft.inputs[inputIndex]?.coin.script ?? '';
      if (input.tapKeySig)
        return [{ inputIndex, publicKey: script.slice(4), signature: hexOf(input.tapKeySig) }];
      const own = (input.partialSig ?? []).map(({ pubkey, signature }) => ({
        inputIndex,
        publicKey: hexOf(pubkey),
        signature: hexOf(signature),
      }));
      return own.length > 0 ? own : fromWitness(input.finalScriptWitness, inputIndex, script);
    }),
  );
}

/** Some wallets finalise by themselves: of one key the parts can be told apart, of several not. */
function fromWitness(
  witness: Uint8Array | undefined,
  inputIndex: number,
  script: string,
): readonly DeviceSignature[] {
  if (!witness) return [];
  const whole = Buffer.from(witness);
  if (script.startsWith('5120') && whole.length === 66 && whole[0] === 1)
    return [{ inputIndex, publicKey: script.slice(4), signature: hexOf(whole.subarray(2)) }];
  const length = whole[1] ?? 0;
  const rest = whole.subarray(2 + length);
  if (script.startsWith('0014') && whole[0] === 2 && rest[0] === 33 && rest.length === 34)
    return [
      { inputIndex, publicKey: hexOf(rest.subarray(1)), signature: hexOf(whole.subarray(2, 2 + length)) },
    ];
  return [];
}

/** How many signatures each input has, and how many it needs; for a miniscript policy `need` is the number of keys that may sign. */
export function signatureCounts(
  psbt: string,
  account: AccountScripts,
): readonly { readonly have: number; readonly need: number }[] {
  const { shape, keys } = account.read;
  const need = shape.kind === 'multi' ? shape.threshold : shape.kind === 'miniscript' ? keys.length : 1;
  return Psbt.fromBase64(psbt).data.inputs.map((input) => ({
    have: input.tapKeySig ? 1 : (input.partialSig?.length ?? 0),
    need,
  }));
}

export type SignedTransaction = {
  readonly txid: string;
  /** Hex, ready to be broadcast. */
  readonly raw: string;
  readonly vsize: number;
  readonly fee: Sat;
  /** What it really pays, sat/kvB, rounded down. */
  readonly rate: number;
};

/** Verifies every signature again, finalises, and compares the outcome with what was approved. */
export function finalise(
  psbt: string,
  draft: Draft,
  account: AccountScripts,
  signers?: readonly number[],
): Result<SignedTransaction, SignatureRefusal> {
  const open = Psbt.fromBase64(psbt, { network: CHAIN_PARAMS[account.network].library });
  try {
    if (!open.validateSignaturesOfAllInputs(isValid)) throw new Error('not valid');
  } catch {
    return refuse('not_complete', `Not every input carries a valid signature yet. ${NOT_SENT}`);
  }
  try {
    for (const [index] of open.data.inputs.entries()) finaliseInput(open, index, draft, account, signers);
  } catch {
    return refuse('not_complete', `There are not enough signatures yet. ${NOT_SENT}`);
  }
  // The library's own bound on fees is off: what the fee may be is compared with what was approved.
  return checkFinal(open.extractTransaction(true).toHex(), draft);
}

function finaliseInput(
  open: Psbt,
  index: number,
  draft: Draft,
  account: AccountScripts,
  signers: readonly number[] | undefined,
): void {
  if (account.read.shape.kind !== 'miniscript') {
    open.finalizeInput(index);
    return;
  }
  const origin = draft.inputs[index]?.coin.origin;
  const partialSig = open.data.inputs[index]?.partialSig;
  if (!origin || !partialSig) throw new Error('an input has no signature');
  const output = compiledOutput(account.read, origin.change, origin.index, signers);
  const { scriptSatisfaction } = output.getScriptSatisfaction(partialSig);
  const stack = codec.toStack(codec.decompile(scriptSatisfaction) ?? []);
  open.finalizeInput(index, () => ({
    finalScriptSig: undefined,
    finalScriptWitness: serialiseWitness([...stack, bytes(origin.witnessScript ?? '')]),
  }));
}

function serialiseWitness(items: readonly Uint8Array[]): Buffer {
  const size = (length: number): Buffer =>
    length < 0xfd ? Buffer.from([length]) : Buffer.from([0xfd, length & 0xff, length >> 8]);
  return Buffer.concat([size(items.length), ...items.flatMap((item) => [size(item.length), item])]);
}

/** The final transaction against the approved draft: inputs, sequences, outputs, amounts, locktime, size and fee. */
export function checkFinal(raw: string, draft: Draft): Result<SignedTransaction, SignatureRefusal> {
  const transaction = Transaction.fromHex(raw);
  const differs = differenceFrom(transaction, draft);
  if (differs !== null)
    return refuse(
      'another_transaction',
      `The signed transaction is not the one that was approved: ${differs}. ${NOT_SENT}`,
    );
  if (transaction.ins.some(({ witness }) => witness.length === 0))
    return refuse('not_complete', `An input carries no signature. ${NOT_SENT}`);
  const vsize = vsizeOf(transaction.weight());
  if (vsize > draft.vsize)
    return refuse(
      'another_transaction',
      `The signed transaction is larger than approved: ${vsize} vB, not ${draft.vsize}. ${NOT_SENT}`,
    );
  const fee = sat(
    sumOf(draft.inputs.map(({ coin }) => coin)) -
      transaction.outs.reduce((sum, { value }) => sum + value, 0n),
  );
  return ok({ txid: transaction.getId(), raw, vsize, fee, rate: rateOf(fee, vsize) });
}

/** null: the same; otherwise what is not, in words. */
export function differenceFrom(transaction: Transaction, draft: Draft): string | null {
  if (transaction.version !== 2) return `version ${transaction.version}`;
  if (transaction.locktime !== draft.lockTime) return 'another locktime';
  if (transaction.ins.length !== draft.inputs.length) return 'another number of inputs';
  if (transaction.outs.length !== draft.outputs.length) return 'another number of outputs';
  for (const [at, input] of transaction.ins.entries()) {
    const approved = draft.inputs[at];
    const txid = Buffer.from(input.hash).reverse().toString('hex');
    if (!approved || txid !== approved.coin.txid || input.index !== approved.coin.index)
      return `another coin as input ${at + 1}`;
    if (input.sequence !== approved.sequence) return `another sequence of input ${at + 1}`;
    if (input.script.length > 0) return `a script in input ${at + 1}`;
  }
  for (const [at, output] of transaction.outs.entries()) {
    const approved = draft.outputs[at];
    if (!approved || hexOf(output.script) !== approved.script) return `another recipient of output ${at + 1}`;
    if (output.value !== approved.value) return `another amount of output ${at + 1}`;
  }
  return null;
}

/** Whether the fee really paid keeps what was promised: never below the target rate. */
export const keepsRate = (signed: SignedTransaction, draft: Draft): boolean =>
  signed.fee === draft.fee && signed.fee >= feeFor(signed.vsize, draft.targetRate);
