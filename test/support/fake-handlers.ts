// How the fake core answers each call of the contract. Acts change what the next reads say, so that a screen can be walked.
import type { PortcullisHandlers } from '../../shared/contract/contract.ts';
import { ok } from '../../shared/domain/result.ts';
import { agentsCalls } from './fake-agents-calls.ts';
import { gateCalls } from './fake-gate-calls.ts';
import { setupCalls } from './fake-setup-calls.ts';
import { timelineCalls } from './fake-timeline-calls.ts';
import { treasuryCalls } from './fake-treasury-calls.ts';
import { createFakeWorld, type FakeState } from './fake-world.ts';

export function fakeHandlers(state: FakeState): PortcullisHandlers {
  const world = createFakeWorld(state);
  const { done, tryPassphrase } = world;
  return {
    ...agentsCalls(world),
    ...gateCalls(world),
    ...timelineCalls(world),
    ...setupCalls(world),
    ...treasuryCalls(world),
    'app.status': () =>
      ok({
        version: '0.1.0',
        shell: 'chromium',
        fleet: state.fleet,
        phase: state.phase,
        phaseNote: state.phase === 'starting' ? 'Reaching 3 nodes and 3 relays …' : '',
        screen: state.screen,
        failedUnlocks: state.failedUnlocks,
        unlockRetryAt: state.unlockRetryAt,
        now: state.now(),
      }),
    'app.explorePractice': () => {
      state.fleet = 'practice';
      state.phase = 'open';
      state.screen = 'unlocked';
      return done('app');
    },
    'app.setUpFleet': () => {
      state.fleet = 'real';
      state.phase = 'no-vault';
      return done('app');
    },
    'vault.create': () => {
      state.phase = 'open';
      state.screen = 'unlocked';
      return done('app');
    },
    'vault.unlock': ({ passphrase }) => {
      const wrong = tryPassphrase(passphrase);
      if (wrong) return wrong;
      state.phase = 'open';
      state.screen = 'unlocked';
      return done('app', 'gate');
    },
    'vault.lock': () => {
      state.screen = 'locked';
      state.present = false;
      return done('app');
    },
    'vault.confirmPresence': ({ passphrase }) => tryPassphrase(passphrase) ?? ok({}),
    'vault.keyring': () => ok({ state: state.keyring, bound: state.keyringBound }),
    'vault.bindKeyring': ({ bound }) => {
      state.keyringBound = bound;
      return done('app');
    },
    'vault.passphraseStrength': ({ passphrase }) => {
      const score = Math.min(4, Math.floor(passphrase.length / 5));
      return ok({
        score,
        guessesLog10: passphrase.length * 0.9,
        sentence:
          score < 3
            ? 'A stolen file could be opened in hours. Add more words that do not belong together.'
            : 'A stolen file would withstand guessing for centuries.',
      });
    },
    'settings.get': () => ok(state.preferences),
    'settings.set': (change) => {
      state.preferences = {
        ...state.preferences,
        ...Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined)),
      };
      state.push('settings');
      return ok(state.preferences);
    },
    'relays.get': () =>
      ok({
        relays: [
          {
            url: 'wss://relay.one.example',
            used: true,
            connected: true,
            since: state.now() - 5_400,
            note: '',
          },
          {
            url: 'wss://relay.two.example',
            used: true,
            connected: false,
            since: state.now() - 240,
            note: 'No answer for 4 min. Trying again in 30 s.',
          },
          {
            url: 'wss://relay.three.example',
            used: true,
            connected: true,
            since: state.now() - 86_000,
            note: '',
          },
        ],
      }),
    'relays.set': () => done('relays'),
    'practice.drill': () => done(),
    'practice.setSpeed': () => done(),
    'practice.giveCoins': () => done(),
    'practice.mine': () => done(),
  };
}
