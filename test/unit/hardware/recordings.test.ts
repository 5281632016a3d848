// Every recorded exchange with the real Bitcoin app, driven through LedgerSession: same results, same refusals, nothing asked that was not recorded.
import { describe, expect, it } from 'vitest';
import type { WalletPolicy } from '../../../electron/hardware/hardware-wallet.ts';
import { HardwareError } from '../../../electron/hardware/hardware-wallet.ts';
import {
  recording,
  replayDevice,
  scenarios,
  type Policy,
  type Recording,
} from '../../support/ledger-recordings.ts';
import { NANO, replayBus } from '../../support/replay-bus.ts';
import { openReplayed } from '../../support/open-replayed.ts';

const base = (of: Recording): string =>
  of.network === 'mainnet' ? 'main-connect-and-export-accounts' : 'connect-and-export-accounts';

/** Own words for the recorded call. */
const policyOf = ({ name, descriptorTemplate, keys }: Policy): WalletPolicy => ({
  name,
  template: descriptorTemplate,
  keys,
});

async function drive(of: Recording): Promise<unknown> {
  const { session } = await openReplayed({
    bus: replayBus(replayDevice(of.scenario, base(of))),
    network: of.network ?? 'testnet',
  });
  const { policy, psbt, path, message, hmac = null, change = 0, index = 0 } = of.client.args;
  const confirm = /display|another-seed/.test(of.scenario);
  const { call } = of.client;
  if (psbt !== undefined && policy) return session.signPsbt(psbt, policyOf(policy), hmac, () => {});
  if (message !== undefined && path !== undefined) return session.signMessage(message, path);
  if (call.includes('registerWallet') && policy) return session.registerPolicy(policyOf(policy));
  if (policy) return session.address(policyOf(policy), hmac, { change, index }, { confirm });
  if (path !== undefined) return session.accountXpub(`m/${path}`, { confirm });
  throw new Error(`no way to drive ${of.scenario}`);
}

/** Those that are about opening; `sessions.test.ts` has them. */
const OPENING = /^(main-)?(app-and-version|master-fingerprint)$|^(locked|wrong-app|other-seed|abandoned)-/;
const driven = scenarios.filter(
  (name) => !OPENING.test(name) && !name.endsWith('connect-and-export-accounts'),
);

const comparable = (of: Recording): unknown =>
  Array.isArray(of.expected.ok)
    ? (of.expected.ok as { input: number; pubkey: string; signature: string }[]).map((signed) => ({
        inputIndex: signed.input,
        publicKey: signed.pubkey,
        signature: signed.signature,
      }))
    : of.expected.ok;

describe('what was recorded', () => {
  it('is here: xpubs, addresses, registrations, transactions and messages', () => {
    expect(driven.length).toBeGreaterThan(35);
  });

  it.each(driven.filter((name) => recording(name).expected.error === undefined))('%s', async (name) => {
    const of = recording(name);
    expect(await drive(of)).toEqual(comparable(of));
  });

  const refused: Readonly<Record<number, string>> = {
    0x6985: 'user-refused',
    0x6a80: 'rejected-data',
    0x6a82: 'wrong-network',
    0xb008: 'bad-registration',
  };
  it.each(driven.filter((name) => recording(name).expected.error !== undefined))('%s', async (name) => {
    const of = recording(name);
    const error: unknown = await drive(of).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(HardwareError);
    const { kind, statusWord } = error as HardwareError;
    expect({ kind, statusWord }).toEqual({
      kind: refused[of.expected.error?.statusCode ?? 0],
      statusWord: of.expected.error?.statusCode,
    });
  });

  it('a whole account list is read in one session, each key by two libraries', async () => {
    for (const name of ['connect-and-export-accounts', 'main-connect-and-export-accounts']) {
      const of = recording(name);
      const { xpubs } = of.expected.ok as { readonly xpubs: Readonly<Record<string, string>> };
      const device = replayDevice(name);
      const bus = replayBus();
      bus.plug(NANO, device);
      const { session } = await openReplayed({ bus, network: of.network ?? 'testnet' });
      for (const [path, xpub] of Object.entries(xpubs)) {
        const before = device.asked.filter((request) => request.startsWith('e100')).length;
        expect(await session.accountXpub(`m/${path}`, { confirm: false })).toBe(xpub);
        expect(device.asked.filter((request) => request.startsWith('e100')).length - before).toBe(2);
      }
    }
  });
});
