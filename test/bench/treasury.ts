// Treasury: a scan against the bare HTTP of the same requests, a PSBT of 100 inputs, and what both do to the event loop.
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Worker } from 'node:worker_threads';
import { crypto } from 'bitcoinjs-lib';
import { accountScripts, type AccountScripts } from '../../electron/bitcoin/account-scripts.ts';
import { createEsploraSource } from '../../electron/bitcoin/esplora/create-esplora-source.ts';
import { buildPsbtInSteps } from '../../electron/bitcoin/psbt.ts';
import { draftSpend } from '../../electron/bitcoin/selection.ts';
import { scanAccount } from '../../electron/treasury/scan.ts';
import { sat } from '../../shared/domain/sat.ts';
import { unixSeconds } from '../../shared/domain/time.ts';
import { fund, previousOf } from '../support/coins.ts';
import { softSigner } from '../support/seed-signer.ts';
import { median, type Figure } from './figure.ts';

const USED = 1_000;
const GAP = 20;
const ROUNDS = 5;
/** As many as the scan has under way: four on each chain. */
const AT_ONCE = 8;
const INPUTS = 100;

export async function treasury(): Promise<readonly Figure[]> {
  const signer = softSigner('regtest');
  const accounts = [signer.account('wpkh'), signer.account('tr')];
  const used = accounts.flatMap((account) => numbers(USED).map((index) => account.at(0, index).script));
  const thread = new Worker(new URL('./esplora-thread.ts', import.meta.url), {
    workerData: { scripts: used },
  });
  const [url] = (await once(thread, 'message')) as [string];
  try {
    return [...(await scan(new URL(url), accounts)), ...(await psbt(accounts[0] as AccountScripts))];
  } finally {
    await thread.terminate();
  }
}

const numbers = (count: number): readonly number[] => Array.from({ length: count }, (_, at) => at);

async function timed(act: () => Promise<unknown>): Promise<{ readonly ms: number; readonly p99: number }> {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const start = performance.now();
  await act();
  const ms = performance.now() - start;
  delay.disable();
  return { ms, p99: delay.percentile(99) / 1e6 };
}

async function scan(url: URL, accounts: readonly AccountScripts[]): Promise<readonly Figure[]> {
  const source = createEsploraSource({ url, now: () => unixSeconds(1) });
  /** Opened anew, an account has derived nothing yet. */
  const opened = (): readonly AccountScripts[] => accounts.map(({ read }) => accountScripts(read));
  const scanAll = async (which: readonly AccountScripts[]): Promise<void> => {
    for (const account of which) {
      const found = await scanAccount({
        source,
        scriptAt: ({ change, index }) => account.at(change, index).script,
        signal: new AbortController().signal,
      });
      if (found.addresses.filter((address) => address.used).length !== USED)
        throw new Error('the scan did not find what is there');
    }
  };
  const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });
  const paths = accounts.map((account) =>
    [
      ...numbers(USED + GAP).map((index) => [0, index] as const),
      ...numbers(GAP).map((index) => [1, index] as const),
    ].map(
      ([change, index]) =>
        `/scripthash/${Buffer.from(crypto.sha256(Buffer.from(account.at(change, index).script, 'hex'))).toString('hex')}/txs`,
    ),
  );
  const bare = async (): Promise<void> => {
    for (const group of paths) {
      const left = [...group];
      await Promise.all(
        numbers(AT_ONCE).map(async () => {
          for (let path = left.shift(); path !== undefined; path = left.shift()) await get(agent, url, path);
        }),
      );
    }
  };
  await scanAll(accounts);
  await bare();
  const scans: { ms: number; p99: number }[] = [];
  const [again, bares]: [number[], number[]] = [[], []];
  for (let round = 0; round < ROUNDS; round += 1) {
    const fresh = opened();
    scans.push(await timed(() => scanAll(fresh)));
    bares.push((await timed(bare)).ms);
    again.push((await timed(() => scanAll(fresh))).ms);
  }
  await source.close();
  agent.destroy();
  const [ours, theirs, second] = [median(scans.map(({ ms }) => ms)), median(bares), median(again)];
  const p99 = median(scans.map((one) => one.p99));
  return [
    {
      name: 'scan of 2 accounts × 1,000 used addresses, the second time ÷ bare HTTP of the same requests',
      value: second / theirs,
      wanted: { at: 'most', value: 1.3 },
      detail: `${second.toFixed(0)} ms against ${theirs.toFixed(0)} ms; addresses derived before, answers parsed`,
      heldBackBy: 'Parsing and checking the answers, on a processor shared with the chain that gives them.',
    },
    {
      name: 'scan of 2 accounts × 1,000 used addresses, the first time ÷ bare HTTP of the same requests',
      value: ours / theirs,
      wanted: { at: 'most', value: 1.3 },
      detail: `${ours.toFixed(0)} ms against ${theirs.toFixed(0)} ms; ${paths.flat().length} requests, ${AT_ONCE} at once, Esplora in a thread on the same machine; keys derived, answers parsed`,
      heldBackBy:
        'Deriving 2,080 addresses: a point addition of secp256k1 in WebAssembly each, as long as the request itself on loopback.',
    },
    {
      name: 'the same scan: event loop held up, 99 %',
      value: p99,
      unit: ' ms',
      wanted: { at: 'most', value: 20 },
      detail: `median of ${ROUNDS} rounds; longest round ${Math.max(...scans.map((one) => one.p99)).toFixed(1)} ms`,
    },
  ];
}

const get = (agent: Agent, url: URL, path: string): Promise<number> =>
  new Promise((resolve, reject) => {
    request({ agent, hostname: url.hostname, port: url.port, path }, (response) => {
      let size = 0;
      response.on('data', (part: Buffer) => (size += part.length));
      response.on('end', () => resolve(size));
      response.on('error', reject);
    })
      .on('error', reject)
      .end();
  });

async function psbt(account: AccountScripts): Promise<readonly Figure[]> {
  const funded = numbers(INPUTS).map((nonce) => fund(account.at(0, nonce), 50_000n, nonce));
  const draft = draftSpend({
    coins: funded.map(({ coin }) => coin),
    choice: 'manual',
    payments: [{ script: `0014${'ab'.repeat(20)}`, amount: sat(4_000_000n) }],
    rate: 2_000,
    change: account.at(1, 0),
    plan: account.plan(),
  });
  if (!draft.ok) throw new Error(draft.message);
  const previous = previousOf(funded);
  await buildPsbtInSteps(draft.value, 'regtest', previous);
  const rounds = [];
  for (let round = 0; round < ROUNDS; round += 1)
    rounds.push(await timed(() => buildPsbtInSteps(draft.value, 'regtest', previous)));
  return [
    {
      name: 'PSBT of 100 inputs with their previous transactions',
      value: median(rounds.map(({ ms }) => ms)),
      unit: ' ms',
      wanted: { at: 'most', value: 1_000 },
      detail: `median of ${ROUNDS}`,
    },
    {
      name: 'the same PSBT: event loop held up, 99 %',
      value: median(rounds.map(({ p99 }) => p99)),
      unit: ' ms',
      wanted: { at: 'most', value: 20 },
      detail: 'built in steps, one input at a time between other work',
    },
  ];
}
