// Block chain: a pretend regtest chain that is honest about its rules: every transaction is checked as a node would, blocks come by the clock
// or on request, and it can reorganise. Pretend money, real signatures.
import { Transaction } from 'bitcoinjs-lib';
import { unixSeconds, type UnixSeconds } from '../../../shared/domain/time.ts';
import { sha256, type Clock } from '../seeded.ts';
import { checkFee, checkFinality, checkForm, checkReplacement, Rejected } from './policy.ts';
import { ScriptFailure } from './script-machine.ts';
import { checkSpend } from './spend-check.ts';

/** Who asks for block 0 learns by it which network this is. */
const REGTEST_GENESIS = '0f9188f13cb7b2c71f2a335e3a4fc328bf5beb436012afca590b1a11466e2206';
/** Height at start, so that a node looks as if it had lived. */
export const FIRST_HEIGHT = 812;
export const BLOCK_SECONDS = 30;
/** Where the coins that are there from the start come from. */
export const DEPOSIT_HEIGHT = 700;

export type ChainTip = { readonly height: number; readonly hash: string; readonly time: UnixSeconds };
export type ChainBlock = ChainTip & { readonly txids: readonly string[] };
export type ChainOutput = { readonly script: string; readonly value: bigint };

export type ChainEntry = {
  readonly txid: string;
  readonly raw: string;
  readonly transaction: Transaction;
  readonly block: ChainTip | null;
  /** Outputs spent, in order; null for those that were there from the start. */
  readonly spent: readonly (ChainOutput | null)[];
  readonly fee: bigint;
  readonly vsize: number;
};

export type BlockChain = {
  readonly tip: () => ChainTip;
  /** Display order, as block explorers print it. */
  readonly hashAt: (height: number) => string;
  readonly block: (height: number) => ChainBlock | undefined;
  readonly entry: (txid: string) => ChainEntry | undefined;
  /** Everything that pays to or spends from a script: not in a block first, then newest block first. */
  readonly history: (script: string) => readonly ChainEntry[];
  readonly mempool: () => readonly ChainEntry[];
  /** The script whose SHA-256 (hex) this is, of those the chain has seen. */
  readonly scriptByHash: (hash: string) => string | undefined;
  /** The transaction that spends an outpoint now. */
  readonly spender: (txid: string, index: number) => ChainEntry | undefined;
  /** Takes a raw transaction, hex. Throws `Rejected` with Bitcoin Core's words. */
  readonly submit: (raw: string) => string;
  /** Outputs that exist from the start, in a block of their own. */
  readonly endow: (outputs: readonly ChainOutput[]) => string;
  readonly mine: (count: number) => void;
  /**
   * Takes the last `depth` blocks away and puts `depth + 1` others in their place. Their transactions wait again, except those
   * in `drop`, which are forgotten, with what stands on them.
   */
  readonly reorganise: (depth: number, drop?: readonly string[]) => ChainTip;
  /** For drills: forgets what conflicts, whatever the fees, and takes this one. Its signatures are checked like any other's. */
  readonly force: (raw: string) => string;
  readonly onChange: (listener: () => void) => () => void;
};

type Known = {
  readonly entry: Omit<ChainEntry, 'block'>;
  height: number | null;
};

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const pointOf = (txid: string, index: number): string => `${txid}:${index}`;
const txidOf = (hash: Uint8Array): string => Buffer.from(hash).reverse().toString('hex');
const NO_HASH = Buffer.alloc(32);
const signals = ({ ins }: Transaction): boolean => ins.some(({ sequence }) => sequence < 0xffff_fffe);

