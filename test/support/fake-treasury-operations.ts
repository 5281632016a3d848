// Operations at the made-up device: they go on by time, wait for a person where the real one would, and fail as they are told to.
import type { Operation } from '../../shared/contract/treasury.ts';
import type { OperationProblemKind } from '../../shared/domain/treasury.ts';
import type { MsatText } from '../../shared/domain/money.ts';
import { ok, refuse } from '../../shared/domain/result.ts';
import type { FakeState } from './fake-world.ts';

export type FakeTreasury = {
  /** What hangs on the cable. */
  device: 'absent' | 'attached' | 'two';
  transport: 'usb' | 'speculos' | 'replay' | 'test';
  /** The next operation ends so; the one after it does not. */
  failNext: OperationProblemKind | null;
  /** `wait`: a prompt stays until `press`. */
  press: 'auto' | 'wait';
  /** Milliseconds a step takes. */
  pace: number;
  /** Above this an approval is signed on the Ledger; null: never. */
  attestAbove: MsatText | null;
  /** A Ledger is enrolled to sign approvals. */
  enrolled: boolean;
  chain: 'as-story' | 'none' | 'connecting' | 'ready' | 'unreachable' | 'wrong-network';
};

export const FAKE_TREASURY: FakeTreasury = {
  device: 'attached',
  transport: 'usb',
  failNext: null,
  press: 'auto',
  pace: 350,
  attestAbove: null,
  enrolled: true,
  chain: 'as-story',
};

/** As the core says them; held to nothing but this file. */
const PROBLEMS: Readonly<Record<OperationProblemKind, readonly [string, string]>> = {
  'no-device': ['No Ledger is connected. Nothing was done.', 'Connect the Ledger by USB and try again.'],
  'several-devices': [
    'Two Ledgers are connected. Nothing was done.',
    'Choose which of them to use, or unplug one.',
  ],
  'no-permission': [
    'The Ledger is there, but this machine does not let the console talk to it. Nothing was done.',
    `Run this once in a terminal, then unplug the Ledger and connect it again: echo 'SUBSYSTEM=="hidraw", ATTRS{idVendor}=="2c97", TAG+="uaccess"' | sudo tee /etc/udev/rules.d/70-portcullis-ledger.rules && sudo udevadm control --reload && sudo udevadm trigger`,
  ],
  locked: ['The Ledger is locked. Nothing was done.', 'Enter the PIN on the Ledger and try again.'],
  'wrong-app': ['Another app is open on the Ledger. Nothing was done.', 'Open the app Bitcoin Test on it.'],
  'app-missing': [
    'The app Bitcoin Test is not on this Ledger. Nothing was done.',
    'Install it with Ledger Live, then try again.',
  ],
  'app-too-old': [
    'The Bitcoin app is 2.0.6; the console needs 2.1.0 or newer. Nothing was done.',
    'Update the app with Ledger Live, then try again.',
  ],
  'wrong-network': [
    'The app open on the Ledger is for another network. Nothing was done.',
    'Open Bitcoin Test: this fleet is on regtest.',
  ],
  'wrong-device': [
    'This Ledger answers as 9b1d44e0; the account belongs to f5acc2fd. Nothing was done.',
    'Connect the other Ledger, or enter its passphrase wallet on this one.',
  ],
  'user-refused': [
    'You refused this on the Ledger. Nothing was signed.',
    'Look at it again; when it is right, try again.',
  ],
  busy: [
    'The Ledger is busy in another program. Nothing was done.',
    'Close Ledger Live and whatever else uses it, then try again.',
  ],
  disconnected: [
    'The Ledger was unplugged. Nothing was signed.',
    'Connect it again; the operation begins anew.',
  ],
  'rejected-data': [
    'The Ledger does not recognise this as belonging to its wallet. Nothing was signed.',
    'See that the right account is chosen and the right passphrase wallet is open.',
  ],
  'bad-registration': [
    'The registration of this policy does not match this Ledger. Nothing was signed.',
    'Register the policy on this Ledger again.',
  ],
  'address-differs': [
    'The Ledger shows another address than the console derived. Do not use it. Nothing was stored.',
    'Stop here. Look for what is wrong with this machine before you receive anything.',
  ],
  cancelled: [
    'You cancelled it. Nothing was done.',
    'Dismiss what the Ledger still shows, then begin again.',
  ],
  chain: [
    'The chain source does not answer: connection refused. Nothing was changed.',
    'Look whether it runs and can be reached, then try again.',
  ],
  refused: ['The account is of another network. Nothing was done.', 'Choose an account of this network.'],
  fault: [
    'Something went wrong inside Portcullis. The log has it under 7f3a.',
    'Try again. If it happens again, send the log to whoever looks after this console.',
  ],
  protocol: [
    'The Ledger gave an answer the console does not understand (0x6f42). Nothing was done.',
    'Unplug it, connect it again, open the app and try again.',
  ],
};

