// Esplora server: the pretend chain over HTTP on loopback, with the routes, paging and words of Blockstream's Esplora.
// Source: https://github.com/Blockstream/esplora API.md and electrs src/rest.rs.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { address as codec, networks } from 'bitcoinjs-lib';
import type { BlockChain, ChainEntry, ChainTip } from './block-chain.ts';
import { Rejected } from './policy.ts';

export type EsploraServer = {
  /** `http://127.0.0.1:port` */
  readonly url: string;
  /** Requests answered so far. */
  readonly served: () => number;
  readonly close: () => Promise<void>;
};

const PAGE = 25;
const MEMPOOL_PAGE = 50;
const MAX_BODY = 1_600_000;

const TYPES: readonly (readonly [RegExp, string])[] = [
  [/^76a914/, 'p2pkh'],
  [/^a914/, 'p2sh'],
  [/^0014/, 'v0_p2wpkh'],
  [/^0020/, 'v0_p2wsh'],
  [/^5120/, 'v1_p2tr'],
  [/^6a/, 'op_return'],
];

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

function outputMessage(script: string, value: bigint) {
  let address: string | undefined;
  try {
    address = codec.fromOutputScript(Buffer.from(script, 'hex'), networks.regtest);
  } catch {
    address = undefined;
  }
  return {
    scriptpubkey: script,
    scriptpubkey_asm: '',
    scriptpubkey_type: TYPES.find(([form]) => form.test(script))?.[1] ?? 'unknown',
    ...(address === undefined ? {} : { scriptpubkey_address: address }),
    // Below 2^53: all bitcoin in satoshi is 2.1e15.
    value: Number(value),
  };
}

const statusMessage = (block: ChainTip | null) =>
  block === null
    ? { confirmed: false }
    : { confirmed: true, block_height: block.height, block_hash: block.hash, block_time: block.time };

function transactionMessage({ txid, transaction, spent, fee, block }: ChainEntry) {
  return {
    txid,
    version: transaction.version,
    locktime: transaction.locktime,
    vin: transaction.ins.map((input, at) => {
      const output = spent[at];
      return {
        txid: Buffer.from(input.hash).reverse().toString('hex'),
        vout: input.index,
        prevout: output ? outputMessage(output.script, output.value) : null,
        scriptsig: hex(input.script),
        scriptsig_asm: '',
        ...(input.witness.length > 0 ? { witness: input.witness.map(hex) } : {}),
        is_coinbase: output === null,
        sequence: input.sequence,
      };
    }),
    vout: transaction.outs.map(({ script, value }) => outputMessage(hex(script), value)),
    size: transaction.byteLength(),
    weight: transaction.weight(),
    sigops: 1,
    fee: Number(fee),
    status: statusMessage(block),
  };
}

type Answer = { readonly status: number; readonly type: 'json' | 'text'; readonly body: string };
const json = (value: unknown): Answer => ({ status: 200, type: 'json', body: JSON.stringify(value) });
const text = (body: string, status = 200): Answer => ({ status, type: 'text', body });

/** Fee rates by target, sat/vB: falling, as an estimator's are. */
const FEE_ESTIMATES = { 1: 8.2, 2: 6.1, 3: 5.2, 6: 3.4, 10: 2.6, 25: 1.6, 144: 1.1, 504: 1.01, 1008: 1.01 };

