// The core's side of the device process, against a child in the test's hands: what is believed, what a death of it means, how it comes back.
import { describe, expect, it } from 'vitest';
import { LinkError } from '../../../electron/hardware/device-bus.ts';
import { speculosOf } from '../../../electron/hardware/attach-ledger.ts';
import { createDeviceProcess, type DeviceChild } from '../../../electron/hardware/process/device-process.ts';
import { readFromDevice, readToDevice, type ToDevice } from '../../../electron/hardware/process/messages.ts';
import { named, serveDevice, type DeviceBackend } from '../../../electron/hardware/process/serve-device.ts';

type TestChild = DeviceChild & {
  readonly sent: ToDevice[];
  readonly say: (message: unknown) => void;
  readonly exit: () => void;
  killed: boolean;
};

function bench() {
  const children: TestChild[] = [];
  const timers: { readonly ms: number; readonly callback: () => void; live: boolean }[] = [];
  const bus = createDeviceProcess({
    transport: 'usb',
    timer: {
      after: (ms, callback) => {
        const timer = { ms, callback, live: true };
        timers.push(timer);
        return () => {
          timer.live = false;
        };
      },
    },
    start: () => {
      let hear: (message: unknown) => void = () => {};
      const exits: ((code: number | null) => void)[] = [];
      const child: TestChild = {
        sent: [],
        killed: false,
        send: (message) => void child.sent.push(message as ToDevice),
        onMessage: (listener) => {
          hear = listener;
        },
        onExit: (listener) => void exits.push(listener),
        kill: () => {
          child.killed = true;
        },
        say: (message) => hear(message),
        exit: () => exits.forEach((listener) => listener(0)),
      };
      children.push(child);
      return child;
    },
  });
  /** Lets the time of all waiting timers of that length pass. */
  const pass = (ms: number): void => {
    for (const timer of timers)
      if (timer.live && timer.ms === ms) {
        timer.live = false;
        timer.callback();
      }
  };
  const child = (at = children.length - 1): TestChild => {
    const found = children[at];
    if (!found) throw new Error('no such child');
    return found;
  };
  return { bus, children, child, pass };
}

const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
};
const reason = (act: Promise<unknown>): Promise<string> =>
  act.then(
    () => 'nothing failed',
    (error: unknown) => (error instanceof LinkError ? error.reason : String(error)),
  );
const NANO = { id: '/dev/hidraw3', model: 'Ledger Nano X' };

async function opened() {
  const made = bench();
  const opening = made.bus.open(NANO.id);
  await settle();
  made.child().say({ type: 'done', id: made.child().sent[0]?.id, answer: '' });
  return { ...made, link: await opening };
}

describe('the process that holds the device', () => {
  it('is not started before somebody needs it', () => {
    const { bus, children } = bench();
    expect(bus.devices()).toEqual([]);
    expect(children).toHaveLength(0);
  });

  it('tells what is attached, once for each change', () => {
    const { bus, child } = bench();
    const seen: number[] = [];
    const stop = bus.watch((devices) => seen.push(devices.length));
    for (const devices of [[NANO], [NANO], [], [NANO, { id: 'b', model: 'Ledger Flex' }]])
      child().say({ type: 'devices', devices });
    stop();
    child().say({ type: 'devices', devices: [] });
    expect(seen).toEqual([1, 0, 2]);
  });

  it('moves one APDU there and one answer back', async () => {
    const { link, child } = await opened();
    const exchange = link.exchange(Buffer.from('b001000000', 'hex'));
    expect(child().sent.at(-1)).toEqual({ type: 'exchange', id: 2, apdu: 'b001000000' });
    child().say({ type: 'done', id: 2, answer: '9000' });
    expect(Buffer.from(await exchange).toString('hex')).toBe('9000');
  });

  it.each([
    ['an answer to nothing', { type: 'done', id: 99, answer: '9000' }],
    ['no message', 'done'],
    ['an answer that is no hex', { type: 'done', id: 2, answer: 'zz' }],
    ['an answer too long', { type: 'done', id: 2, answer: '00'.repeat(600) }],
    ['more than an answer', { type: 'done', id: 2, answer: '9000', more: 1 }],
    ['another type', { type: 'opened', id: 2 }],
    ['half a byte', { type: 'done', id: 2, answer: '900' }],
  ])('%s is not believed', async (_what, message) => {
    const { link, child } = await opened();
    let answered = false;
    void link.exchange(Buffer.from('b001000000', 'hex')).then(() => {
      answered = true;
    });
    child().say(message);
    await settle();
    expect(answered).toBe(false);
  });

  it('failures keep their name and whether the system forbids it', async () => {
    const { bus, child } = bench();
    const opening = bus.open(NANO.id);
    await settle();
    child().say({ type: 'failed', id: 1, reason: 'TypeError', message: 'cannot open device', denied: true });
    await expect(opening).rejects.toMatchObject({ reason: 'TypeError', denied: true });
  });

  it('dies with everything that waits for it', async () => {
    const { link, child } = await opened();
    const waiting = reason(link.exchange(Buffer.from('b001000000', 'hex')));
    child().exit();
    expect(await waiting).toBe('ProcessEnded');
    expect(await reason(link.exchange(Buffer.from('b001000000', 'hex')))).toBe('ProcessEnded');
  });

  it('is given up when it does not answer a question that needs no person', async () => {
    const { bus, pass } = bench();
    const looking = reason(bus.look());
    await settle();
    pass(10_000);
    expect(await looking).toBe('NoAnswer');
  });

  it('may keep a prompt for as long as a person takes', async () => {
    const { link, child, pass } = await opened();
    const exchange = link.exchange(Buffer.from('b001000000', 'hex'));
    pass(10_000);
    child().say({ type: 'done', id: 2, answer: '6985' });
    expect(Buffer.from(await exchange).toString('hex')).toBe('6985');
  });

  it('is killed to cancel, and only after it is gone another one is started', async () => {
    const { bus, link, child, children } = await opened();
    const waiting = reason(link.exchange(Buffer.from('b001000000', 'hex')));
    bus.kill();
    expect([child().killed, await waiting]).toEqual([true, 'ProcessEnded']);
    const looking = bus.look();
    await settle();
    expect(children).toHaveLength(1);
    child().exit();
    await settle();
    expect(children).toHaveLength(2);
    child().say({ type: 'devices', devices: [NANO] });
    child().say({ type: 'done', id: child().sent[0]?.id, answer: '' });
    expect(await looking).toEqual([NANO]);
  });

  it('one that does not go when it is told is not waited for for ever', async () => {
    const { bus, pass, children } = await opened();
    bus.kill();
    void bus.look();
    await settle();
    pass(2_000);
    await settle();
    expect(children).toHaveLength(2);
  });

  it('what a dead one still says is not heard', async () => {
    const { bus, child } = bench();
    bus.watch(() => {});
    const old = child();
    bus.kill();
    old.say({ type: 'devices', devices: [NANO] });
    await settle();
    expect(bus.devices()).toEqual([]);
  });

  it('comes back by itself while somebody watches, and not after the end', async () => {
    const { bus, child, children, pass } = bench();
    bus.watch(() => {});
    child().exit();
    pass(1_000);
    expect(children).toHaveLength(2);
    await bus.close();
    child().exit();
    pass(1_000);
    expect(children).toHaveLength(2);
    expect(await reason(bus.look())).toBe('ProcessEnded');
  });
});

