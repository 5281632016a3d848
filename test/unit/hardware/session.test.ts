// LedgerSession against replayed devices: what is checked before anything is asked, what goes wrong in the middle, cancelling, going on.
import { describe, expect, it } from 'vitest';
import { LinkError } from '../../../electron/hardware/device-bus.ts';
import {
  HardwareError,
  type DevicePrompt,
  type WalletPolicy,
} from '../../../electron/hardware/hardware-wallet.ts';
import { recording, replayDevice } from '../../support/ledger-recordings.ts';
import { openReplayed, walletOver } from '../../support/open-replayed.ts';
import { NANO, replayBus } from '../../support/replay-bus.ts';

const ACCOUNTS = 'connect-and-export-accounts';
const SIGNING = recording('sign-psbt-wpkh-approved');
const { psbt = '', policy: recorded } = SIGNING.client.args;
const POLICY: WalletPolicy = {
  name: '',
  template: recorded?.descriptorTemplate ?? '',
  keys: recorded?.keys ?? [],
};
const PATH = "m/84'/1'/0'";

const failure = async (act: Promise<unknown>): Promise<HardwareError> => {
  const error: unknown = await act.then(
    () => 'nothing failed',
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof HardwareError)) throw new Error(`not a HardwareError: ${String(error)}`);
  return error;
};
const nano = (...names: string[]) => replayBus(replayDevice(...names));
const confirms = (prompts: readonly (DevicePrompt | null)[]) =>
  prompts.filter((prompt) => prompt?.kind === 'confirm');

describe('before anything is asked', () => {
  it('app, version and fingerprint are told', async () => {
    const { session } = await openReplayed({ bus: nano(ACCOUNTS), fingerprint: 'f5acc2fd' });
    expect(session.info).toEqual({ app: 'Bitcoin Test', appVersion: '2.4.6', fingerprint: 'f5acc2fd' });
  });

  it.each([
    ['no device', {}, undefined, 'no-device', /No Ledger/],
    ['another coin’s app', {}, ['synthetic/other-app-ethereum'], 'wrong-app', /Ethereum app open/],
    ['another app, recorded', {}, ['wrong-app-app-and-version'], 'wrong-app', /Boilerplate app open/],
    [
      'the test app on mainnet',
      { network: 'mainnet' },
      [ACCOUNTS],
      'wrong-network',
      /Bitcoin Test app open, but this is mainnet/,
    ],
    [
      'the mainnet app on regtest',
      { network: 'regtest' },
      ['main-connect-and-export-accounts'],
      'wrong-network',
      /Bitcoin app open, but this is regtest/,
    ],
    [
      'an app too old',
      { network: 'mainnet' },
      ['synthetic/old-app-version'],
      'app-too-old',
      /2\.0\.6.*2\.3\.0 or newer/,
    ],
    [
      'another seed',
      { fingerprint: 'f5acc2fd' },
      ['other-seed-connect-and-export-accounts'],
      'wrong-device',
      /73c5da0a.*f5acc2fd.*another passphrase/,
    ],
    ['a screen in the way', {}, ['synthetic/busy-control-center'], 'busy', /showing something else/],
    [
      'an app that is not installed',
      { network: 'mainnet' },
      ['synthetic/dashboard-then-open-bitcoin-not-installed'],
      'app-missing',
      /not installed/,
    ],
    [
      'opening the app declined',
      { network: 'mainnet' },
      ['synthetic/dashboard-then-open-bitcoin-refused'],
      'user-refused',
      /declined/,
    ],
  ] as const)('%s is refused', async (_what, needs, names, kind, says) => {
    const bus = names ? nano(...names) : replayBus();
    const error = await failure(openReplayed({ bus, ...needs }));
    expect(error.kind).toBe(kind);
    expect(error.message).toMatch(says);
    expect(bus.openLinks()).toBe(0);
  });

  it.each([
    ['2.2.4', 'app-too-old'],
    ['2.3.0', undefined],
    ['2.10.0', undefined],
    ['3.0.0-rc1', undefined],
    ['not a version', 'app-too-old'],
  ])('version %s: %s', async (version, kind) => {
    const bus = nano(ACCOUNTS);
    const name = Buffer.from('Bitcoin Test').toString('hex');
    const answer = `010c${name}${version.length.toString(16).padStart(2, '0')}${Buffer.from(version).toString('hex')}01009000`;
    bus.intercept = (request) => (request === 'b001000000' ? answer : undefined);
    const opened = openReplayed({ bus });
    if (kind) expect((await failure(opened)).kind).toBe(kind);
    else expect((await opened).session.info.appVersion).toBe(version);
  });

  it('of two devices the person says which', async () => {
    const bus = nano('other-seed-connect-and-export-accounts');
    bus.plug({ id: '/dev/hidraw9', model: 'Ledger Flex' }, replayDevice(ACCOUNTS));
    const error = await failure(openReplayed({ bus }));
    expect([error.kind, error.message]).toEqual([
      'several-devices',
      '2 Ledgers are connected. Nothing was done.',
    ]);
    const { session } = await openReplayed({ bus, deviceId: '/dev/hidraw9' });
    expect(session.info.fingerprint).toBe('f5acc2fd');
  });

  it.each([
    ['no-permission', new LinkError('TypeError', 'cannot open device with path /dev/hidraw3', true), /udev/],
    ['busy', new LinkError('TypeError', 'cannot open device with path /dev/hidraw3'), /Another program/],
  ])('%s when it cannot be opened', async (kind, failOpen, says) => {
    const bus = nano(ACCOUNTS);
    bus.failOpen = failOpen;
    const error = await failure(openReplayed({ bus }));
    expect(error.kind).toBe(kind);
    expect(error.message).toMatch(says);
  });

  it('a locked Ledger is waited for, and the person is told to unlock it', async () => {
    const bus = nano(ACCOUNTS);
    let left = 3;
    bus.intercept = (request) => (request === 'b001000000' && (left -= 1) >= 0 ? '5515' : undefined);
    const { prompts, session } = await openReplayed({ bus });
    expect(prompts).toContainEqual({ kind: 'unlock' });
    expect(prompts.at(-1)).toBeNull();
    expect(session.info.fingerprint).toBe('f5acc2fd');
  });

  it('one that stays locked is given up in the end', async () => {
    expect((await failure(openReplayed({ bus: nano('locked-app-and-version') }))).kind).toBe('locked');
  });

  it('from the dashboard the app is opened once the person agrees, and the device found again under another name', async () => {
    const bus = nano('synthetic/dashboard-then-open-bitcoin-test-accepted');
    bus.intercept = (request) => {
      if (!request.startsWith('e0d8')) return undefined;
      setImmediate(() => {
        bus.unplug(NANO.id);
        setImmediate(() => bus.plug({ id: '/dev/hidraw4', model: NANO.model }, replayDevice(ACCOUNTS)));
      });
      return undefined;
    };
    const { prompts, session } = await openReplayed({ bus, deviceId: NANO.id });
    expect(prompts).toContainEqual({ kind: 'open-app', app: 'Bitcoin Test' });
    expect(session.info.app).toBe('Bitcoin Test');
    expect(bus.openLinks()).toBe(1);
  });

  it('what an abandoned flow left is cleared by the first command, asked again once', async () => {
    const device = replayDevice('abandoned-sign-then-recover', ACCOUNTS);
    const { session } = await openReplayed({ bus: replayBus(device) });
    expect(device.asked).toEqual(['b001000000', 'e105000100', 'e105000100']);
    expect(session.info.fingerprint).toBe('f5acc2fd');
  });
});

