// Lifecycle: from welcome to an open fleet and back. Knows which fleet was chosen, holds its vault, opens it once, locks the screen.
import type { Change } from '../../shared/contract/push.ts';
import type { Caller, DoorRefusal } from '../../shared/contract/call.ts';
import type { PHASES } from '../../shared/contract/app.ts';
import { ok, refuse, type Refusal, type Result } from '../../shared/domain/result.ts';
import type { HardwareWallet } from '../hardware/hardware-wallet.ts';
import type { Clock, Random } from '../store/clock.ts';
import { createOneAtATime } from '../store/one-at-a-time.ts';
import { createVault } from '../vault/create-vault.ts';
import type { KdfCost } from '../vault/key-derivation.ts';
import type { Keyring } from '../vault/keyring.ts';
import { refusalOfLength } from '../vault/passphrase-length.ts';
import type { OpenVault, Vault, VaultRefusal } from '../vault/vault.ts';
import type { AccessControl } from './access.ts';
import type { Fleet, FleetKind } from './fleet.ts';
import { createFleetSlot } from './fleet-slot.ts';
import { freshPracticeFolder, realFolder } from './folders.ts';
import type { OpsLog } from './ops-log.ts';
import { createPassphraseCheck } from './passphrase-check.ts';
import type { PracticeChild } from './practice-fleet.ts';
import { PRACTICE_COST, PRACTICE_PASSPHRASE } from './practice-vault.ts';
import { refusalOfSecondVault } from './second-vault.ts';
import { whyNotOpened } from './why-not-opened.ts';

export type Phase = (typeof PHASES)[number];
export type LifecycleStatus = {
  readonly fleet: FleetKind | null;
  readonly phase: Phase;
  /** What is being done or what went wrong. */
  readonly note: string;
};

export type LifecycleRefusal = VaultRefusal | 'not_now' | 'cannot_open' | 'weak_passphrase';

export type Lifecycle = {
  readonly status: () => LifecycleStatus;
  readonly fleet: () => Fleet | undefined;
  readonly vault: () => Vault | undefined;
  /** The running practice fleet; undefined in a real one. */
  readonly practice: () => PracticeChild | undefined;
  /** Begins; the end of it shows in the status. */
  readonly explorePractice: () => Result<true, 'not_now'>;
  readonly setUpFleet: () => Result<true, 'not_now'>;
  readonly createVault: (passphrase: string, caller: Caller) => Promise<Result<true, LifecycleRefusal>>;
  /** The first one after the start opens the fleet; later ones only the screen. */
  readonly unlock: (passphrase: string, caller: Caller) => Promise<Result<true, LifecycleRefusal>>;
  readonly lock: (caller: Caller) => void;
  /** Counts the caller as present. At a locked screen: of a control connection alone, which is then served although the screen stays locked. */
  readonly confirmPresence: (
    passphrase: string,
    caller: Caller,
  ) => Promise<Result<true, LifecycleRefusal | Extract<DoorRefusal, 'locked'>>>;
  /** Locks the vault of a real fleet by the system's keyring as well, or takes that lock off; written to the log. */
  readonly bindKeyring: (
    bound: boolean,
    reason: string,
    caller: Caller,
  ) => Promise<Result<true, LifecycleRefusal>>;
  readonly stop: () => Promise<void>;
};

export type LifecycleOptions = {
  readonly dataRoot: string;
  readonly access: AccessControl;
  readonly hardware: HardwareWallet;
  readonly clock: Clock;
  readonly random: Random;
  /** SECURITY: what a real vault costs to guess; absent: `PRODUCTION_COST`. Tests alone, which guess often, give another. */
  readonly vaultCost?: KdfCost;
  /** Locks the vault of a real fleet as well, where the operator wants that. */
  readonly keyring?: Keyring | undefined;
  readonly log: OpsLog;
  readonly onChange: (changed: Iterable<Change>) => void;
  /** A fleet was opened and is about to start. */
  readonly onOpen: (fleet: Fleet) => void;
  /** `signal` is aborted when the console stops in the middle of it. */
  readonly startPractice: (fleet: Fleet, signal: AbortSignal, onEnd: () => void) => Promise<PracticeChild>;
};

