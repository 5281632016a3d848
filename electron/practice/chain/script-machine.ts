// Script machine: runs witness scripts as Bitcoin does, as far as multisig and miniscript reach. Sources: BIP-141, 143, 146, 147, 65, 112; interpreter.cpp.
import { crypto, opcodes as OPS, script as codec, type Transaction } from 'bitcoinjs-lib';
import * as secp256k1 from 'tiny-secp256k1';

export class ScriptFailure extends Error {
  override readonly name = 'ScriptFailure';
}
const fail = (why: string): never => {
  throw new ScriptFailure(why);
};

export type SpendContext = {
  readonly transaction: Transaction;
  readonly index: number;
  readonly value: bigint;
};

const OP: Readonly<Record<string, unknown>> & Readonly<Record<`OP_${string}`, number>> = OPS;
const EMPTY = Buffer.alloc(0);
const TRUE = Buffer.from([1]);
const LOCKTIME_THRESHOLD = 500_000_000;
const SEQUENCE_DISABLED = 0x8000_0000;
const SEQUENCE_TIME = 0x0040_0000;

/** DER with low S and one of the sighash types nodes relay; an empty signature is merely false (BIP-146). */
export function checkEcdsa(
  context: SpendContext,
  scriptCode: Uint8Array,
  signature: Uint8Array,
  publicKey: Uint8Array,
): boolean {
  if (signature.length === 0) return false;
  const compressed = publicKey.length === 33 && (publicKey[0] === 2 || publicKey[0] === 3);
  if (!compressed) fail('Using non-compressed keys in segwit');
  let decoded: { signature: Uint8Array; hashType: number };
  try {
    decoded = codec.signature.decode(signature);
  } catch {
    return fail('Non-canonical DER signature');
  }
  const hash = context.transaction.hashForWitnessV0(
    context.index,
    scriptCode,
    context.value,
    decoded.hashType,
  );
  if (!secp256k1.verify(hash, publicKey, decoded.signature))
    return fail('Signature must be zero for failed CHECK(MULTI)SIG operation');
  if (!secp256k1.verify(hash, publicKey, decoded.signature, true))
    fail('Non-canonical signature: S value is unnecessarily high');
  return true;
}

const truthy = (item: Uint8Array): boolean =>
  item.some((byte, at) => byte !== 0 && !(at === item.length - 1 && byte === 0x80));

function numberOf(item: Uint8Array, most = 4): number {
  if (item.length > most) fail('script number overflow');
  return item.length === 0 ? 0 : codec.number.decode(item, most, true);
}