describe('messages to the device process', () => {
  it.each([
    [{ type: 'look', id: 1 }, true],
    [{ type: 'open', id: 1, device: '/dev/hidraw3' }, true],
    [{ type: 'exchange', id: 1, apdu: 'b0010000' }, true],
    [{ type: 'exchange', id: 1, apdu: 'b00100' }, false],
    [{ type: 'exchange', id: 1, apdu: '00'.repeat(300) }, false],
    [{ type: 'exchange', id: 1, apdu: 'B0010000' }, false],
    [{ type: 'exchange', id: -1, apdu: 'b0010000' }, false],
    [{ type: 'exchange', id: 1, apdu: 'b0010000', path: '/etc' }, false],
    [{ type: 'open', id: 1, device: '' }, false],
    [{ type: 'run', id: 1 }, false],
    [null, false],
    ['look', false],
  ])('%j: %s', (message, believed) => {
    expect(readToDevice(message) !== undefined).toBe(believed);
  });

  it('a list of devices has its bounds', () => {
    const many = Array.from({ length: 33 }, (_, at) => ({ id: String(at), model: 'x' }));
    expect(readFromDevice({ type: 'devices', devices: many })).toBeUndefined();
    expect(readFromDevice({ type: 'devices', devices: many.slice(1) })).toBeDefined();
  });

  it('the process answers nothing that is not of the core, and says why something failed', async () => {
    const sent: object[] = [];
    let hear: (message: unknown) => void = () => {};
    const backend: DeviceBackend = {
      devices: () => [NANO],
      look: () => Promise.resolve(),
      onChange: () => undefined,
      open: () => Promise.reject(Object.assign(named('TransportError', 'no'), { id: 'NoDevice' })),
      denied: () => true,
    };
    serveDevice({ send: (message) => void sent.push(message), onMessage: (to) => void (hear = to) }, backend);
    await settle();
    hear({ type: 'exchange', id: 1, apdu: 'nonsense' });
    hear({ type: 'exchange', id: 2, apdu: 'b0010000' });
    hear({ type: 'open', id: 3, device: 'x' });
    await settle();
    expect(sent).toEqual([
      { type: 'devices', devices: [NANO] },
      { type: 'failed', id: 2, reason: 'DisconnectedDevice', message: 'no device is open', denied: false },
      { type: 'failed', id: 3, reason: 'NoDevice', message: 'no', denied: true },
    ]);
  });
});

describe('the emulator', () => {
  it.each([
    [undefined, null],
    ['', null],
    ['9999', { host: '127.0.0.1', port: 9999 }],
    ['127.0.0.1:40000', { host: '127.0.0.1', port: 40_000 }],
    ['localhost:1', { host: 'localhost', port: 1 }],
    ['[::1]:9999', { host: '::1', port: 9999 }],
  ])('PORTCULLIS_SPECULOS=%s', (given, address) => {
    expect(speculosOf({ PORTCULLIS_SPECULOS: given })).toEqual(address);
  });

  it.each([
    '10.0.0.1:9999',
    'evil.example:9999',
    '0',
    '70000',
    '127.0.0.1:',
    '127.0.0.1:9999:1',
    '0.0.0.0:9999',
  ])('is nowhere but on this machine: %s', (given) => {
    expect(() => speculosOf({ PORTCULLIS_SPECULOS: given })).toThrow(/loopback/);
  });
});
