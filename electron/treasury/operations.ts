// Operations: what the device is asked for, one at a time. A call begins one, the window follows it, and its end is kept until the next begins.
import type { Change } from '../../shared/contract/push.ts';
import type { Operation } from '../../shared/contract/treasury.ts';
import type { Network } from '../../shared/domain/network.ts';
import { ok, refuse, type Result } from '../../shared/domain/result.ts';
import type { HardwareProblem, OperationProblemKind } from '../../shared/domain/treasury.ts';
import type { UnixSeconds } from '../../shared/domain/time.ts';
import { ChainError } from '../bitcoin/chain-source.ts';
import {
  HardwareError,
  type DeviceInfo,
  type HardwareSession,
  type HardwareWallet,
  type SessionNeeds,
} from '../hardware/hardware-wallet.ts';
import { newId, type Clock, type Random } from '../store/clock.ts';

export type DeviceLine = { readonly title: string; readonly text: string };

/** What the work of an operation may say and use while it runs. */
export type OperationWork = {
  readonly id: string;
  /** Aborted when the operator cancels or the console stops. Work looks at it before it writes anything down. */
  readonly signal: AbortSignal;
  /** What is being done, in words. */
  readonly step: (text: string) => void;
  /** What the device shows while it asks next; shown until the next call or the end. */
  readonly onDevice: (lines: readonly DeviceLine[]) => void;
  readonly progress: (done: number, total: number | null) => void;
  /** Opens the device for `work` and closes it whatever happens. Rejects with `HardwareError`. */
  readonly withDevice: <T>(needs: SessionNeeds, work: (session: HardwareSession) => Promise<T>) => Promise<T>;
};

export type OperationAbout = {
  readonly kind: Operation['kind'];
  /** The account, draft or payment it is about. */
  readonly about: string | null;
  /** The first step, in words. */
  readonly step: string;
};

/** An end that is neither the device's nor a bug: a rule of the console said no, or what came back is not to be believed. */
export class OperationRefused extends Error {
  override readonly name = 'OperationRefused';
  readonly kind: OperationProblemKind;
  readonly next: string;
  /** `sentence`: what happened and that nothing was done; `next`: what the operator does next. */
  constructor(kind: OperationProblemKind, sentence: string, next: string) {
    super(sentence);
    this.kind = kind;
    this.next = next;
  }
}

export type DeviceSeen = DeviceInfo & { readonly at: UnixSeconds };

export type Operations = {
  /** The newest one, running or ended; null before the first. */
  readonly newest: () => Operation | null;
  /** What was learnt of a device in the last operation that reached one. */
  readonly lastSeen: () => DeviceSeen | null;
  /** Begins and returns its id at once. `work` resolves with what came of it. */
  readonly begin: (
    about: OperationAbout,
    work: (operation: OperationWork) => Promise<string | null>,
  ) => Result<string, 'busy'>;
  /** Ends the one that runs: a waiting prompt with the process that holds the device. */
  readonly cancel: (id: string) => Result<true, 'unknown_operation'>;
  /** Resolves when nothing runs. */
  readonly idle: () => Promise<void>;
  /** Cancels what runs and begins nothing more. */
  readonly stop: () => Promise<void>;
};

export type OperationParts = {
  readonly hardware: HardwareWallet;
  readonly network: () => Network;
  /** The operator's words for what the device or its cable did. */
  readonly words: (error: HardwareError, network: Network) => HardwareProblem;
  readonly clock: Clock;
  readonly random: Random;
  readonly touch: (...changes: readonly Change[]) => void;
  /** A bug: written to the ops log under this id, which is all the window is told. */
  readonly fault: (id: string, error: unknown) => void;
};

/** Work that does not end on being cancelled is let go after this long; it may write nothing any more (`signal`). */
const LET_GO_MS = 5_000;

