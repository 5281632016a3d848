// Operations: one at a time, followed, cancelled, and told in the operator's words however they end.
import { describe, expect, it, vi } from 'vitest';
import { ChainError } from '../../../electron/bitcoin/chain-source.ts';
import {
  HardwareError,
  type HardwareSession,
  type HardwareWallet,
  type SessionFollow,
} from '../../../electron/hardware/hardware-wallet.ts';
import {
  createOperations,
  OperationRefused,
  type OperationWork,
} from '../../../electron/treasury/operations.ts';
import { HARDWARE_PROBLEMS } from '../../../shared/domain/treasury.ts';
import { createFakeClock } from '../../support/fake-clock.ts';

const INFO = { app: 'Bitcoin Test', appVersion: '2.4.6', fingerprint: 'f5acc2fd' } as const;
const NEEDS = { network: 'regtest', fingerprint: null } as const;
const ABOUT = { kind: 'identify', about: null, step: 'Looking for the Ledger' } as const;

function build(open?: (follow: SessionFollow) => Promise<HardwareSession>) {
  const clock = createFakeClock();
  const faults: unknown[] = [];
  let closed = 0;
  let touched = 0;
  const session = { info: INFO, close: async () => void (closed += 1) } as unknown as HardwareSession;
  const hardware: HardwareWallet = {
    transport: 'test',
    devices: () => [],
    watch: () => () => undefined,
    open: async (_needs, follow) => (open ? open(follow) : session),
    close: async () => undefined,
  };
  let ids = 0;
  const operations = createOperations({
    hardware,
    network: () => 'regtest',
    words: ({ kind }) => ({ kind, sentence: `It was ${kind}.`, next: 'Do this.' }),
    clock,
    random: (length) => new Uint8Array(length).fill((ids += 1)),
    touch: () => void (touched += 1),
    fault: (_id, error) => void faults.push(error),
  });
  return { operations, clock, faults, session, closed: () => closed, touched: () => touched };
}

const begun = (started: { readonly ok: boolean; readonly value?: string }): string => started.value ?? '';

