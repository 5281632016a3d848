// createEsploraSource: the ChainSource port over the operator's own Esplora. Source: Blockstream Esplora API.md.
// SECURITY: there is no default instance. Whoever runs it learns every address of the treasury, so the operator names it.
import { crypto, Transaction } from 'bitcoinjs-lib';
import type { Network } from '../../../shared/domain/network.ts';
import type { UnixSeconds } from '../../../shared/domain/time.ts';
import { FEE_RATE_RANGE } from '../../../shared/domain/treasury.ts';
import { ChainError, type ChainSource, type ChainTransaction } from '../chain-source.ts';
import { createEsploraHttp, type EsploraLimits } from './http.ts';
import { readFeeEstimates, readHash, readHeight, readRaw, readTransactions } from './messages.ts';

/** Hash of block 0. On regtest it is the same everywhere; signet's is that of the public one. */
const GENESIS: Readonly<Record<string, Network>> = {
  '000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f': 'mainnet',
  '000000000933ea01ad0ee984209779baaec3ced90fa3f408719526f8d77f4943': 'testnet',
  // Testnet 4 (BIP-94).
  '00000000da84f2bafbbc53dee25a72ae507ff4914b867c565be350b0da8bf043': 'testnet',
  '00000008819873e925422c1ff0f99f7cc9bbb232af63a077a480a3633bee1ef6': 'signet',
  '0f9188f13cb7b2c71f2a335e3a4fc328bf5beb436012afca590b1a11466e2206': 'regtest',
};

/** Confirmed transactions in one page (API.md); a shorter page is the last. */
const PAGE = 25;
/** 10,000 transactions on one address: nobody's cold wallet. */
const MAX_PAGES = 400;
/** Characters of one address's history: 10,000 transactions of 6 kB. What is parsed is kept, so this bounds the memory too. */
const MAX_HISTORY = 64 * 1_024 * 1_024;
/** Block targets of interest, by the estimates there are. */
const TARGETS = [1, 2, 3, 6, 12, 24, 144, 504, 1_008];
const KNOWN_ALREADY = /already in (?:block chain|mempool|utxo set)|txn-already-(?:in-mempool|known)/i;

export function createEsploraSource(options: {
  readonly url: URL;
  readonly now: () => UnixSeconds;
  readonly limits?: EsploraLimits;
  /** Characters of one address's history. */
  readonly maxHistory?: number;
}): ChainSource {
  const http = createEsploraHttp(options.url, options.limits);
  const { maxHistory = MAX_HISTORY } = options;

  async function history(script: string, signal?: AbortSignal): Promise<readonly ChainTransaction[]> {
    const hash = Buffer.from(crypto.sha256(Buffer.from(script, 'hex'))).toString('hex');
    let told = 0;
    const page = async (path: string): Promise<readonly ChainTransaction[]> => {
      const text = await http.get(`/scripthash/${hash}/txs${path}`, signal);
      told += text?.length ?? 0;
      if (told > maxHistory)
        throw new ChainError('nonsense', 'the chain source says more of one address than can be');
      return readTransactions(text);
    };
    const first = await page('');
    const found = [...first];
    const ids = new Set(found.map(({ txid }) => txid));
    let confirmed = first.filter(({ block }) => block !== null);
    for (let pages = 1; confirmed.length >= PAGE; pages += 1) {
      if (pages > MAX_PAGES) throw new ChainError('nonsense', 'an address has more transactions than can be');
      const last = confirmed.at(-1)?.txid ?? '';
      confirmed = [...(await page(`/chain/${last}`))];
      if (confirmed.length > 0 && confirmed.every(({ txid }) => ids.has(txid)))
        throw new ChainError('nonsense', 'the chain source’s history goes in circles');
      for (const { txid } of confirmed) ids.add(txid);
      found.push(...confirmed);
    }
    const byId = new Map(found.map((transaction) => [transaction.txid, transaction]));
    for (const { inputs, outputs } of byId.values())
      if (
        !outputs.some((output) => output.script === script) &&
        !inputs.some(({ previous }) => previous?.script === script)
      )
        throw new ChainError(
          'nonsense',
          'the chain source lists a transaction that has nothing to do with the address',
        );
    return [...byId.values()].toSorted(
      (a, b) => (b.block?.height ?? Infinity) - (a.block?.height ?? Infinity) || 0,
    );
  }

  async function tip(signal?: AbortSignal) {
    // A block may come between the two questions: the hash asked for by height belongs to it.
    const height = readHeight(await http.get('/blocks/tip/height', signal));
    const hash = readHash(await http.get(`/block-height/${height}`, signal));
    return { height, hash };
  }

  return {
    kind: 'esplora',
    network: async () => GENESIS[readHash(await http.get('/block-height/0'))] ?? 'unknown',
    tip,
    history,
    rawTransaction: async (txid, signal) => {
      const text = await http.get(`/tx/${txid}/hex`, signal);
      if (text === null) throw new ChainError('refused', 'the chain source does not know this transaction');
      const raw = readRaw(text);
      // SECURITY: the device and the draft rely on what is in it.
      if (idOf(raw) !== txid) throw new ChainError('nonsense', 'the chain source gives another transaction');
      return raw;
    },
    feeRates: async (signal) => {
      const estimates = readFeeEstimates(await http.get('/fee-estimates', signal));
      if (estimates.length === 0) throw new ChainError('nonsense', 'the chain source estimates no fees');
      let least = Infinity;
      const targets = TARGETS.map((blocks) => {
        // The nearest estimate that is at least as urgent.
        const [, rate] = estimates.findLast(([target]) => target <= blocks) ?? estimates[0] ?? [1, 1];
        least = Math.min(least, clamp(Math.ceil(rate * 1_000)));
        return { blocks, rate: least };
      });
      return { targets, asOf: options.now() };
    },
    broadcast: async (raw) => {
      const txid = idOf(raw);
      if (txid === null) throw new ChainError('refused', 'this is not a transaction');
      try {
        const said = readHash(await http.post('/tx', raw));
        if (said !== txid) throw new ChainError('nonsense', 'the chain source took another transaction');
      } catch (error) {
        if (!(error instanceof ChainError && error.kind === 'refused' && KNOWN_ALREADY.test(error.message)))
          throw error;
      }
      return txid;
    },
    close: () => {
      http.close();
      return Promise.resolve();
    },
  };
}

const clamp = (rate: number): number => Math.min(FEE_RATE_RANGE.max, Math.max(FEE_RATE_RANGE.min, rate));

function idOf(raw: string): string | null {
  try {
    return Transaction.fromHex(raw).getId();
  } catch {
    return null;
  }
}