export async function startEsploraServer(chain: BlockChain, port = 0): Promise<EsploraServer> {
  let served = 0;

  function historyOf(kind: string, id: string): readonly ChainEntry[] | undefined {
    if (kind === 'scripthash') {
      if (!/^[0-9a-f]{64}$/.test(id)) return undefined;
      const script = chain.scriptByHash(id);
      return script === undefined ? [] : chain.history(script);
    }
    try {
      return chain.history(hex(codec.toOutputScript(id, networks.regtest)));
    } catch {
      return undefined;
    }
  }

  const scriptOf = (kind: string, id: string): string | undefined =>
    kind === 'scripthash' ? chain.scriptByHash(id) : hex(codec.toOutputScript(id, networks.regtest));

  function historyAnswer(kind: string, id: string, rest: readonly string[]): Answer {
    const history = historyOf(kind, id);
    if (!history) return text(kind === 'address' ? 'Invalid Bitcoin address' : 'Invalid hex string', 400);
    const waiting = history.filter(({ block }) => block === null);
    const mined = history.filter(({ block }) => block !== null);
    const script = scriptOf(kind, id);
    switch (rest.join('/').replace(/chain\/[0-9a-f]{64}$/, 'chain/:last')) {
      case 'txs':
        return json([...waiting.slice(0, MEMPOOL_PAGE), ...mined.slice(0, PAGE)].map(transactionMessage));
      case 'txs/mempool':
        return json(waiting.slice(0, MEMPOOL_PAGE).map(transactionMessage));
      case 'txs/chain':
        return json(mined.slice(0, PAGE).map(transactionMessage));
      case 'txs/chain/:last': {
        const at = mined.findIndex(({ txid }) => txid === rest.at(-1));
        return json(at < 0 ? [] : mined.slice(at + 1, at + 1 + PAGE).map(transactionMessage));
      }
      case 'utxo':
        return json(
          history.flatMap((entry) =>
            entry.transaction.outs.flatMap((output, vout) =>
              hex(output.script) === script && chain.spender(entry.txid, vout) === undefined
                ? [
                    {
                      txid: entry.txid,
                      vout,
                      status: statusMessage(entry.block),
                      value: Number(output.value),
                    },
                  ]
                : [],
            ),
          ),
        );
      case '':
        return json({ [kind]: id, ...statsOf(history, script ?? '') });
      default:
        return text('endpoint does not exist', 404);
    }
  }

  function statsOf(history: readonly ChainEntry[], script: string) {
    const count = (entries: readonly ChainEntry[]) => {
      const funded = entries.flatMap((entry) =>
        entry.transaction.outs.filter((output) => hex(output.script) === script).map(({ value }) => value),
      );
      const spent = entries.flatMap((entry) =>
        entry.spent.flatMap((output) => (output?.script === script ? [output.value] : [])),
      );
      const sum = (values: readonly bigint[]): number => Number(values.reduce((a, b) => a + b, 0n));
      return {
        tx_count: entries.length,
        funded_txo_count: funded.length,
        funded_txo_sum: sum(funded),
        spent_txo_count: spent.length,
        spent_txo_sum: sum(spent),
      };
    };
    return {
      chain_stats: count(history.filter(({ block }) => block !== null)),
      mempool_stats: count(history.filter(({ block }) => block === null)),
    };
  }

  function transactionAnswer(txid: string, what: string): Answer {
    if (!/^[0-9a-f]{64}$/.test(txid)) return text('Invalid hex string', 400);
    const entry = chain.entry(txid);
    if (!entry) return text('Transaction not found', 404);
    switch (what) {
      case '':
        return json(transactionMessage(entry));
      case 'hex':
        return text(entry.raw);
      case 'status':
        return json(statusMessage(entry.block));
      case 'outspends':
        return json(
          entry.transaction.outs.map((_, vout) => {
            const by = chain.spender(txid, vout);
            return by ? { spent: true, txid: by.txid, status: statusMessage(by.block) } : { spent: false };
          }),
        );
      default:
        return text('endpoint does not exist', 404);
    }
  }

  function blockAnswer(hash: string): Answer {
    const { height } = chain.tip();
    for (let at = height; at >= 0; at -= 1)
      if (chain.hashAt(at) === hash) {
        const block = chain.block(at);
        return json({
          id: hash,
          height: at,
          timestamp: block?.time ?? 0,
          tx_count: (block?.txids.length ?? 0) + 1,
          previousblockhash: chain.hashAt(at - 1),
        });
      }
    return text('Block not found', 404);
  }

  function get(path: readonly string[]): Answer {
    const [first = '', second = '', third = ''] = path;
    switch (first) {
      case 'blocks':
        if (second !== 'tip') return text('endpoint does not exist', 404);
        return third === 'hash' ? text(chain.tip().hash) : text(String(chain.tip().height));
      case 'block-height':
        return Number(second) <= chain.tip().height && /^\d+$/.test(second)
          ? text(chain.hashAt(Number(second)))
          : text('Block not found', 404);
      case 'block':
        return blockAnswer(second);
      case 'scripthash':
      case 'address':
        return historyAnswer(first, second, path.slice(2));
      case 'tx':
        return transactionAnswer(second, third);
      case 'fee-estimates':
        return json(FEE_ESTIMATES);
      case 'mempool': {
        const waiting = chain.mempool();
        return json({
          count: waiting.length,
          vsize: waiting.reduce((sum, { vsize }) => sum + vsize, 0),
          total_fee: Number(waiting.reduce((sum, { fee }) => sum + fee, 0n)),
          fee_histogram: [],
        });
      }
      default:
        return text('endpoint does not exist', 404);
    }
  }

  function post(body: string): Answer {
    try {
      return text(chain.submit(body.trim()));
    } catch (error) {
      if (!(error instanceof Rejected)) throw error;
      return text(
        `sendrawtransaction RPC error: ${JSON.stringify({ code: -26, message: error.message })}`,
        400,
      );
    }
  }

  const server = createServer((request, response) => {
    served += 1;
    void handle(request, response, get, post);
  });
  await listen(server, port);
  const { port: bound } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${bound}`,
    served: () => served,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const listen = (server: Server, port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve());
  });

async function handle(
  request: IncomingMessage,
  response: ServerResponse,
  get: (path: readonly string[]) => Answer,
  post: (body: string) => Answer,
): Promise<void> {
  let answer: Answer;
  try {
    const path = (request.url ?? '/').split('?')[0]?.split('/').filter(Boolean) ?? [];
    if (request.method === 'GET') answer = get(path);
    else if (request.method === 'POST' && path.join('/') === 'tx') answer = post(await bodyOf(request));
    else answer = text('endpoint does not exist', 404);
  } catch {
    answer = text('internal error', 500);
  }
  response.writeHead(answer.status, {
    'content-type': answer.type === 'json' ? 'application/json' : 'text/plain',
    'content-length': Buffer.byteLength(answer.body),
  });
  response.end(answer.body);
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > MAX_BODY) throw new Error('too large');
    parts.push(part);
  }
  return Buffer.concat(parts).toString('latin1');
}
