// Esplora: an explorer that lies, stalls, floods or sends elsewhere is caught; nothing it says is believed unparsed.
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Transaction } from 'bitcoinjs-lib';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createEsploraSource } from '../../../electron/bitcoin/esplora/create-esplora-source.ts';
import { readEsploraUrl } from '../../../electron/bitcoin/esplora/http.ts';
import { unixSeconds } from '../../../shared/domain/time.ts';

const SCRIPT = `0014${'ab'.repeat(20)}`;
const HASH = 'ab'.repeat(32);
const raw = (() => {
  const transaction = new Transaction();
  transaction.addInput(Buffer.alloc(32, 1), 0);
  transaction.addOutput(Buffer.from(SCRIPT, 'hex'), 1_000n);
  return transaction.toHex();
})();
const LISTED = {
  txid: HASH,
  vin: [{ txid: HASH, vout: 0, prevout: null, sequence: 1 }],
  vout: [{ scriptpubkey: SCRIPT, value: 5 }],
  weight: 400,
  fee: 1,
  status: { confirmed: false },
};

async function against(listener: RequestListener, limits = {}, maxHistory = 10_000_000) {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const source = createEsploraSource({
    url: new URL(`http://127.0.0.1:${port}/api/`),
    now: () => unixSeconds(1),
    maxHistory,
    limits: { deadlineMs: 5_000, maxBytes: 10_000, atOnce: 2, ...limits },
  });
  onTestFinished(async () => {
    await source.close();
    server.closeAllConnections();
    server.close();
  });
  return source;
}
const saying =
  (body: string, status = 200): RequestListener =>
  (_, response) =>
    void response.writeHead(status, status === 302 ? { location: 'http://127.0.0.1:1/' } : {}).end(body);

describe('an explorer', () => {
  it.each([
    ['that is no JSON', '<html>'],
    ['with another shape', '{"a":1}'],
    ['with a fraction of a satoshi', JSON.stringify([{ ...LISTED, fee: 0.5 }])],
    ['with a negative amount', JSON.stringify([{ ...LISTED, vout: [{ scriptpubkey: SCRIPT, value: -5 }] }])],
    ['with more than all bitcoin', JSON.stringify([{ ...LISTED, fee: 2_100_000_000_000_001 }])],
    ['with an id that is none', JSON.stringify([{ ...LISTED, txid: 'xyz' }])],
    ['confirmed without a block', JSON.stringify([{ ...LISTED, status: { confirmed: true } }])],
    [
      'about somebody else',
      JSON.stringify([{ ...LISTED, vout: [{ scriptpubkey: `0014${'cd'.repeat(20)}`, value: 5 }] }]),
    ],
    ['that is too large', ' '.repeat(20_000)],
  ])('is not believed with a history %s', async (_, body) => {
    const source = await against(saying(body));
    await expect(source.history(SCRIPT)).rejects.toMatchObject({ name: 'ChainError', kind: 'nonsense' });
  });

  it('is not followed elsewhere', async () => {
    const source = await against(saying('', 302));
    await expect(source.history(SCRIPT)).rejects.toMatchObject({ kind: 'nonsense' });
  });

  it.each([
    [429, 'unreachable'],
    [500, 'unreachable'],
    [502, 'unreachable'],
    [400, 'refused'],
  ] as const)('that answers %s is %s', async (status, kind) => {
    const source = await against(saying('why', status));
    await expect(source.broadcast(raw)).rejects.toMatchObject({ kind });
  });

  it('that gives another transaction than asked for is caught', async () => {
    const source = await against(saying(raw));
    await expect(source.rawTransaction(HASH)).rejects.toMatchObject({ kind: 'nonsense' });
    const id = Transaction.fromHex(raw).getId();
    expect(await source.rawTransaction(id)).toBe(raw);
  });

  it('that claims to have taken another transaction is caught', async () => {
    const source = await against(saying(HASH));
    await expect(source.broadcast(raw)).rejects.toMatchObject({ kind: 'nonsense' });
  });

  /** 25 that nobody has seen: 25 × `page`, and so on. */
  const pageOf = (page: number): string =>
    JSON.stringify(
      Array.from({ length: 25 }, (_, at) => ({
        ...LISTED,
        txid: (page * 25 + at).toString(16).padStart(64, '0'),
        status: { confirmed: true, block_height: 1, block_hash: HASH, block_time: 1 },
      })),
    );

  it('whose history goes in circles is left at the second turn', async () => {
    let asked = 0;
    const source = await against(
      (_, response) => {
        asked += 1;
        response.end(pageOf(0));
      },
      { maxBytes: 1_000_000 },
    );
    await expect(source.history(SCRIPT)).rejects.toMatchObject({ kind: 'nonsense' });
    expect(asked).toBe(2);
  });

  it('that never ends a history is left before it has filled the memory', async () => {
    let asked = 0;
    const source = await against(
      (_, response) => void response.end(pageOf(asked++)),
      { maxBytes: 1_000_000 },
      10 * pageOf(0).length,
    );
    await expect(source.history(SCRIPT)).rejects.toMatchObject({ kind: 'nonsense' });
    expect(asked).toBe(11);
  });

  it('that is silent is given up at the deadline, and at once when nobody waits any more', async () => {
    const source = await against(() => undefined, { deadlineMs: 60 });
    await expect(source.tip()).rejects.toMatchObject({ kind: 'unreachable', message: 'no answer in time' });
    const stop = new AbortController();
    const patient = await against(() => undefined);
    const asked = patient.tip(stop.signal);
    stop.abort();
    await expect(asked).rejects.toMatchObject({ kind: 'unreachable' });
  });

  it('that is not there is named so', async () => {
    const source = createEsploraSource({ url: new URL('http://127.0.0.1:1'), now: () => unixSeconds(1) });
    await expect(source.tip()).rejects.toMatchObject({ message: 'nothing listens at this address' });
    await source.close();
  });

  it('of a network nobody knows is unknown', async () => {
    const source = await against(saying(HASH));
    expect(await source.network()).toBe('unknown');
  });

  it('is asked below the path it was given, with its script hashed', async () => {
    const paths: string[] = [];
    const source = await against((request, response) => {
      paths.push(request.url ?? '');
      response.end('[]');
    });
    await source.history(SCRIPT);
    // SHA-256 of the 22 bytes, as they stand.
    expect(paths).toEqual([
      '/api/scripthash/c01d1f0115c40d7eaa669f3ada155728f5481c8eb5d4c715f5a9a27fd568e80c/txs',
    ]);
  });
});

describe('its address', () => {
  it.each(['http://127.0.0.1:3002', 'https://esplora.example/api', 'http://abcdefgh.onion/api'])(
    'may be %s',
    (text) => expect(readEsploraUrl(` ${text} `)?.protocol).toMatch(/^https?:$/),
  );
  it.each([
    '',
    'ftp://x',
    'file:///etc/passwd',
    'http://user:pw@x',
    'http://x?a=1',
    'http://x#y',
    'x',
    'javascript:1',
    'http://169.254.169.254/latest',
    'http://0xa9fea9fe/',
    'http://[::ffff:169.254.169.254]/',
    'http://[fe80::1]/',
    'http://0.0.0.0:3002',
    'http://[::]/',
  ])('may not be %j', (text) => expect(readEsploraUrl(text)).toBeUndefined());
});
