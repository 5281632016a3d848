// Every status word and every error name of the table: the right kind, a sentence that says nothing was done, a step that can be taken.
import { describe, expect, it } from 'vitest';
import { LinkError } from '../../../electron/hardware/device-bus.ts';
import { HardwareError } from '../../../electron/hardware/hardware-wallet.ts';
import { NEXT_STEP } from '../../../electron/hardware/problem-table.ts';
import { problemOf, toHardwareError, type ProblemContext } from '../../../electron/hardware/problems.ts';
import { HARDWARE_PROBLEMS, type HardwareProblemKind } from '../../../shared/domain/treasury.ts';

const CONTEXT: ProblemContext = { app: 'Bitcoin Test', platform: 'linux' };

/** As Ledger's transports throw it; another copy of the class than ours, so no `instanceof` helps. */
const status = (code: number): Error => Object.assign(new Error('Ledger device'), { statusCode: code });
const named = (name: string, id?: string): Error =>
  Object.assign(new Error('x'), { name, ...(id && { id }) });

type Row = readonly [what: string, thrown: unknown, kind: HardwareProblemKind, says: RegExp, next: RegExp];

const ROWS: readonly Row[] = [
  ['0x5515 locked', status(0x5515), 'locked', /locked/, /PIN/],
  ['0x6982 locked, older firmware', status(0x6982), 'locked', /locked/, /PIN/],
  ['0x6804 locked, older firmware', status(0x6804), 'locked', /locked/, /PIN/],
  [
    '0x6985 refused',
    status(0x6985),
    'user-refused',
    /refused on the Ledger\. Nothing was signed/,
    /start again/,
  ],
  [
    '0x5501 opening declined',
    status(0x5501),
    'user-refused',
    /Bitcoin Test app was declined/,
    /agree on the device/,
  ],
  [
    '0x6e00 wrong app',
    status(0x6e00),
    'wrong-app',
    /Bitcoin Test app is not open/,
    /Open the Bitcoin Test app/,
  ],
  ['0x6e01 wrong app', status(0x6e01), 'wrong-app', /not open/, /Open the Bitcoin Test app/],
  ['0x6d00 wrong app', status(0x6d00), 'wrong-app', /not open/, /Open the Bitcoin Test app/],
  ['0x6d02 wrong app', status(0x6d02), 'wrong-app', /not open/, /Open the Bitcoin Test app/],
  ['0x6511 no app', status(0x6511), 'wrong-app', /not open/, /Open the Bitcoin Test app/],
  ['0x6807 not installed', status(0x6807), 'app-missing', /not installed/, /Install the Bitcoin Test app/],
  ['0x670a no such name', status(0x670a), 'app-missing', /not installed/, /Install/],
  ['0x6901 a prompt is up', status(0x6901), 'busy', /showing something else/, /Finish what is on its screen/],
  ['0x6601 a prompt is up', status(0x6601), 'busy', /showing something else/, /Finish/],
  [
    '0x6a82 path of another network',
    status(0x6a82),
    'wrong-network',
    /does not give this key/,
    /Bitcoin Test app is open/,
  ],
  ['0x6a80 not of this wallet', status(0x6a80), 'rejected-data', /not recognise/, /passphrase/],
  ['0xb008 another registration', status(0xb008), 'bad-registration', /registration/, /Register the wallet/],
  ['0xb007 lost its place', status(0xb007), 'protocol', /lost its place/, /open it again/],
  ['0x6a86 mismatch', status(0x6a86), 'protocol', /does not understand/, /Update the Bitcoin Test app/],
  ['0x6a87 mismatch', status(0x6a87), 'protocol', /does not understand/, /Update/],
  ['0x6b00 mismatch', status(0x6b00), 'protocol', /does not understand/, /Update/],
  ['0xb000 mismatch', status(0xb000), 'protocol', /does not understand/, /Update/],
  ['0x6f00 technical', status(0x6f00), 'protocol', /does not understand/, /Update/],
  ['0x6fff technical', status(0x6fff), 'protocol', /does not understand/, /Update/],
  ['0x1234 unknown', status(0x1234), 'protocol', /0x1234/, /connect it again/],
  [
    'unplugged meanwhile',
    named('DisconnectedDeviceDuringOperation'),
    'disconnected',
    /unplugged/,
    /start again/,
  ],
  ['unplugged', named('DisconnectedDevice'), 'disconnected', /unplugged/, /start again/],
  ['nothing heard', named('TransportError', 'ListenTimeout'), 'no-device', /No Ledger/, /Connect it/],
  ['nothing there', named('TransportError', 'NoDevice'), 'no-device', /No Ledger/, /Connect it/],
  [
    'nothing there, other word',
    named('TransportError', 'NoDeviceFound'),
    'no-device',
    /No Ledger/,
    /Connect it/,
  ],
  ['two at once', named('TransportRaceCondition'), 'busy', /still running/, /Finish it/],
  ['locked by a call', named('TransportError', 'TransportLocked'), 'busy', /still running/, /Finish it/],
  ['the child ended', new LinkError('ProcessEnded', 'x'), 'disconnected', /ended/, /start again/],
  ['the child is silent', new LinkError('NoAnswer', 'x'), 'protocol', /NoAnswer/, /connect it again/],
  [
    'no right to open',
    new LinkError('TypeError', 'cannot open device with path /dev/hidraw3', true),
    'no-permission',
    /udev/,
    /sudo tee .*70-portcullis-ledger\.rules/,
  ],
  [
    'open elsewhere',
    new LinkError('TypeError', 'cannot open device with path /dev/hidraw3'),
    'busy',
    /Another program/,
    /Close/,
  ],
  [
    'an unknown error',
    new TypeError('secret path /home/me'),
    'protocol',
    /not understood \(TypeError\)/,
    /connect it again/,
  ],
  ['no error at all', 'x', 'protocol', /not understood/, /connect it again/],
  [
    'another address by the library',
    new Error('Third party address validation mismatch: tb1a != tb1b'),
    'address-differs',
    /another address/,
    /Do not use/,
  ],
];