export function createLifecycle(options: LifecycleOptions): Lifecycle {
  const { dataRoot, access, clock, random, log, onChange } = options;
  let status: LifecycleStatus = { fleet: null, phase: 'welcome', note: '' };
  let vault: Vault | undefined;
  let practice: PracticeChild | undefined;
  const stopping = new AbortController();
  /** Opening, unlocking and stopping never overlap: two unlocks at once must not open the ledger twice. */
  const oneAtATime = createOneAtATime();

  const to = (phase: Phase, note: string): void => {
    status = { ...status, phase, note };
    onChange(['app']);
  };

  const failed = (error: unknown): string => {
    const sentence = whyNotOpened(error);
    log.error('The fleet could not be opened.', error);
    to('failed', sentence);
    return sentence;
  };

  const slot = createFleetSlot({ ...options, onLost: () => void lost() });

  const closeFleet = async (): Promise<void> => {
    practice?.stop();
    practice = undefined;
    access.lock();
    await slot.close();
  };

  const lost = (): Promise<void> =>
    oneAtATime(async () => {
      await closeFleet();
      to(
        'failed',
        'Another program has opened this ledger. This console has stopped paying so that nothing is paid twice. Close the other one and start again.',
      );
    });

  const useReal = (): void => {
    vault = createVault({
      folder: realFolder(dataRoot).folder,
      clock,
      random,
      keyring: options.keyring,
      ...(options.vaultCost ? { kdf: options.vaultCost } : {}),
    });
    status = { ...status, fleet: 'real' };
    const exists = vault.exists();
    to(
      exists ? 'cold' : 'no-vault',
      exists ? 'Locked since the start: agents are answered once the vault is unlocked.' : '',
    );
  };

  const openReal = (
    opened: OpenVault,
    caller: Caller,
    failuresBefore: number,
  ): Result<true, 'cannot_open'> => {
    to('starting', 'Opening the ledger.');
    try {
      slot.open('real', realFolder(dataRoot), opened);
    } catch (error) {
      return refuse('cannot_open', failed(error));
    }
    access.unlock(caller);
    slot.note(caller, {
      action: 'unlock',
      outcome: 'succeeded',
      summary: 'The vault was unlocked.',
      failures: failuresBefore,
    });
    to('open', '');
    return ok(true);
  };

  const startPractice = async (): Promise<void> => {
    try {
      // After a failure the old one may still be open, and its folder is about to be emptied.
      await closeFleet();
      access.unlock(null);
      const files = freshPracticeFolder(dataRoot);
      vault = createVault({ folder: files.folder, clock, random, kdf: PRACTICE_COST });
      const made = await vault.create(PRACTICE_PASSPHRASE);
      if (!made.ok) throw new Error(made.message);
      const opened = slot.open('practice', files, made.value);
      access.trustEveryone();
      to('starting', 'Starting the practice nodes and agents.');
      practice = await options.startPractice(opened, stopping.signal, () => {
        if (!stopping.signal.aborted)
          to('failed', 'The practice fleet ended unexpectedly. Start Portcullis again.');
      });
      to('open', `Practice fleet. Its passphrase is “${PRACTICE_PASSPHRASE}”.`);
    } catch (error) {
      await closeFleet();
      failed(error);
    }
  };

  const check = createPassphraseCheck({ note: slot.note, isPractice: () => status.fleet === 'practice' });

  return {
    status: () => status,
    fleet: slot.fleet,
    vault: () => vault,
    practice: () => practice,

    explorePractice: () => {
      const again = status.phase === 'failed' && status.fleet === 'practice';
      if (status.phase !== 'welcome' && status.phase !== 'no-vault' && !again) return notNow();
      status = { ...status, fleet: 'practice' };
      // There is nothing to see yet, and no passphrase that anyone could have been told.
      access.unlock(null);
      to('starting', 'Making a practice fleet.');
      void oneAtATime(startPractice);
      return ok(true);
    },
    setUpFleet: () => {
      if (status.phase !== 'welcome') return notNow();
      useReal();
      return ok(true);
    },

    createVault: (passphrase, caller) =>
      oneAtATime(async () => {
        if (vault?.exists() === true) return refusalOfSecondVault();
        if (status.phase !== 'no-vault' || !vault) return notNow();
        const tooShort = refusalOfLength(passphrase);
        if (tooShort) return tooShort;
        const made = await vault.create(passphrase);
        return made.ok ? openReal(made.value, caller, 0) : made;
      }),

    unlock: (passphrase, caller) =>
      oneAtATime(async () => {
        if (!vault) return noVault();
        if (slot.fleet()) {
          const verified = await check(vault, passphrase, caller, 'unlock');
          if (!verified.ok) return verified;
          access.unlock(caller);
          onChange(['app']);
          return verified;
        }
        if (status.fleet !== 'real') return notNow();
        const failuresBefore = vault.failures();
        const unlocked = await vault.unlock(passphrase);
        onChange(['app']);
        return unlocked.ok ? openReal(unlocked.value, caller, failuresBefore) : unlocked;
      }),

    lock: (caller) => {
      if (access.screenLocked()) return;
      access.lock();
      slot.note(caller, {
        action: 'lock',
        outcome: 'succeeded',
        summary: 'The screen was locked.',
        failures: 0,
      });
      onChange(['app']);
    },

    confirmPresence: (passphrase, caller) =>
      oneAtATime(async () => {
        if (!vault) return noVault();
        // Who is at a locked screen unlocks it; a control connection opens itself and leaves the screen as it is.
        if (access.screenLocked() && caller.via === 'window') return screenLocked();
        if (!slot.fleet()) return notNow();
        const verified = await check(vault, passphrase, caller, 'confirm-presence');
        if (verified.ok) access.present(caller);
        return verified;
      }),

    bindKeyring: (bound, reason, caller) =>
      oneAtATime(async () => {
        if (!vault || status.fleet !== 'real') return notNow();
        const changed = await vault.bind(bound);
        if (changed.ok) {
          const what = bound
            ? 'bound to the keyring of this desktop'
            : 'taken off the keyring of this desktop';
          slot.note(caller, {
            action: 'bind-keyring',
            outcome: 'succeeded',
            summary: `The vault was ${what}: ${reason}`,
            failures: 0,
          });
          onChange(['app']);
        }
        return changed;
      }),

    stop: () => {
      stopping.abort();
      return oneAtATime(closeFleet);
    },
  };
}

const notNow = (): Refusal<'not_now'> =>
  refuse('not_now', 'That is not possible at this point of the start. Nothing was done.');
const screenLocked = () =>
  refuse('locked', 'The screen is locked. Nothing was done. Unlock it with the passphrase.');
const noVault = (): Refusal<'no_vault'> => refuse('no_vault', 'There is no vault yet. Make one first.');