export function createOperations(parts: OperationParts): Operations {
  const { hardware, network, words, clock, random, touch, fault } = parts;
  let current: Operation | null = null;
  let seen: DeviceSeen | null = null;
  let running: { readonly id: string; readonly abort: AbortController; readonly end: Promise<void> } | null =
    null;
  let stopped = false;

  const change = (id: string, part: Partial<Operation>): void => {
    // What a let-go work still says is about an operation nobody looks at any more.
    if (current?.id !== id || current.state !== 'running') return;
    current = { ...current, ...part };
    touch('treasury');
  };

  const problemOf = (error: unknown): Operation['problem'] => {
    if (error instanceof HardwareError) return words(error, network());
    if (error instanceof OperationRefused)
      return { kind: error.kind, sentence: error.message, next: error.next };
    if (error instanceof ChainError) return CHAIN_PROBLEMS[error.kind](error.message);
    const id = newId(random);
    fault(id, error);
    return {
      kind: 'fault',
      sentence: `Something went wrong inside Portcullis. The log has it under ${id}.`,
      next: 'Try again. If it happens again, send the log to whoever looks after this console.',
    };
  };

  const run = async (
    id: string,
    abort: AbortController,
    work: (operation: OperationWork) => Promise<string | null>,
  ): Promise<void> => {
    const { signal } = abort;
    const operation: OperationWork = {
      id,
      signal,
      step: (step) => change(id, { step }),
      onDevice: (onDevice) => change(id, { onDevice: [...onDevice] }),
      progress: (done, total) => change(id, { progress: { done, total } }),
      withDevice: async (needs, use) => {
        signal.throwIfAborted();
        const session = await hardware.open(needs, {
          signal,
          onPrompt: (prompt) => change(id, { prompt }),
        });
        try {
          seen = { ...session.info, at: clock.now() };
          const value = await use(session);
          signal.throwIfAborted();
          return value;
        } finally {
          // Closing must not turn what was done into a failure: the device has answered already.
          await session.close().catch(() => undefined);
        }
      },
    };
    let ending: Partial<Operation>;
    try {
      ending = { state: 'done', result: await orLetGo(signal, clock, work(operation)) };
    } catch (error) {
      // A device that was refused and a cancelled prompt may look alike: what the operator asked for is what they are told.
      ending = signal.aborted ? { state: 'cancelled' } : { state: 'failed', problem: problemOf(error) };
    }
    change(id, { ...ending, prompt: null, onDevice: [], endedAt: clock.now() });
  };

  return {
    newest: () => current,
    lastSeen: () => seen,
    begin: (about, work) => {
      if (stopped) return refuse('busy', 'The console is stopping. Nothing was begun.');
      if (running)
        return refuse(
          'busy',
          'Another operation of the treasury is running. Nothing was begun. Finish or cancel it, then try again.',
        );
      const id = newId(random);
      const abort = new AbortController();
      current = {
        id,
        ...about,
        state: 'running',
        prompt: null,
        onDevice: [],
        progress: null,
        startedAt: clock.now(),
        endedAt: null,
        problem: null,
        result: null,
      };
      touch('treasury');
      const end = run(id, abort, work).finally(() => void (running = null));
      running = { id, abort, end };
      return ok(id);
    },
    cancel: (id) => {
      if (current?.id !== id) return refuse('unknown_operation', 'There is no such operation.');
      if (running?.id === id && !running.abort.signal.aborted) {
        change(id, { step: 'Cancelling' });
        running.abort.abort();
      }
      return ok(true);
    },
    idle: async () => {
      await running?.end;
    },
    stop: async () => {
      stopped = true;
      running?.abort.abort();
      await running?.end;
    },
  };
}

/** The work's own end; or, once cancelled, a rejection when it does not end soon. */
function orLetGo<T>(signal: AbortSignal, clock: Clock, work: Promise<T>): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    let forget = (): void => undefined;
    const letGo = (): void => {
      forget = clock.after(LET_GO_MS, () => reject(signal.reason as Error));
    };
    signal.addEventListener('abort', letGo, { once: true });
    work.then(resolve, reject).finally(() => {
      signal.removeEventListener('abort', letGo);
      forget();
    });
  });
}

const CHAIN_PROBLEMS: Readonly<
  Record<ChainError['kind'], (message: string) => NonNullable<Operation['problem']>>
> = {
  unreachable: (message) => ({
    kind: 'chain',
    sentence: `The chain source does not answer: ${message}. Nothing was changed.`,
    next: 'Look whether it runs and can be reached, then try again.',
  }),
  refused: (message) => ({
    kind: 'chain',
    sentence: `The chain source said no: ${message}. Nothing was changed.`,
    next: 'Look at the chain source under Treasury, then try again.',
  }),
  nonsense: (message) => ({
    kind: 'chain',
    sentence: `The chain source said something that cannot be believed: ${message}. Nothing was changed.`,
    next: 'Use another chain source; this one is broken or not honest.',
  }),
};