describe('what a Ledger says is told in words', () => {
  it.each(ROWS)('%s', (_what, thrown, kind, says, next) => {
    const error = toHardwareError(thrown, CONTEXT);
    const problem = problemOf(error);
    expect(problem.kind).toBe(kind);
    expect(problem.sentence).toMatch(says);
    expect(problem.next).toMatch(next);
    expect(problem.sentence + problem.next).not.toMatch(/home|hidraw3|undefined/);
  });

  it.each(HARDWARE_PROBLEMS)('%s has a next step of its own', (kind) => {
    expect(problemOf(new HardwareError(kind, 'What happened.'))).toEqual({
      kind,
      sentence: 'What happened.',
      next: NEXT_STEP[kind],
    });
  });

  it('the two bytes before the status word are told, by what was asked', () => {
    const sign = toHardwareError(status(0x6a80), { ...CONTEXT, reason: 0, instruction: 4 });
    expect(sign.message).toMatch(/It says: the wallet’s registration is missing\.$/);
    const register = toHardwareError(status(0x6a80), { ...CONTEXT, reason: 2, instruction: 2 });
    expect(register.message).toMatch(/no key of the policy is this Ledger’s/);
    expect(toHardwareError(status(0x6a80), { ...CONTEXT, reason: 99, instruction: 4 }).message).not.toMatch(
      /It says/,
    );
  });

  it('permission is explained by the rule the package brings', async () => {
    const { readFileSync } = await import('node:fs');
    const { UDEV_RULE } = await import('../../../electron/hardware/problem-table.ts');
    const shipped = readFileSync('electron/build/70-portcullis-ledger.rules', 'utf8');
    expect(shipped.split('\n')).toContain(UDEV_RULE);
  });

  it('what is not ours is never told by its own text', () => {
    expect(problemOf(new Error('secret'))).toMatchObject({
      kind: 'protocol',
      sentence: expect.not.stringMatching(/secret/),
    });
  });
});