describe('in the middle', () => {
  const signing = async (extra: Parameters<typeof replayDevice>[0][] = []) => {
    const bus = nano('sign-psbt-wpkh-approved', ...extra, ACCOUNTS);
    return { bus, ...(await openReplayed({ bus, fingerprint: 'f5acc2fd' })) };
  };

  it('progress counts the exchanges, and the person is asked once', async () => {
    const { session, prompts } = await signing();
    const counted: number[] = [];
    await session.signPsbt(psbt, POLICY, null, (exchanges) => counted.push(exchanges));
    expect(counted).toEqual(Array.from({ length: 206 }, (_, at) => at + 1));
    expect(confirms(prompts)).toEqual([{ kind: 'confirm', what: 'transaction' }]);
    expect(prompts.at(-1)).toBeNull();
  });

  it('pulling the cable says that nothing was signed, and ends the session', async () => {
    const { bus, session } = await signing();
    bus.intercept = (_request, count) => {
      if (count === 100) bus.unplug(NANO.id);
      return undefined;
    };
    const error = await failure(session.signPsbt(psbt, POLICY, null, () => {}));
    expect(error.kind).toBe('disconnected');
    expect(error.message).toMatch(/Nothing was signed/);
    expect((await failure(session.accountXpub(PATH, { confirm: false }))).kind).toBe('disconnected');
  });

  it('a PIN lock is told, and after unlocking the same session signs', async () => {
    const { bus, session } = await signing();
    bus.intercept = (_request, count) => (count === 100 ? '5515' : undefined);
    expect((await failure(session.signPsbt(psbt, POLICY, null, () => {}))).kind).toBe('locked');
    bus.intercept = () => undefined;
    expect(await session.signPsbt(psbt, POLICY, null, () => {})).toHaveLength(1);
  });

  it('unlocked with the PIN of another passphrase, nothing is asked of the other keys', async () => {
    const { bus, session } = await signing();
    bus.intercept = (request) => (request === 'e105000100' ? '73c5da0a9000' : undefined);
    const error = await failure(session.signPsbt(psbt, POLICY, null, () => {}));
    expect(error.kind).toBe('wrong-device');
    expect(error.message).toMatch(/73c5da0a.*f5acc2fd/);
  });

  it('a refusal leaves the session usable', async () => {
    const bus = nano('sign-psbt-wpkh-refused', ACCOUNTS);
    const { session } = await openReplayed({ bus });
    expect((await failure(session.signPsbt(psbt, POLICY, null, () => {}))).kind).toBe('user-refused');
    expect(await session.accountXpub(PATH, { confirm: false })).toMatch(/^tpub/);
  });

  it('two keys for one path are not believed', async () => {
    const { bus, session } = await signing();
    const other = Buffer.from(recording('xpub-84-1-1').expected.ok as string).toString('hex');
    let asked = 0;
    bus.intercept = (request) => {
      if (!request.startsWith('e100')) return undefined;
      asked += 1;
      return asked === 2 ? `${other}9000` : undefined;
    };
    expect((await failure(session.accountXpub(PATH, { confirm: false }))).message).toMatch(/two keys/);
  });

  it('a key of another network than the session’s is not believed', async () => {
    const { bus, session } = await signing();
    const main = Buffer.from(recording('main-xpub-84-0-0').expected.ok as string).toString('hex');
    bus.intercept = (request) => (request.startsWith('e100') ? `${main}9000` : undefined);
    expect((await failure(session.accountXpub(PATH, { confirm: false }))).kind).toBe('protocol');
  });

  it('calls made together are asked one after another', async () => {
    const { session } = await signing();
    const both = await Promise.all([
      session.accountXpub(PATH, { confirm: false }),
      session.signPsbt(psbt, POLICY, null, () => {}),
      session.accountXpub("m/86'/1'/0'", { confirm: false }),
    ]);
    expect(both[1]).toHaveLength(1);
  });

  it.each(['', 'ff', '9000ffff', 'e000'])(
    'an answer of nonsense (%s) is an error, not a crash',
    async (answer) => {
      const { bus, session } = await signing();
      bus.intercept = (request) => (request.startsWith('e104') ? answer : undefined);
      expect((await failure(session.signPsbt(psbt, POLICY, null, () => {}))).kind).toBe('protocol');
    },
  );
});

