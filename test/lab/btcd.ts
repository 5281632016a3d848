// btcd in regtest: the lab's chain. Blocks come when they are asked for and at no other time. JSON-RPC over TLS with its own certificate.
import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { join } from 'node:path';
import { startDaemon, waitFor, type Daemon } from './child.ts';
import { freePorts } from './ports.ts';

export type Btcd = {
  readonly folder: string;
  /** host:port of its RPC. */
  readonly rpcHost: string;
  readonly user: string;
  readonly password: string;
  readonly certificateFile: string;
  /** Mines `count` blocks; resolves with their hashes. */
  readonly generate: (count: number) => Promise<readonly string[]>;
  readonly call: (method: string, params?: readonly unknown[]) => Promise<unknown>;
  /** For tests of a chain that is lost: ends it, and `start` brings it back. */
  readonly stop: () => Promise<void>;
  readonly start: () => Promise<void>;
  readonly daemon: () => Daemon;
};

/** `miningAddress`: whom blocks pay; btcd mines nothing without. */
export async function startBtcd(file: string, folder: string, miningAddress: string): Promise<Btcd> {
  const [rpcPort = 0, peerPort = 0] = await freePorts(2);
  const rpcHost = `127.0.0.1:${rpcPort}`;
  const user = 'lab';
  const password = randomBytes(16).toString('hex');
  const certificateFile = join(folder, 'rpc.cert');
  let daemon: Daemon;

  const call = async (method: string, params: readonly unknown[] = []): Promise<unknown> => {
    const body = JSON.stringify({ jsonrpc: '1.0', id: 1, method, params });
    const text = await post({
      port: rpcPort,
      certificate: readFileSync(certificateFile, 'utf8'),
      authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`,
      body,
    });
    const { result, error } = JSON.parse(text) as {
      readonly result?: unknown;
      readonly error?: { readonly message: string } | null;
    };
    if (error) throw new Error(`btcd: ${method}: ${error.message}`);
    return result;
  };

  const configFile = join(folder, 'btcd.conf');
  // Not among the arguments, which every user of the machine can read.
  writeFileSync(configFile, `[Application Options]\nrpcuser=${user}\nrpcpass=${password}\n`, { mode: 0o600 });

  const start = async (): Promise<void> => {
    daemon = startDaemon(
      file,
      [
        '--regtest',
        `--configfile=${configFile}`,
        `--datadir=${join(folder, 'data')}`,
        `--logdir=${join(folder, 'logs')}`,
        `--rpccert=${certificateFile}`,
        `--rpckey=${join(folder, 'rpc.key')}`,
        `--rpclisten=${rpcHost}`,
        `--listen=127.0.0.1:${peerPort}`,
        '--txindex',
        '--nobanning',
        '--nostalldetect',
        '--rpcmaxclients=100',
        '--rpcmaxwebsockets=100',
        `--miningaddr=${miningAddress}`,
      ],
      join(folder, 'btcd.log'),
    );
    await waitFor(
      'btcd',
      30,
      async () => ((await call('getblockcount')) as number) >= 0 || undefined,
      daemon,
    );
  };
  await start();

  return {
    folder,
    rpcHost,
    user,
    password,
    certificateFile,
    call,
    generate: async (count) => (await call('generate', [count])) as readonly string[],
    stop: () => daemon.stop(),
    start,
    daemon: () => daemon,
  };
}

type Post = {
  readonly port: number;
  readonly certificate: string;
  readonly authorization: string;
  readonly body: string;
};

const post = ({ port, certificate, authorization, body }: Post): Promise<string> =>
  new Promise((resolve, reject) => {
    const sent = request(
      {
        host: '127.0.0.1',
        port,
        method: 'POST',
        ca: certificate,
        headers: {
          authorization,
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(body),
        },
        timeout: 30_000,
      },
      (answer) => {
        let text = '';
        answer.setEncoding('utf8').on('data', (part: string) => (text += part));
        answer.on('end', () =>
          text.startsWith('{') ? resolve(text) : reject(new Error(`btcd answered ${answer.statusCode}`)),
        );
      },
    );
    sent.on('timeout', () => sent.destroy(new Error('btcd did not answer in time')));
    sent.on('error', reject);
    sent.end(body);
  });
