// A bridge without a core: every call of the contract answered from a made-up fleet. Its answers are held to the contract by fake-bridge.test.ts.
import type { CallName, PortcullisHandlers } from '../../shared/contract/contract.ts';
import type { Bridge, Change, ChangePush } from '../../shared/contract/push.ts';
import { refuse, type Result } from '../../shared/domain/result.ts';
import { fakeHandlers } from './fake-handlers.ts';
import { FAKE_TREASURY, type FakeTreasury } from './fake-treasury-operations.ts';
import type { FakeState } from './fake-world.ts';

export type FakeOptions = {
  /** Which story the screens show. */
  readonly story?: 'busy' | 'quiet' | 'closed' | 'broken' | 'silent';
  readonly fleet?: 'practice' | 'real' | null;
  readonly phase?: 'welcome' | 'no-vault' | 'cold' | 'starting' | 'open' | 'failed';
  readonly screen?: 'locked' | 'unlocked';
  readonly failedUnlocks?: number;
  readonly unlockRetryInSeconds?: number | null;
  readonly agents?: number;
  readonly entries?: number;
  /** Payments that wait; 2. */
  readonly waiting?: number;
  /** Seconds from the start until the first of them expires; 492. */
  readonly expiresIn?: number;
  /** In place of what the agents say. */
  readonly purpose?: string;
  /** In place of every agent’s name. */
  readonly agentName?: string;
  /** Human calls ask for the passphrase first. It is `correct horse`. */
  readonly presenceNeeded?: boolean;
  /** How the system’s keyring is; `absent`. */
  readonly keyring?: FakeState['keyring'];
  readonly preferences?: Partial<FakeState['preferences']>;
  /** The Ledger and the chain source. */
  readonly treasury?: Partial<FakeTreasury>;
  /** Unix seconds; without it the wall clock. */
  readonly now?: number;
};

export type FakeBridge = Bridge & {
  /** Text of every file written, in order. */
  readonly exported: readonly string[];
  readonly push: (...changed: readonly Change[]) => void;
  /** Every call made, in order. */
  readonly calls: readonly { readonly name: string; readonly params: unknown }[];
};

const HUMAN: ReadonlySet<string> = new Set<CallName>([
  'vault.bindKeyring',
  'agents.create',
  'agents.rename',
  'agents.setPolicy',
  'agents.unfreeze',
  'agents.credit',
  'agents.debit',
  'connections.create',
  'fleet.setPolicy',
  'gate.confirmClock',
  'gate.confirmLedger',
  'gate.markChecked',
  'gate.unfreezeFleet',
  'relays.set',
  'setup.tryNode',
  'setup.tryRelay',
  'approvals.approve',
  'approvals.attest',
  'fleet.attestPolicy',
  'destinations.label',
  'nodes.add',
  'nodes.remove',
  'treasury.createAccount',
  'treasury.readKey',
  'treasury.registerPolicy',
  'treasury.removeAccount',
  'treasury.checkAddress',
  'treasury.setChainSource',
  'treasury.refill',
  'treasury.sweep',
  'treasury.sign',
  'treasury.broadcast',
  'treasury.enrolApprover',
]);

const WHILE_LOCKED = /^(app\.|settings\.get$|vault\.(create|unlock|lock|passphraseStrength)$)/;

export function createFakeBridge(options: FakeOptions = {}): FakeBridge {
  const listeners = new Set<(push: ChangePush) => void>();
  const calls: { name: string; params: unknown }[] = [];
  const push = (...changed: readonly Change[]): void => {
    for (const listener of listeners) listener({ changed });
  };
  const state: FakeState = {
    story: options.story ?? 'busy',
    fleet: options.fleet === undefined ? 'practice' : options.fleet,
    phase: options.phase ?? 'open',
    screen: options.screen ?? 'unlocked',
    failedUnlocks: options.failedUnlocks ?? 0,
    agents: options.agents ?? 6,
    entries: options.entries ?? 12_408,
    waiting: options.waiting ?? 2,
    expiresIn: options.expiresIn ?? 492,
    purpose: options.purpose,
    agentName: options.agentName,
    frozenFleet: null,
    frozenAgents: new Map(),
    decided: new Map(),
    revokedAt: null,
    present: options.presenceNeeded !== true,
    keyring: options.keyring ?? 'absent',
    keyringBound: false,
    preferences: {
      theme: 'system',
      density: 'comfortable',
      hideBalances: false,
      lockAfterMinutes: 10,
      timeZone: 'local',
      unit: 'sat',
      letterKeys: true,
      notifyApprovals: true,
      notifyAlerts: true,
      keepRunning: false,
      ...options.preferences,
    },
    unlockRetryAt: null,
    treasury: { ...FAKE_TREASURY, ...options.treasury },
    atDevice: null,
    exported: [],
    now: () => options.now ?? Math.floor(Date.now() / 1_000),
    push,
  };
  if (options.unlockRetryInSeconds) state.unlockRetryAt = state.now() + options.unlockRetryInSeconds;
  const handlers: PortcullisHandlers = fakeHandlers(state);

  let story: FakeState['story'] | 'gone' = state.story;
  const answer = async (name: string, params: unknown): Promise<Result<unknown>> => {
    // No call of the contract: a test makes the core fail, or answer again, in the middle of a walk.
    if (name === 'fake.tell') {
      story = (params as { story: FakeState['story'] | 'gone' }).story;
      return { ok: true, value: {} };
    }
    if (name === 'fake.treasury') {
      const told = params as Partial<FakeTreasury> & { readonly finger?: 'approve' | 'refuse' };
      const { finger, ...rest } = told;
      Object.assign(state.treasury, rest);
      if (finger) state.atDevice?.press(finger);
      if (rest.device === 'absent') state.atDevice?.pull();
      push('treasury');
      return { ok: true, value: {} };
    }
    if (!Object.hasOwn(handlers, name)) return refuse('unknown_call', `There is no call “${name}”.`);
    if (state.screen === 'locked' && !WHILE_LOCKED.test(name))
      return refuse('locked', 'The screen is locked. Nothing was done; unlock it and try again.');
    if (HUMAN.has(name) && !state.present)
      return refuse('presence_required', 'Give the passphrase again. Nothing was done yet.');
    if (story === 'gone') return new Promise(() => {});
    if (story === 'silent' && !/^(app|settings)\./.test(name)) return new Promise(() => {});
    if (story === 'broken' && !/^(app|settings|vault)\./.test(name))
      return refuse('internal', 'The core could not answer (log id 7f3a). Nothing was changed; try again.');
    const handler = handlers[name as CallName] as (
      params: unknown,
      caller: unknown,
    ) => Result<unknown> | Promise<Result<unknown>>;
    // A copy, as it would be after crossing the bridge.
    return structuredClone(await handler(params, { via: 'window', session: 'fake' }));
  };

  return {
    shell: 'chromium',
    calls,
    exported: state.exported,
    push,
    call: (name, params) => {
      calls.push({ name, params });
      return answer(name, params);
    },
    onPush: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
