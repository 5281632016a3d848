// Scan: asks the chain source for every script of an account up to the gap limit (BIP-44: 20 unused in a row), on both chains at once.
import { setImmediate } from 'node:timers/promises';
import { ChainError, type ChainSource, type ChainTransaction } from '../bitcoin/chain-source.ts';
import type { Place } from './cold-account.ts';

/** BIP-44, section "Address gap limit". */
export const GAP_LIMIT = 20;
/** Own default: more addresses on one chain than any cold wallet has. A source that knows the xpub could make a scan go on for ever. */
export const MOST_ADDRESSES = 10_000;
/** Questions at once and chain. The chain source bounds how many of them are really under way. */
const AT_ONCE = 8;
/** Addresses derived before others have their turn: a point addition takes 0.2 ms at best, and answers come in bunches. */
const AT_A_TURN = 4;

export type ScannedAddress = Place & { readonly script: string; readonly used: boolean };

export type Scanned = {
  readonly addresses: readonly ScannedAddress[];
  /** Each once. */
  readonly transactions: readonly ChainTransaction[];
};

export type ScanParts = {
  readonly source: Pick<ChainSource, 'history'>;
  readonly scriptAt: (place: Place) => string;
  readonly signal: AbortSignal;
  /** Addresses asked so far; how many there will be is not known beforehand. */
  readonly onProgress?: (asked: number) => void;
  /** The last address of each chain that is known to be in use: the scan goes at least a gap beyond it. */
  readonly knownUsed?: readonly [number, number];
};

/** Rejects with `ChainError`, or with the signal's reason; nothing is kept of a scan that did not end. */
export async function scanAccount(parts: ScanParts): Promise<Scanned> {
  const found = createFound();
  const turn = createTurns(AT_A_TURN);
  let asked = 0;
  const one = async (change: 0 | 1): Promise<readonly ScannedAddress[]> => {
    let lastUsed = parts.knownUsed?.[change] ?? -1;
    const addresses: ScannedAddress[] = [];
    let next = 0;
    const worker = async (): Promise<void> => {
      // What another worker finds may move the end on: whoever waits for an answer has not ended yet and goes on from there.
      while (next <= lastUsed + GAP_LIMIT) {
        parts.signal.throwIfAborted();
        const index = next;
        if (index >= MOST_ADDRESSES)
          throw new ChainError('nonsense', `it says that more than ${MOST_ADDRESSES} addresses are used`);
        next += 1;
        await turn();
        parts.signal.throwIfAborted();
        const script = parts.scriptAt({ change, index });
        const history = await parts.source.history(script, parts.signal);
        if (history.length > 0) lastUsed = Math.max(lastUsed, index);
        addresses.push({ change, index, script, used: history.length > 0 });
        history.forEach(found.add);
        asked += 1;
        parts.onProgress?.(asked);
      }
    };
    do {
      await Promise.all(Array.from({ length: AT_ONCE }, worker));
    } while (next <= lastUsed + GAP_LIMIT);
    return addresses.toSorted((a, b) => a.index - b.index);
  };
  const [receive, change] = await Promise.all([one(0), one(1)]);
  parts.signal.throwIfAborted();
  return { addresses: [...receive, ...change], transactions: found.all() };
}

/** The same questions about a few scripts only. What it does not find proves nothing about the rest. */
export async function lookAt(
  source: Pick<ChainSource, 'history'>,
  scripts: readonly string[],
  signal: AbortSignal,
): Promise<{ readonly used: ReadonlySet<string>; readonly transactions: readonly ChainTransaction[] }> {
  const found = createFound();
  const used = new Set<string>();
  const left = [...scripts];
  const worker = async (): Promise<void> => {
    for (let script = left.pop(); script !== undefined; script = left.pop()) {
      signal.throwIfAborted();
      const history = await source.history(script, signal);
      if (history.length > 0) used.add(script);
      history.forEach(found.add);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return { used, transactions: found.all() };
}

/** Resolves at once `count` times, then only after everything else that waits had its turn. */
function createTurns(count: number): () => Promise<void> {
  let left = count;
  let renewal: Promise<void> | null = null;
  return async () => {
    while (left === 0)
      await (renewal ??= setImmediate().then(() => {
        left = count;
        renewal = null;
      }));
    left -= 1;
  };
}

function createFound() {
  const byId = new Map<string, ChainTransaction>();
  return {
    /** Two addresses of one transaction may be asked before and after its block came: the later state is the one in the block. */
    add: (transaction: ChainTransaction): void => {
      if (transaction.block !== null || !byId.has(transaction.txid)) byId.set(transaction.txid, transaction);
    },
    all: (): readonly ChainTransaction[] => [...byId.values()],
  };
}