describe('cancelling', () => {
  it('ends the process that waits for the person, and the next session works', async () => {
    const bus = nano('sign-psbt-wpkh-approved', ACCOUNTS);
    const wallet = walletOver(bus);
    const asked = Promise.withResolvers<void>();
    bus.intercept = (request) => {
      if (!request.startsWith('e104')) return undefined;
      asked.resolve();
      return new Promise(() => {});
    };
    const { session, cancel } = await openReplayed({ bus, wallet });
    const signing = failure(session.signPsbt(psbt, POLICY, null, () => {}));
    await asked.promise;
    cancel();
    const error = await signing;
    expect([error.kind, bus.killed()]).toEqual(['cancelled', 1]);
    await session.close();
    bus.intercept = () => undefined;
    const next = await openReplayed({ bus, wallet });
    expect(await next.session.signPsbt(psbt, POLICY, null, () => {})).toHaveLength(1);
  });

  it('works while the console waits for the PIN', async () => {
    const bus = nano('locked-app-and-version');
    const abort = new AbortController();
    const opened = openReplayed({
      bus,
      abort,
      onPrompt: (prompt) => prompt?.kind === 'unlock' && abort.abort(),
    });
    expect((await failure(opened)).kind).toBe('cancelled');
    expect(bus.killed()).toBe(1);
  });

  it('before anything began nothing is opened', async () => {
    const bus = nano(ACCOUNTS);
    const abort = new AbortController();
    abort.abort();
    expect((await failure(openReplayed({ bus, abort }))).kind).toBe('cancelled');
    expect(bus.openLinks()).toBe(0);
  });

  it('closing while something is pending does not wait for it', async () => {
    const bus = nano(ACCOUNTS);
    const { session } = await openReplayed({ bus });
    bus.intercept = () => new Promise(() => {});
    const pending = failure(session.accountXpub(PATH, { confirm: true }));
    await Promise.resolve();
    await session.close();
    expect((await pending).kind).toBe('disconnected');
  });
});

describe('one session at a time', () => {
  it('a second is refused while the first is open, and given after it was closed', async () => {
    const bus = nano(ACCOUNTS);
    const wallet = walletOver(bus);
    const { session } = await openReplayed({ bus, wallet });
    expect((await failure(openReplayed({ bus, wallet }))).kind).toBe('busy');
    await session.close();
    await session.close();
    const second = await openReplayed({ bus, wallet });
    expect((await failure(openReplayed({ bus, wallet }))).kind).toBe('busy');
    await second.session.close();
    expect(bus.openLinks()).toBe(0);
  });

  it('a session that could not be opened leaves the way free', async () => {
    const bus = replayBus();
    const wallet = walletOver(bus);
    expect((await failure(openReplayed({ bus, wallet }))).kind).toBe('no-device');
    bus.plug(NANO, replayDevice(ACCOUNTS));
    expect((await openReplayed({ bus, wallet })).session.info.fingerprint).toBe('f5acc2fd');
  });

  it('plugging in and out is told', () => {
    const bus = replayBus();
    const wallet = walletOver(bus);
    const seen: number[] = [];
    const stop = wallet.watch((devices) => seen.push(devices.length));
    bus.plug(NANO, replayDevice(ACCOUNTS));
    bus.unplug(NANO.id);
    stop();
    bus.plug(NANO, replayDevice(ACCOUNTS));
    expect(seen).toEqual([1, 0]);
  });
});
