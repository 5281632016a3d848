// Spend check: whether a witness may spend an output: p2wpkh, p2wsh, p2tr by key path. Sources: BIP-141, 143, 340, 341.
import { crypto, script as codec, Transaction } from 'bitcoinjs-lib';
import * as secp256k1 from 'tiny-secp256k1';
import { checkEcdsa, runWitnessScript, ScriptFailure } from './script-machine.ts';

export type SpentOutput = { readonly script: Uint8Array; readonly value: bigint };

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

/** Throws `ScriptFailure` with Bitcoin Core's words. `spent`: the outputs of all inputs, in order. */
export function checkSpend(transaction: Transaction, index: number, spent: readonly SpentOutput[]): void {
  const input = transaction.ins[index];
  const output = spent[index];
  if (!input || !output) throw new ScriptFailure('no such input');
  if (input.script.length > 0) throw new ScriptFailure('Witness requires empty scriptSig');
  const { witness } = input;
  const script = hex(output.script);
  const context = { transaction, index, value: output.value };
  const [first, second] = witness;
  if (script.startsWith('0014') && script.length === 44) {
    if (witness.length !== 2 || !first || !second) throw new ScriptFailure('Witness program hash mismatch');
    if (hex(crypto.hash160(second)) !== script.slice(4))
      throw new ScriptFailure('Witness program hash mismatch');
    const code = codec.compile([0x76, 0xa9, output.script.subarray(2), 0x88, 0xac]);
    if (!checkEcdsa(context, code, first, second))
      throw new ScriptFailure(
        'Script evaluated without error but finished with a false/empty top stack element',
      );
    return;
  }
  if (script.startsWith('0020') && script.length === 68) {
    const program = witness.at(-1);
    if (!program || hex(crypto.sha256(program)) !== script.slice(4))
      throw new ScriptFailure('Witness program hash mismatch');
    runWitnessScript(program, witness.slice(0, -1), context);
    return;
  }
  if (script.startsWith('5120') && script.length === 68) {
    if (witness.length !== 1 || !first)
      throw new ScriptFailure('the practice chain spends taproot by its key path alone');
    const sighash = first.length === 65 ? (first[64] ?? 0) : Transaction.SIGHASH_DEFAULT;
    if ((first.length !== 64 && first.length !== 65) || (first.length === 65 && sighash === 0))
      throw new ScriptFailure('Invalid Schnorr signature size');
    const hash = transaction.hashForWitnessV1(
      index,
      spent.map((one) => one.script),
      spent.map(({ value }) => value),
      sighash,
    );
    if (!secp256k1.verifySchnorr(hash, output.script.subarray(2), first.subarray(0, 64)))
      throw new ScriptFailure('Invalid Schnorr signature');
    return;
  }
  throw new ScriptFailure('the practice chain spends native segwit and taproot outputs alone');
}