const LATE: ReadonlySet<OperationProblemKind> = new Set([
  'user-refused',
  'disconnected',
  'rejected-data',
  'bad-registration',
  'address-differs',
  'cancelled',
  'protocol',
  'chain',
  'refused',
  'fault',
]);

export type Step = {
  readonly step: string;
  readonly prompt?: Operation['prompt'];
  readonly onDevice?: Operation['onDevice'];
  readonly progress?: Operation['progress'];
};

type Job = {
  readonly kind: Operation['kind'];
  readonly about: string | null;
  readonly deviceId: string | null;
  readonly steps: readonly Step[];
  /** Does what it came for; gives its result. */
  readonly finish: () => string | null;
  /** false: nothing of it happens at the device. */
  readonly atDevice?: boolean;
};

export const CONNECT: readonly Step[] = [
  { step: 'Looking for the Ledger' },
  { step: 'Waiting for the PIN', prompt: { kind: 'unlock' } },
  { step: 'Waiting for the app', prompt: { kind: 'open-app', app: 'Bitcoin Test' } },
  { step: 'Reading the fingerprint' },
];

/** The way to a signature below a text. */
export const signs = (what: 'payment' | 'change', text: string): readonly Step[] => [
  ...CONNECT,
  {
    step: `Compare the text on the Ledger with the ${what}, then sign it there`,
    prompt: { kind: 'confirm', what: 'message' },
    onDevice: [{ title: 'Message', text }],
  },
];

export function fakeOperations(state: FakeState) {
  const treasury = state.treasury;
  let current: Operation | null = null;
  let made = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let press: (() => void) | undefined;
  let last: { fingerprint: string; app: 'Bitcoin Test'; appVersion: string; at: number } | null = null;
  const show = (change: Partial<Operation>): void => {
    if (current) current = { ...current, ...change };
    state.push('treasury');
  };
  const end = (change: Partial<Operation>): void => {
    clearTimeout(timer);
    press = undefined;
    show({ prompt: null, onDevice: [], endedAt: state.now(), ...change });
  };
  const fail = (kind: OperationProblemKind): void => {
    const [sentence, next] = PROBLEMS[kind];
    end({
      state: kind === 'cancelled' ? 'cancelled' : 'failed',
      step: 'Stopped',
      // As the core does: what was cancelled has no problem.
      problem: kind === 'cancelled' ? null : { kind, sentence, next },
    });
  };
  const run = (job: Job, index: number): void => {
    const step = job.steps[index];
    if (!step) {
      if (job.atDevice !== false)
        last = { fingerprint: 'f5acc2fd', app: 'Bitcoin Test', appVersion: '2.4.6', at: state.now() };
      end({ state: 'done', step: 'Done', progress: null, result: job.finish() });
      return;
    }
    show({
      step: step.step,
      prompt: step.prompt ?? null,
      onDevice: [...(step.onDevice ?? [])],
      progress: step.progress ?? null,
    });
    const due = treasury.failNext;
    const lastPrompt = job.steps.findLastIndex((each) => each.prompt);
    const fails =
      job.atDevice !== false && due !== null && index === (LATE.has(due) ? Math.max(0, lastPrompt) : 0);
    const onward = (): void => {
      if (current?.state !== 'running') return;
      if (fails) {
        treasury.failNext = null;
        fail(due);
      } else if (job.atDevice !== false && treasury.device === 'absent')
        fail(index === 0 ? 'no-device' : 'disconnected');
      else if (job.atDevice !== false && treasury.device === 'two' && job.deviceId === null)
        fail('several-devices');
      else run(job, index + 1);
    };
    if (step.prompt && treasury.press === 'wait' && !fails) press = onward;
    else timer = setTimeout(onward, treasury.pace);
  };
  return {
    current: () => current,
    last: () => last,
    begin: (job: Job) => {
      if (current?.state === 'running')
        return refuse('busy', 'Something else is under way with the Ledger. Wait for it or cancel it first.');
      current = {
        id: `op-${++made}`,
        kind: job.kind,
        about: job.about,
        state: 'running',
        step: '',
        prompt: null,
        onDevice: [],
        progress: null,
        startedAt: state.now(),
        endedAt: null,
        problem: null,
        result: null,
      };
      run(job, 0);
      return ok({ operation: current.id });
    },
    cancel: (id: string) => {
      if (current?.id !== id || current.state !== 'running')
        return refuse('not_found', 'It has ended already. Nothing was done.');
      fail('cancelled');
      return ok({});
    },
    /** A person’s finger at the device. */
    press: (how: 'approve' | 'refuse'): void => {
      const onward = press;
      press = undefined;
      if (how === 'refuse') fail('user-refused');
      else onward?.();
    },
    pull: (): void => {
      if (current?.state === 'running') fail('disconnected');
    },
  };
}
