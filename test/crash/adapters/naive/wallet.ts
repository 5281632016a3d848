// The control: a wallet service written the way the reported bugs were. It runs as a child process like any other.
import { fork, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { getPublicKey } from 'nostr-tools/pure';
import type { Adapter, Place, Wallet } from '../adapter.ts';

export const naive: Adapter = {
  name: 'Naive',
  about: () => 'checks then pays, forgets at a restart, releases on a time-out, counts no fees',
  can: new Set(),
  create: createNaiveWallet,
};

export type Settings = Pick<Place, 'node' | 'relays' | 'policy'> & {
  readonly pairs: readonly { readonly service: string; readonly client: string }[];
};

function createNaiveWallet(place: Place): Wallet {
  const pairs: Settings['pairs'][number][] = [];
  let child: ChildProcess | undefined;
  let gone = Promise.resolve();

  const tell = (): Promise<void> =>
    new Promise((resolve) => {
      child?.once('message', () => resolve());
      child?.send({ ...place, skipped: undefined, pairs });
    });
  const end = (signal: NodeJS.Signals) => async (): Promise<void> => {
    child?.kill(signal);
    await gone;
  };
  return {
    start: async () => {
      const started = fork(join(import.meta.dirname, 'main.ts'), {
        execArgv: ['--disable-warning=ExperimentalWarning'],
        stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      });
      child = started;
      gone = new Promise((resolve) => started.once('exit', () => resolve()));
      await tell();
    },
    stop: end('SIGTERM'),
    hardKill: end('SIGKILL'),
    ended: () => gone,
    createConnection: async () => {
      const service = randomBytes(32).toString('hex');
      const secret = randomBytes(32);
      pairs.push({ service, client: getPublicKey(secret) });
      await tell();
      const relays = place.relays.map((url) => `relay=${encodeURIComponent(url)}`).join('&');
      const key = getPublicKey(Buffer.from(service, 'hex'));
      return `nostr+walletconnect://${key}?${relays}&secret=${secret.toString('hex')}`;
    },
    startSecond: () => Promise.resolve(false),
  };
}
