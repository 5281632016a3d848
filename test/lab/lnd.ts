// lnd: one node of the lab, from no wallet to ready by lnd's own first-run calls, and the ways in which it can be ended and come back.
import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Btcd } from './btcd.ts';
import { startDaemon, waitFor, type Daemon } from './child.ts';
import { freePorts } from './ports.ts';
import { openRpc, type LndRpc } from './rpc.ts';

export type LndNode = {
  readonly name: string;
  readonly folder: string;
  /** `localhost:port` of gRPC; the certificate bears that name. */
  readonly socket: string;
  /** host:port for peers. */
  readonly peerAddress: string;
  readonly publicKey: string;
  /** PEM as it is on disk now; `renewCertificate` makes another. */
  readonly certificate: () => string;
  /** Admin, hex. */
  readonly macaroon: string;
  /** The words of the wallet, for a restore. */
  readonly seed: readonly string[];
  /** With the admin macaroon; made anew at each start. */
  readonly rpc: () => LndRpc;
  readonly daemon: () => Daemon;
  /** Starts it again. `locked`: its wallet stays locked until `unlock`. */
  readonly start: (options?: { readonly locked?: boolean }) => Promise<void>;
  readonly unlock: () => Promise<void>;
  /** In order; resolves when the process is gone. */
  readonly stop: () => Promise<void>;
  /** At once, as a power cut would. */
  readonly kill: () => Promise<void>;
  /** Only while it is stopped: the next start writes another certificate. */
  readonly dropCertificate: () => void;
};

export type LndOptions = {
  readonly file: string;
  readonly folder: string;
  readonly name: string;
  readonly chain: Btcd;
  /** Blocks a force close waits for, on either side. */
  readonly csvDelay?: number;
  readonly extra?: readonly string[];
  /** Words of a wallet that was lost, and its channel backup as lnd exported it. */
  readonly restore?: { readonly seed: readonly string[]; readonly backup: Buffer };
};

const READY_SECONDS = 120;

export async function startLnd(options: LndOptions): Promise<LndNode> {
  const { file, folder, name, chain } = options;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const [rpcPort = 0, peerPort = 0] = await freePorts(2);
  const socket = `localhost:${rpcPort}`;
  const peerAddress = `127.0.0.1:${peerPort}`;
  const certificateFile = join(folder, 'tls.cert');
  const configFile = join(folder, 'lnd.conf');
  const password = randomBytes(12).toString('hex');
  writeFileSync(
    configFile,
    `[Application Options]\n[Btcd]\nbtcd.rpcuser=${chain.user}\nbtcd.rpcpass=${chain.password}\n`,
    { mode: 0o600 },
  );
  let daemon: Daemon;
  let rpc: LndRpc | undefined;
  let macaroon = '';

  const certificate = (): string => readFileSync(certificateFile, 'utf8');
  const open = (): LndRpc => {
    rpc?.close();
    rpc = openRpc({ socket, certificate: certificate(), ...(macaroon === '' ? {} : { macaroon }) });
    return rpc;
  };
  const state = async (): Promise<string> => {
    // Its own connection each time: one made before the certificate was there would back off.
    const asked = openRpc({ socket, certificate: certificate() });
    try {
      return String((await asked.call('lnrpc.State/GetState', {}, 5_000))['state']);
    } finally {
      asked.close();
    }
  };
  const until = (wanted: readonly string[]): Promise<string> =>
    waitFor(
      `${name} to be ${wanted.join(' or ')}`,
      READY_SECONDS,
      async () => {
        const now = await state();
        return wanted.includes(now) ? now : undefined;
      },
      daemon,
    );
  const unlock = async (): Promise<void> => {
    await open().call(
      'lnrpc.WalletUnlocker/UnlockWallet',
      { wallet_password: Buffer.from(password) },
      60_000,
    );
    await until(['SERVER_ACTIVE']);
    open();
  };
  const launch = (): void => {
    daemon = startDaemon(
      file,
      lndArguments({ ...options, rpcPort, peerAddress, configFile }),
      join(folder, 'lnd.log'),
    );
  };
  const stop = async (): Promise<void> => {
    rpc?.close();
    rpc = undefined;
    await daemon.stop();
  };

  launch();
  await until(['NON_EXISTING']);
  const seed = options.restore?.seed ?? (await newSeed(open()));
  const made = await open().call(
    'lnrpc.WalletUnlocker/InitWallet',
    {
      wallet_password: Buffer.from(password),
      cipher_seed_mnemonic: seed,
      ...(options.restore
        ? {
            recovery_window: 100,
            channel_backups: { multi_chan_backup: { multi_chan_backup: options.restore.backup } },
          }
        : {}),
    },
    60_000,
  );
  macaroon = (made['admin_macaroon'] as Buffer).toString('hex');
  await until(['SERVER_ACTIVE']);
  const info = await open().call('lnrpc.Lightning/GetInfo');

  return {
    name,
    folder,
    socket,
    peerAddress,
    publicKey: String(info['identity_pubkey']),
    certificate,
    macaroon,
    seed,
    rpc: () => rpc ?? open(),
    daemon: () => daemon,
    start: async ({ locked = false } = {}) => {
      launch();
      await until(['LOCKED']);
      if (!locked) await unlock();
    },
    unlock,
    stop,
    kill: async () => {
      rpc?.close();
      rpc = undefined;
      daemon.signal('SIGKILL');
      await daemon.ended;
    },
    dropCertificate: () => {
      rmSync(certificateFile);
      rmSync(join(folder, 'tls.key'));
    },
  };
}

async function newSeed(rpc: LndRpc): Promise<readonly string[]> {
  const answer = await rpc.call('lnrpc.WalletUnlocker/GenSeed', {}, 60_000);
  return answer['cipher_seed_mnemonic'] as readonly string[];
}

const lndArguments = ({
  folder,
  name,
  chain,
  csvDelay = 10,
  extra = [],
  rpcPort,
  peerAddress,
  configFile,
}: LndOptions & {
  readonly rpcPort: number;
  readonly peerAddress: string;
  readonly configFile: string;
}): readonly string[] => [
  `--lnddir=${folder}`,
  `--configfile=${configFile}`,
  `--alias=${name}`,
  '--bitcoin.regtest',
  '--bitcoin.node=btcd',
  `--btcd.rpchost=${chain.rpcHost}`,
  `--btcd.rpccert=${chain.certificateFile}`,
  `--rpclisten=127.0.0.1:${rpcPort}`,
  `--listen=${peerAddress}`,
  '--norest',
  '--nobootstrap',
  '--accept-keysend',
  '--keep-failed-payment-attempts',
  '--bitcoin.defaultchanconfs=1',
  `--bitcoin.defaultremotedelay=${csvDelay}`,
  '--trickledelay=50',
  '--gossip.sub-batch-delay=5ms',
  '--gossip.channel-update-interval=1s',
  '--gossip.max-channel-update-burst=100',
  '--caches.rpc-graph-cache-duration=100ms',
  '--historicalsyncinterval=5s',
  '--minbackoff=200ms',
  '--maxbackoff=1s',
  '--maxpendingchannels=10',
  '--debuglevel=info',
  ...extra,
];