describe('an operation', () => {
  it('is followed while it runs and keeps its end until the next begins', async () => {
    const { operations, touched, closed } = build();
    let release = (): void => undefined;
    const id = begun(
      operations.begin(ABOUT, async (work) => {
        work.step('Reading the key');
        work.progress(3, null);
        await new Promise<void>((resolve) => void (release = resolve));
        return work.withDevice(NEEDS, async ({ info }) => info.fingerprint);
      }),
    );
    expect(operations.newest()).toMatchObject({
      id,
      state: 'running',
      step: 'Reading the key',
      progress: { done: 3, total: null },
    });
    expect(operations.begin(ABOUT, async () => null)).toMatchObject({ ok: false, code: 'busy' });
    const before = touched();
    release();
    await operations.idle();
    expect(operations.newest()).toMatchObject({
      id,
      state: 'done',
      result: 'f5acc2fd',
      endedAt: expect.any(Number) as number,
    });
    expect(touched()).toBeGreaterThan(before);
    expect(closed()).toBe(1);
    expect(operations.lastSeen()).toMatchObject(INFO);
    expect(operations.begin(ABOUT, async () => null)).toMatchObject({ ok: true });
  });

  it('shows what the device asks and shows, and neither once it has ended', async () => {
    let follow: SessionFollow | undefined;
    const bench = build(async (given) => {
      follow = given;
      given.onPrompt({ kind: 'unlock' });
      return bench.session;
    });
    let release = (): void => undefined;
    bench.operations.begin(ABOUT, async (work) =>
      work.withDevice(NEEDS, async () => {
        work.onDevice([{ title: 'Address', text: 'tb1q…' }]);
        follow?.onPrompt({ kind: 'confirm', what: 'address' });
        await new Promise<void>((resolve) => void (release = resolve));
        return null;
      }),
    );
    await vi.waitFor(() =>
      expect(bench.operations.newest()).toMatchObject({
        prompt: { kind: 'confirm', what: 'address' },
        onDevice: [{ title: 'Address', text: 'tb1q…' }],
      }),
    );
    release();
    await bench.operations.idle();
    expect(bench.operations.newest()).toMatchObject({ state: 'done', prompt: null, onDevice: [] });
  });

  it.each(HARDWARE_PROBLEMS)('that ends on %s says so with what to do next', async (kind) => {
    const { operations, faults } = build(() => Promise.reject(new HardwareError(kind, 'raw words')));
    operations.begin(ABOUT, (work) => work.withDevice(NEEDS, async () => null));
    await operations.idle();
    expect(operations.newest()).toMatchObject({
      state: 'failed',
      problem: { kind, sentence: `It was ${kind}.`, next: 'Do this.' },
    });
    expect(faults).toEqual([]);
  });

  it.each(['unreachable', 'refused', 'nonsense'] as const)(
    'that ends on a chain source that is %s names the source and not the device',
    async (kind) => {
      const { operations } = build();
      operations.begin(ABOUT, () => Promise.reject(new ChainError(kind, 'timeout')));
      await operations.idle();
      expect(operations.newest()?.problem).toMatchObject({ kind: 'chain' });
      expect(operations.newest()?.problem?.sentence).toContain('timeout');
    },
  );

  it('that a rule ends tells the rule, and one that a bug ends tells only where the log has it', async () => {
    const { operations, faults } = build();
    operations.begin(ABOUT, () =>
      Promise.reject(new OperationRefused('refused', 'It is there.', 'Open it.')),
    );
    await operations.idle();
    expect(operations.newest()?.problem).toEqual({
      kind: 'refused',
      sentence: 'It is there.',
      next: 'Open it.',
    });
    operations.begin(ABOUT, () => Promise.reject(new Error('secret detail')));
    await operations.idle();
    expect(JSON.stringify(operations.newest())).not.toContain('secret detail');
    expect(faults).toHaveLength(1);
  });

  it('that is cancelled ends as cancelled, whatever the device says about it', async () => {
    const bench = build(
      ({ signal }) =>
        new Promise((_resolve, reject) =>
          signal.addEventListener('abort', () => reject(new HardwareError('disconnected', 'killed'))),
        ),
    );
    const id = begun(bench.operations.begin(ABOUT, (work) => work.withDevice(NEEDS, async () => null)));
    expect(bench.operations.cancel('other')).toMatchObject({ ok: false });
    expect(bench.operations.cancel(id)).toMatchObject({ ok: true });
    await bench.operations.idle();
    expect(bench.operations.newest()).toMatchObject({ state: 'cancelled', problem: null });
  });

  it('that was done before the cancelling came is done', async () => {
    const { operations } = build();
    const id = begun(operations.begin(ABOUT, async () => 'account'));
    operations.cancel(id);
    await operations.idle();
    expect(operations.newest()).toMatchObject({ state: 'done', result: 'account' });
  });

  it('that does not end on being cancelled is let go, and says nothing any more', async () => {
    const { operations, clock } = build();
    let work: OperationWork | undefined;
    const id = begun(
      operations.begin(ABOUT, (given) => {
        work = given;
        return new Promise(() => undefined);
      }),
    );
    operations.cancel(id);
    clock.advance(5);
    await operations.idle();
    expect(operations.newest()).toMatchObject({ state: 'cancelled' });
    work?.step('still here');
    expect(operations.newest()?.step).not.toBe('still here');
    expect(work?.signal.aborted).toBe(true);
  });

  it('does not outlive the console', async () => {
    const bench = build(
      ({ signal }) =>
        new Promise((_resolve, reject) =>
          signal.addEventListener('abort', () => reject(new HardwareError('cancelled', 'killed'))),
        ),
    );
    bench.operations.begin(ABOUT, (work) => work.withDevice(NEEDS, async () => null));
    await bench.operations.stop();
    expect(bench.operations.newest()).toMatchObject({ state: 'cancelled' });
    expect(bench.operations.begin(ABOUT, async () => null)).toMatchObject({ ok: false, code: 'busy' });
  });
});
