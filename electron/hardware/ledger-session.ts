// LedgerSession: one opened, checked Ledger. Policies, PSBTs, addresses and messages by ledger-bitcoin; an account's xpub is read by
// @ledgerhq/hw-app-btc as well, and both have to say the same. Protocol: doc/bitcoin.md of the Bitcoin app.
import type { Network } from '../../shared/domain/network.ts';
import { createOneAtATime } from '../store/one-at-a-time.ts';
import { ApduTransport } from './apdu-transport.ts';
import type { ApduLink } from './device-bus.ts';
import { checkFingerprint } from './gates.ts';
import {
  HardwareError,
  type DeviceInfo,
  type DevicePrompt,
  type DeviceSignature,
  type Fingerprint,
  type HardwareSession,
  type SessionFollow,
  type WalletPolicy,
} from './hardware-wallet.ts';
import { AppClient, Btc, WalletPolicy as LedgerPolicy } from './ledger-packages.ts';
import type { AppName } from './problem-table.ts';
import { toHardwareError } from './problems.ts';

export type OpenLedger = {
  readonly client: InstanceType<typeof AppClient>;
  readonly transport: ApduTransport;
  readonly link: ApduLink;
  /** Called with each answer of the device. */
  onExchange: () => void;
};

export function onLink(link: ApduLink): OpenLedger {
  const transport = new ApduTransport(link, () => ledger.onExchange());
  const ledger: OpenLedger = { client: new AppClient(transport), transport, link, onExchange: () => {} };
  return ledger;
}

export type SessionParts = {
  readonly ledger: OpenLedger;
  readonly info: DeviceInfo;
  readonly network: Network;
  readonly follow: SessionFollow;
  readonly platform: NodeJS.Platform;
  /** Called once, when the session is closed; `idle`: nothing is pending on the device. */
  readonly onClose: (idle: boolean) => Promise<void>;
};

type Confirmed = Extract<DevicePrompt, { kind: 'confirm' }>['what'];

export function createLedgerSession(parts: SessionParts): HardwareSession {
  const { ledger, info, network, follow } = parts;
  const { client } = ledger;
  // A Ledger mixes answers up when asked for two things.
  const alone = createOneAtATime();
  let running = 0;
  let closed = false;
  let ended: HardwareError | undefined;

  const run = async <T>(confirmed: Confirmed | null, act: () => Promise<T>): Promise<T> => {
    running += 1;
    try {
      return await alone(async () => {
        if (ended) throw ended;
        // SECURITY: unlocked with another PIN, the same device has other keys. The first command also clears what an abandoned flow left.
        checkFingerprint(await readFingerprint(client), info.fingerprint);
        if (confirmed !== null) follow.onPrompt({ kind: 'confirm', what: confirmed });
        return await act();
      });
    } catch (error) {
      const known = errorOf(error, ledger, info.app, parts);
      if (known.kind === 'disconnected' || known.kind === 'cancelled') ended = known;
      throw known;
    } finally {
      running -= 1;
      if (confirmed !== null) follow.onPrompt(null);
    }
  };

  return {
    info,
    accountXpub: (path, { confirm }) =>
      run(null, () => twoWitnesses(ledger, path, network)).then((xpub) =>
        confirm ? run('xpub', () => shownXpub(ledger, path, xpub)) : xpub,
      ),
    registerPolicy: (policy) =>
      run('policy', async () => {
        const asked = policyOf(policy);
        const [id, hmac] = await client.registerWallet(asked);
        if (!id.equals(asked.getId()))
          throw new HardwareError(
            'address-differs',
            'The Ledger registered another policy than it was given.',
          );
        return { id: id.toString('hex'), hmac: hmac.toString('hex') };
      }),
    address: (policy, hmac, { change, index }, { confirm }) =>
      run(confirm ? 'address' : null, () =>
        client.getWalletAddress(policyOf(policy), hmacOf(hmac), change, index, confirm),
      ),
    signPsbt: (psbt, policy, hmac, onProgress) =>
      run('transaction', async () => {
        let exchanges = 0;
        ledger.onExchange = () => onProgress((exchanges += 1));
        try {
          return (await client.signPsbt(psbt, policyOf(policy), hmacOf(hmac))).map(signatureOf);
        } finally {
          ledger.onExchange = () => {};
        }
      }),
    signMessage: (message, path) =>
      run('message', () => client.signMessage(Buffer.from(message, 'utf8'), withoutMaster(path))),
    close: async () => {
      if (closed) return;
      closed = true;
      const idle = running === 0;
      ended ??= new HardwareError('disconnected', 'The session with the Ledger has ended.');
      await parts.onClose(idle);
    },
  };
}

/** As the device tells it. After an abandoned flow the first command of the app is answered with 6A80 and the next works. */
export async function readFingerprint(client: OpenLedger['client']): Promise<Fingerprint> {
  try {
    return await client.getMasterFingerprint();
  } catch (error) {
    if (!(error instanceof Error) || Reflect.get(error, 'statusCode') !== 0x6a80) throw error;
    return client.getMasterFingerprint();
  }
}

/** Whatever was thrown, as a `HardwareError`; a process that was ended on purpose counts as cancelled. */
export function errorOf(
  error: unknown,
  ledger: OpenLedger | undefined,
  app: AppName,
  { follow, platform }: Pick<SessionParts, 'follow' | 'platform'>,
): HardwareError {
  if (follow.signal.aborted)
    return new HardwareError('cancelled', 'You cancelled this at the console. Nothing was signed.');
  return toHardwareError(error, {
    app,
    platform,
    reason: ledger?.transport.reason ?? null,
    instruction: ledger?.transport.instruction ?? 0,
  });
}

/** Version bytes of a serialized extended public key (BIP-32). */
const XPUB_VERSION = { main: 0x0488b21e, test: 0x043587cf };

async function twoWitnesses(
  { client, transport }: OpenLedger,
  path: string,
  network: Network,
): Promise<string> {
  const bare = withoutMaster(path);
  const xpub = await client.getExtendedPubkey(bare, false);
  const btc = new Btc({
    transport,
    currency: network === 'mainnet' ? 'bitcoin' : 'bitcoin_testnet',
  });
  const xpubVersion = network === 'mainnet' ? XPUB_VERSION.main : XPUB_VERSION.test;
  const again = await btc.getWalletXpub({ path: bare, xpubVersion });
  if (xpub !== again)
    throw new HardwareError(
      'protocol',
      `The Ledger was asked twice for ${path} and gave two keys. Nothing was kept.`,
    );
  return xpub;
}

async function shownXpub({ client }: OpenLedger, path: string, read: string): Promise<string> {
  const shown = await client.getExtendedPubkey(withoutMaster(path), true);
  if (shown !== read)
    throw new HardwareError(
      'protocol',
      `The Ledger showed another key for ${path} than it gave. Nothing was kept.`,
    );
  return shown;
}

const policyOf = ({ name, template, keys }: WalletPolicy): InstanceType<typeof LedgerPolicy> =>
  new LedgerPolicy(name, template, keys);
const hmacOf = (hmac: string | null): Buffer | null => (hmac === null ? null : Buffer.from(hmac, 'hex'));
const withoutMaster = (path: string): string => path.replace(/^m\//, '');

type Signed = Awaited<ReturnType<OpenLedger['client']['signPsbt']>>[number];
const signatureOf = ([inputIndex, { pubkey, signature, tapleafHash }]: Signed): DeviceSignature => ({
  inputIndex,
  publicKey: pubkey.toString('hex'),
  signature: signature.toString('hex'),
  ...(tapleafHash && { tapleafHash: tapleafHash.toString('hex') }),
});
