// Weights: what inputs and outputs weigh, exactly, and what is too small to be sent. Sources: BIP-141, BIP-69 sizes, Bitcoin Core policy.cpp.
import { sat, type Sat } from '../../shared/domain/sat.ts';

/** Weight units of one signed input: outpoint, empty script, sequence, all times four, and its witness. */
const INPUT_BASE = 4 * (32 + 4 + 1 + 4);
/** Low-S DER with its sighash byte is 71 or 72 bytes (rarely less): the larger, so that a fee is never too low. */
export const ECDSA_SIGNATURE_BYTES = 72;

export const P2WPKH_INPUT_WEIGHT = INPUT_BASE + 1 + (1 + ECDSA_SIGNATURE_BYTES) + (1 + 33);
/** 64 bytes of Schnorr, default sighash: always exactly this. */
export const P2TR_INPUT_WEIGHT = INPUT_BASE + 1 + (1 + 64);

export const compactSize = (count: number): number => (count < 0xfd ? 1 : count <= 0xffff ? 3 : 5);

/** `threshold` of `keys` in p2wsh: the empty item CHECKMULTISIG swallows, signatures, script. */
export function multisigInputWeight(threshold: number, keys: number): number {
  const script = 3 + 34 * keys;
  return INPUT_BASE + 1 + 1 + threshold * (1 + ECDSA_SIGNATURE_BYTES) + compactSize(script) + script;
}

/** `script` in hex. */
export const outputWeight = (script: string): number => {
  const bytes = script.length / 2;
  return 4 * (8 + compactSize(bytes) + bytes);
};

/** Weight of a whole segwit transaction. */
export function transactionWeight(inputWeights: readonly number[], outputScripts: readonly string[]): number {
  const frame = 4 * (4 + compactSize(inputWeights.length) + compactSize(outputScripts.length) + 4) + 2;
  return (
    frame +
    inputWeights.reduce((sum, weight) => sum + weight, 0) +
    outputScripts.reduce((sum, script) => sum + outputWeight(script), 0)
  );
}

export const vsizeOf = (weight: number): number => Math.ceil(weight / 4);

/** Fee in sat for `vsize` at `rate` sat/kvB, rounded up: never below the rate asked for. */
export const feeFor = (vsize: number, rate: number): Sat =>
  sat((BigInt(vsize) * BigInt(rate) + 999n) / 1_000n);

/** sat/kvB that `fee` really pays, rounded down. */
export const rateOf = (fee: bigint, vsize: number): number => Number((fee * 1_000n) / BigInt(vsize));

const DUST_RELAY_RATE = 3_000;

/** The smallest amount of this output that nodes relay: 294 for p2wpkh, 330 for p2wsh and p2tr, 546 for p2pkh, 540 for p2sh. */
export function dustLimit(script: string): Sat {
  const output = outputWeight(script) / 4;
  // GetDustThreshold: the input that would spend it, its witness discounted.
  const witnessProgram = /^(00|5[1-9a-f]|60)(0[2-9a-f]|1[0-9a-f]|2[0-8])/.test(script) && isProgram(script);
  const spending = 32 + 4 + 1 + (witnessProgram ? Math.floor(107 / 4) : 107) + 4;
  return feeFor(output + spending, DUST_RELAY_RATE);
}

const isProgram = (script: string): boolean =>
  script.length / 2 === 2 + Number.parseInt(script.slice(2, 4), 16);
