// PSBT: a draft as version 0 (BIP-174, BIP-371), with what the device needs to know its own inputs and its change.
import { Psbt, Transaction } from 'bitcoinjs-lib';
import type { Network } from '../../shared/domain/network.ts';
import type { DerivedScript } from './account-scripts.ts';
import { CHAIN_PARAMS } from './chain-params.ts';
import './curve.ts';
import { outpointText } from './coins.ts';
import type { Draft, DraftInput } from './draft.ts';
import { pathText } from './extended-key.ts';

/** Raw transactions by txid, hex, as the chain source gave them. */
export type PreviousTransactions = ReadonlyMap<string, string>;

/**
 * Base64. Throws when a previous transaction does not have the output the draft spends: a bug, or a source that lied after it was checked.
 * An input whose previous transaction is missing is built without; the device then warns of unverified inputs.
 */
export function buildPsbt(draft: Draft, network: Network, previous: PreviousTransactions): string {
  const psbt = openPsbt(draft, network);
  for (const input of draft.inputs) psbt.addInput(inputData(input, previous));
  return closed(psbt, draft);
}

/** The same with a pause after every input, so that a large one holds up nothing else. Rejects where `buildPsbt` throws. */
export async function buildPsbtInSteps(
  draft: Draft,
  network: Network,
  previous: PreviousTransactions,
): Promise<string> {
  const psbt = openPsbt(draft, network);
  for (const [at, input] of draft.inputs.entries()) {
    if (at > 0) await new Promise(setImmediate);
    psbt.addInput(inputData(input, previous));
  }
  return closed(psbt, draft);
}

function openPsbt(draft: Draft, network: Network): Psbt {
  const psbt = new Psbt({ network: CHAIN_PARAMS[network].library });
  psbt.setVersion(2);
  psbt.setLocktime(draft.lockTime);
  return psbt;
}

function closed(psbt: Psbt, draft: Draft): string {
  for (const { script, value, change } of draft.outputs)
    psbt.addOutput({
      script: bytes(script),
      value,
      ...(change === null ? {} : derivation(change)),
    });
  return psbt.toBase64();
}

const bytes = (hex: string): Buffer => Buffer.from(hex, 'hex');

function inputData(
  { coin, sequence }: DraftInput,
  previous: PreviousTransactions,
): Parameters<Psbt['addInput']>[0] {
  const { origin } = coin;
  const raw = previous.get(coin.txid);
  if (raw !== undefined) checkPrevious(coin, raw);
  return {
    hash: coin.txid,
    index: coin.index,
    sequence,
    witnessUtxo: { script: bytes(coin.script), value: coin.value },
    // SECURITY: without it the device cannot check the amount of a version 0 input, and a lie about it becomes fee (CVE-2020-14199).
    // Taproot signs the amounts of all inputs itself (BIP-341).
    ...(raw !== undefined && origin.kind !== 'p2tr' ? { nonWitnessUtxo: bytes(raw) } : {}),
    ...derivation(origin),
  };
}

function checkPrevious(coin: DraftInput['coin'], raw: string): void {
  const transaction = Transaction.fromHex(raw);
  const output = transaction.outs[coin.index];
  if (
    transaction.getId() !== coin.txid ||
    output === undefined ||
    output.value !== coin.value ||
    Buffer.from(output.script).toString('hex') !== coin.script
  )
    throw new Error(`the previous transaction does not hold the coin ${outpointText(coin)}`);
}

function derivation(origin: DerivedScript) {
  const keys = origin.keys.map(({ publicKey, fingerprint, path }) => ({
    masterFingerprint: bytes(fingerprint),
    path: `m/${pathText(path)}`,
    pubkey: bytes(publicKey),
  }));
  if (origin.kind === 'p2tr')
    return {
      tapInternalKey: bytes(origin.internalKey ?? ''),
      tapBip32Derivation: keys.map((key) => ({
        ...key,
        pubkey: key.pubkey.subarray(1),
        leafHashes: [],
      })),
    };
  return {
    // Sorted, so that the same draft is the same bytes whoever is listed first.
    bip32Derivation: keys.toSorted((a, b) => Buffer.compare(a.pubkey, b.pubkey)),
    ...(origin.witnessScript === null ? {} : { witnessScript: bytes(origin.witnessScript) }),
  };
}