/** `byTheClock`: false where blocks come on request alone. */
export function createBlockChain(seed: string, clock: Clock, byTheClock = true): BlockChain {
  const start = clock.now();
  const known = new Map<string, Known>();
  const spenders = new Map<string, string>();
  const byScript = new Map<string, Set<string>>();
  const byHash = new Map<string, string>();
  const content = new Map<number, string[]>();
  const times = new Map<number, UnixSeconds>();
  /** Blocks that replaced others have another hash than the plain one. */
  const branch = new Map<number, number>();
  const listeners = new Set<() => void>();
  let height = FIRST_HEIGHT;
  let byClock = 0;
  let branches = 0;
  let endowments = 0;

  const hashAt = (at: number): string => {
    if (at === 0) return REGTEST_GENESIS;
    const turn = branch.get(at);
    return sha256(seed, turn === undefined ? `/block/${at}` : `/block/${at}/${turn}`).toString('hex');
  };
  const timeAt = (at: number): UnixSeconds =>
    times.get(at) ?? unixSeconds(Math.max(0, start - (FIRST_HEIGHT - at) * BLOCK_SECONDS));
  const blockAt = (at: number): ChainTip => ({ height: at, hash: hashAt(at), time: timeAt(at) });

  function addBlock(time: UnixSeconds): void {
    height += 1;
    times.set(height, time);
    const txids = waiting().filter((txid) => {
      const one = known.get(txid);
      if (!one) return false;
      one.height = height;
      return true;
    });
    if (txids.length > 0) content.set(height, txids);
  }

  /** In an order in which parents come first: they were taken first. */
  const waiting = (): readonly string[] =>
    [...known.values()].filter((one) => one.height === null).map(({ entry }) => entry.txid);

  /** A clock set back does not take blocks away. */
  function catchUp(): void {
    if (!byTheClock) return;
    const due = Math.max(0, Math.floor((clock.now() - start) / BLOCK_SECONDS));
    if (due <= byClock) return;
    while (byClock < due) {
      byClock += 1;
      addBlock(unixSeconds(start + byClock * BLOCK_SECONDS));
    }
    tell();
  }
  const tell = (): void => listeners.forEach((listener) => listener());

  const entryOf = (one: Known): ChainEntry => ({
    ...one.entry,
    block: one.height === null ? null : blockAt(one.height),
  });

  function remember(entry: Known['entry'], at: number | null): void {
    known.set(entry.txid, { entry, height: at });
    const scripts = [
      ...entry.transaction.outs.map(({ script }) => hex(script)),
      ...entry.spent.flatMap((output) => (output ? [output.script] : [])),
    ];
    for (const script of scripts) {
      byScript.set(script, (byScript.get(script) ?? new Set()).add(entry.txid));
      byHash.set(sha256(Buffer.from(script, 'hex')).toString('hex'), script);
    }
    for (const { hash, index } of entry.transaction.ins)
      if (!NO_HASH.equals(hash)) spenders.set(pointOf(txidOf(hash), index), entry.txid);
  }

  /** It and all that spends its outputs, directly or not. */
  function withDescendants(txid: string): readonly string[] {
    const found = [txid];
    for (const one of found) {
      const outs = known.get(one)?.entry.transaction.outs.length ?? 0;
      for (let index = 0; index < outs; index += 1) {
        const next = spenders.get(pointOf(one, index));
        if (next !== undefined && !found.includes(next)) found.push(next);
      }
    }
    return found;
  }

  function forget(txid: string): void {
    const one = known.get(txid);
    if (!one) return;
    known.delete(txid);
    for (const ids of byScript.values()) ids.delete(txid);
    for (const { hash, index } of one.entry.transaction.ins) {
      const point = pointOf(txidOf(hash), index);
      if (spenders.get(point) === txid) spenders.delete(point);
    }
  }

  function read(raw: string): Transaction {
    try {
      return Transaction.fromHex(raw);
    } catch {
      throw new Rejected('TX decode failed');
    }
  }

  function take(raw: string, forced: boolean): string {
    catchUp();
    const transaction = read(raw);
    const txid = transaction.getId();
    const before = known.get(txid);
    if (before)
      throw new Rejected(
        before.height === null ? 'txn-already-in-mempool' : 'Transaction already in block chain',
      );
    checkForm(transaction);
    const parents = transaction.ins.map(({ hash, index }) => {
      const parent = known.get(txidOf(hash));
      const output = parent?.entry.transaction.outs[index];
      if (!parent || !output) throw new Rejected('bad-txns-inputs-missingorspent');
      return { parent, output, point: pointOf(txidOf(hash), index) };
    });
    const direct = [
      ...new Set(
        parents.flatMap(({ point }) => {
          const spender = spenders.get(point);
          return spender === undefined ? [] : [spender];
        }),
      ),
    ];
    if (direct.some((one) => known.get(one)?.height !== null))
      throw new Rejected('bad-txns-inputs-missingorspent');
    const spent = parents.map(({ output }) => ({ script: hex(output.script), value: output.value }));
    const fee =
      spent.reduce((sum, { value }) => sum + value, 0n) -
      transaction.outs.reduce((sum, { value }) => sum + value, 0n);
    const vsize = transaction.virtualSize();
    checkFee(fee, vsize);
    const coins = parents.map(({ parent }) => ({
      height: parent.height,
      time: parent.height === null ? timeAt(height) : timeAt(parent.height),
    }));
    checkFinality(transaction, coins, height + 1, timeAt(height));
    const evicted = [...new Set(direct.flatMap((one) => withDescendants(one)))];
    // A replacement cannot stand on what it throws out.
    if (parents.some(({ parent }) => evicted.includes(parent.entry.txid)))
      throw new Rejected('bad-txns-spends-conflicting-tx');
    if (direct.length > 0 && !forced) {
      const standing = new Set(
        direct.flatMap((one) => known.get(one)?.entry.transaction.ins.map(({ hash }) => txidOf(hash)) ?? []),
      );
      checkReplacement(
        {
          fee,
          vsize,
          newUnconfirmed: parents.some(
            ({ parent }) => parent.height === null && !standing.has(parent.entry.txid),
          ),
        },
        direct.map((one) => {
          const entry = known.get(one)?.entry;
          return {
            fee: entry?.fee ?? 0n,
            vsize: entry?.vsize ?? 1,
            signals: entry ? signals(entry.transaction) : true,
          };
        }),
        evicted.map((one) => ({ fee: known.get(one)?.entry.fee ?? 0n, vsize: 1 })),
      );
    }
    const outputs = parents.map(({ output }) => ({ script: output.script, value: output.value }));
    for (const index of transaction.ins.keys()) {
      try {
        checkSpend(transaction, index, outputs);
      } catch (error) {
        if (!(error instanceof ScriptFailure)) throw error;
        throw new Rejected(`mandatory-script-verify-flag-failed (${error.message})`);
      }
    }
    evicted.forEach(forget);
    remember({ txid, raw, transaction, spent, fee, vsize }, null);
    tell();
    return txid;
  }

  return {
    tip: () => {
      catchUp();
      return blockAt(height);
    },
    hashAt,
    block: (at) => {
      catchUp();
      return at < 0 || at > height ? undefined : { ...blockAt(at), txids: content.get(at) ?? [] };
    },
    entry: (txid) => {
      catchUp();
      const one = known.get(txid);
      return one && entryOf(one);
    },
    history: (script) => {
      catchUp();
      return [...(byScript.get(script) ?? [])]
        .flatMap((txid) => {
          const one = known.get(txid);
          return one ? [entryOf(one)] : [];
        })
        .toSorted((a, b) => (b.block?.height ?? Infinity) - (a.block?.height ?? Infinity) || 0);
    },
    mempool: () => {
      catchUp();
      return [...known.values()].filter((one) => one.height === null).map(entryOf);
    },
    scriptByHash: (hash) => byHash.get(hash),
    spender: (txid, index) => {
      const by = spenders.get(pointOf(txid, index));
      const one = by === undefined ? undefined : known.get(by);
      return one && entryOf(one);
    },
    submit: (raw) => take(raw, false),
    force: (raw) => take(raw, true),
    endow: (outputs) => {
      const transaction = new Transaction();
      transaction.version = 2;
      endowments += 1;
      const place = Buffer.alloc(8);
      place.writeUInt32LE(endowments);
      transaction.addInput(
        NO_HASH,
        0xffff_ffff,
        0xffff_ffff,
        Buffer.concat([place, sha256(seed).subarray(0, 8)]),
      );
      for (const { script, value } of outputs) transaction.addOutput(Buffer.from(script, 'hex'), value);
      const txid = transaction.getId();
      remember(
        {
          txid,
          raw: transaction.toHex(),
          transaction,
          spent: [null],
          fee: 0n,
          vsize: transaction.virtualSize(),
        },
        DEPOSIT_HEIGHT,
      );
      content.set(DEPOSIT_HEIGHT, [...(content.get(DEPOSIT_HEIGHT) ?? []), txid]);
      return txid;
    },
    mine: (count) => {
      catchUp();
      for (let made = 0; made < count; made += 1)
        addBlock(unixSeconds(Math.max(clock.now(), timeAt(height))));
      tell();
    },
    reorganise: (depth, drop = []) => {
      catchUp();
      const fork = Math.max(FIRST_HEIGHT, height - depth);
      for (let at = fork + 1; at <= height; at += 1) {
        for (const txid of content.get(at) ?? []) {
          const one = known.get(txid);
          if (one) one.height = null;
        }
        content.delete(at);
      }
      drop.flatMap((txid) => withDescendants(txid)).forEach(forget);
      const back = waiting();
      branches += 1;
      const top = height + 1;
      height = fork;
      // The new blocks are another miner's, who had not seen what comes back: it waits for the next.
      const held = back.flatMap((txid) => known.get(txid) ?? []);
      for (let at = fork + 1; at <= top; at += 1) {
        branch.set(at, branches);
        height = at;
        times.set(at, unixSeconds(Math.max(clock.now(), timeAt(at - 1))));
      }
      for (const one of held) one.height = null;
      tell();
      return blockAt(height);
    },
    onChange: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