/** Throws `ScriptFailure` unless the script ends with exactly one true item on the stack (BIP-141). */
export function runWitnessScript(
  witnessScript: Uint8Array,
  initial: readonly Uint8Array[],
  context: SpendContext,
): void {
  const chunks = codec.decompile(witnessScript) ?? fail('the script cannot be read');
  const stack: Uint8Array[] = [...initial];
  const aside: Uint8Array[] = [];
  const branches: boolean[] = [];
  const pop = (): Uint8Array => stack.pop() ?? fail('Operation not valid with the current stack size');
  const push = (value: boolean): void => void stack.push(value ? TRUE : EMPTY);
  const verify = (value: boolean, what: string): void => {
    if (!value) fail(`Script failed an ${what} operation`);
  };
  const top = (): Uint8Array => stack.at(-1) ?? fail('Operation not valid with the current stack size');

  const number = (value: number): void => void stack.push(codec.number.encode(value));

  const operations: Readonly<Record<number, () => void>> = {
    [OP['OP_DUP'] ?? -1]: () => void stack.push(top()),
    [OP['OP_DROP'] ?? -1]: () => void pop(),
    [OP['OP_SWAP'] ?? -1]: () => {
      const [above, below] = [pop(), pop()];
      stack.push(above, below);
    },
    [OP['OP_IFDUP'] ?? -1]: () => {
      if (truthy(top())) stack.push(top());
    },
    [OP['OP_SIZE'] ?? -1]: () => number(top().length),
    [OP['OP_TOALTSTACK'] ?? -1]: () => void aside.push(pop()),
    [OP['OP_FROMALTSTACK'] ?? -1]: () =>
      void stack.push(aside.pop() ?? fail('Operation not valid with the current altstack size')),
    [OP['OP_HASH160'] ?? -1]: () => void stack.push(crypto.hash160(pop())),
    [OP['OP_SHA256'] ?? -1]: () => void stack.push(crypto.sha256(pop())),
    [OP['OP_HASH256'] ?? -1]: () => void stack.push(crypto.hash256(pop())),
    [OP['OP_RIPEMD160'] ?? -1]: () => void stack.push(crypto.ripemd160(pop())),
    [OP['OP_EQUAL'] ?? -1]: () => push(Buffer.compare(pop(), pop()) === 0),
    [OP['OP_EQUALVERIFY'] ?? -1]: () => verify(Buffer.compare(pop(), pop()) === 0, 'OP_EQUALVERIFY'),
    [OP['OP_VERIFY'] ?? -1]: () => verify(truthy(pop()), 'OP_VERIFY'),
    [OP['OP_NOT'] ?? -1]: () => push(numberOf(pop()) === 0),
    [OP['OP_0NOTEQUAL'] ?? -1]: () => push(numberOf(pop()) !== 0),
    [OP['OP_ADD'] ?? -1]: () => number(numberOf(pop()) + numberOf(pop())),
    [OP['OP_BOOLAND'] ?? -1]: () => {
      const [one, other] = [numberOf(pop()), numberOf(pop())];
      push(one !== 0 && other !== 0);
    },
    [OP['OP_BOOLOR'] ?? -1]: () => {
      const [one, other] = [numberOf(pop()), numberOf(pop())];
      push(one !== 0 || other !== 0);
    },
    [OP['OP_NUMEQUAL'] ?? -1]: () => push(numberOf(pop()) === numberOf(pop())),
    [OP['OP_NUMEQUALVERIFY'] ?? -1]: () => verify(numberOf(pop()) === numberOf(pop()), 'OP_NUMEQUALVERIFY'),
    [OP['OP_CHECKSIG'] ?? -1]: () => {
      const [publicKey, signature] = [pop(), pop()];
      push(checkEcdsa(context, witnessScript, signature, publicKey));
    },
    [OP['OP_CHECKSIGVERIFY'] ?? -1]: () => {
      const [publicKey, signature] = [pop(), pop()];
      verify(checkEcdsa(context, witnessScript, signature, publicKey), 'OP_CHECKSIGVERIFY');
    },
    [OP['OP_CHECKMULTISIG'] ?? -1]: () => push(multisig()),
    [OP['OP_CHECKMULTISIGVERIFY'] ?? -1]: () => verify(multisig(), 'OP_CHECKMULTISIGVERIFY'),
    [OP['OP_CHECKLOCKTIMEVERIFY'] ?? -1]: () => checkLockTime(numberOf(top(), 5)),
    [OP['OP_CHECKSEQUENCEVERIFY'] ?? -1]: () => checkSequence(numberOf(top(), 5)),
  };

  function multisig(): boolean {
    const keys = Array.from({ length: numberOf(pop()) }, pop).reverse();
    const signatures = Array.from({ length: numberOf(pop()) }, pop).reverse();
    if (pop().length !== 0) fail('Dummy CHECKMULTISIG argument must be zero');
    if (signatures.every((signature) => signature.length === 0)) return signatures.length === 0;
    let at = 0;
    for (const signature of signatures) {
      const fits = (): boolean => {
        try {
          return checkEcdsa(context, witnessScript, signature, keys[at] ?? EMPTY);
        } catch (error) {
          if (error instanceof ScriptFailure) return false;
          throw error;
        }
      };
      while (at < keys.length && !fits()) at += 1;
      if (at >= keys.length) return fail('Signature must be zero for failed CHECK(MULTI)SIG operation');
      at += 1;
    }
    return true;
  }

  function checkLockTime(wanted: number): void {
    const { locktime, ins } = context.transaction;
    const sameKind = wanted < LOCKTIME_THRESHOLD === locktime < LOCKTIME_THRESHOLD;
    if (wanted < 0 || !sameKind || wanted > locktime || ins[context.index]?.sequence === 0xffff_ffff)
      fail('Locktime requirement not satisfied');
  }

  function checkSequence(wanted: number): void {
    if (wanted < 0) fail('Negative locktime');
    if ((wanted & SEQUENCE_DISABLED) !== 0) return;
    const sequence = context.transaction.ins[context.index]?.sequence ?? 0;
    const sameKind = (wanted & SEQUENCE_TIME) === (sequence & SEQUENCE_TIME);
    const disabled = sequence >= SEQUENCE_DISABLED;
    if (context.transaction.version < 2 || disabled || !sameKind || (wanted & 0xffff) > (sequence & 0xffff))
      fail('Locktime requirement not satisfied');
  }

  for (const chunk of chunks) {
    const active = branches.every(Boolean);
    if (typeof chunk !== 'number') {
      if (active) stack.push(chunk);
      continue;
    }
    switch (chunk) {
      case OP['OP_IF']:
      case OP['OP_NOTIF']: {
        if (!active) {
          branches.push(false);
          break;
        }
        const condition = pop();
        // BIP-147's neighbour for segwit: MINIMALIF.
        if (condition.length > 1 || (condition.length === 1 && condition[0] !== 1))
          fail('OP_IF/NOTIF argument must be minimal');
        branches.push(truthy(condition) === (chunk === OP['OP_IF']));
        break;
      }
      case OP['OP_ELSE']:
        branches.push(!(branches.pop() ?? fail('Invalid OP_IF construction')));
        break;
      case OP['OP_ENDIF']:
        if (branches.pop() === undefined) fail('Invalid OP_IF construction');
        break;
      default: {
        if (!active) break;
        const small = chunk - (OP['OP_RESERVED'] ?? 0x50);
        if (chunk === 0) stack.push(EMPTY);
        else if (chunk === 0x4f) number(-1);
        else if (small >= 1 && small <= 16) number(small);
        else (operations[chunk] ?? (() => fail('Opcode missing or not understood')))();
      }
    }
  }
  if (branches.length > 0) fail('Invalid OP_IF construction');
  if (stack.length !== 1) fail('Stack size must be exactly one after execution');
  if (!truthy(pop()))
    fail('Script evaluated without error but finished with a false/empty top stack element');
}
