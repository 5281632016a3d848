// startCore: puts the core together on a shell: one console per data folder, the router in front, the fleet behind, the window on top.
import { join } from 'node:path';
import { contract } from '../../shared/contract/contract.ts';
import type { Caller } from '../../shared/contract/call.ts';
import type { AgentId, SpendId } from '../../shared/domain/ids.ts';
import type { Result } from '../../shared/domain/result.ts';
import type { HardwareWallet } from '../hardware/hardware-wallet.ts';
import { createPreferences, type PreferencesBacking } from '../settings/preferences.ts';
import type { DesktopShell } from '../shell/desktop-shell.ts';
import type { KdfCost } from '../vault/key-derivation.ts';
import { newId, type Clock, type Random } from '../store/clock.ts';
import { takeInstanceLock } from '../store/instance-lock.ts';
import { createAccess } from './access.ts';
import { createChangeFeed } from './change-feed.ts';
import { consoleLine, decisionLines } from './console-lines.ts';
import { createConsoleStateFeed } from './console-state.ts';
import { defaultDataRoot } from './data-root.ts';
import { followEntries, type EntryLine } from './entry-feed.ts';
import { createExports } from './exports.ts';
import type { Fleet } from './fleet.ts';
import { createHandlers } from './handlers/all-handlers.ts';
import { createLicenceReader } from './licences.ts';
import { createLifecycle, type Lifecycle } from './lifecycle.ts';
import { createNoticePacer, isWanted, noticeOf } from './notices.ts';
import type { OpsLog } from './ops-log.ts';
import { startPracticeFleet } from './practice-fleet.ts';
import { createRouter } from './router.ts';
import { realVaultExists } from './folders.ts';

export type CoreOptions = {
  readonly shell: DesktopShell;
  /** Everything the console keeps lies below; made when absent. */
  readonly dataRoot: string;
  readonly version: string;
  /** The list of shipped packages as the build wrote it; absent when running from sources. */
  readonly licencesFile?: string;
  /** `ask`: the welcome screen, unless a real fleet was set up before. */
  readonly mode: 'practice' | 'real' | 'ask';
  readonly practice: { readonly seed: number; readonly speed: number };
  readonly preferencesBacking: PreferencesBacking;
  /** The one signing device there is. SECURITY: given by the entry, so that the product can only ever make the one that speaks with a Ledger. */
  readonly hardware: HardwareWallet;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: OpsLog;
  /** For tests alone; absent: what a real vault costs. */
  readonly vaultCost?: KdfCost;
  /** One plain line per entry of the audit log, for a terminal without a window. */
  readonly print?: (line: string) => void;
};

export type Core = {
  /** The router: any untrusted name and arguments in, data out. Never rejects. */
  readonly call: (name: unknown, params: unknown, caller: Caller) => Promise<Result<unknown>>;
  /** Ends everything in order; a second call joins the first. */
  readonly stop: () => Promise<void>;
};

export class AlreadyRunningError extends Error {
  override readonly name = 'AlreadyRunningError';
  /** The other one answered and was asked to show its window. */
  readonly shown: boolean;
  constructor(message: string, shown: boolean) {
    super(message);
    this.shown = shown;
  }
}

/** Who locks when the machine sleeps: the person at the window, who went away. */
const AWAY: Caller = { via: 'window', session: 'away' };

/** Said by a console without a window, which otherwise waits in silence for a person. */
const FIRST_STEPS: Readonly<Partial<Record<ReturnType<Lifecycle['status']>['phase'], string>>> = {
  'no-vault': 'There is no vault yet, so no agent is served. Make one: npm run ctl -- vault.create',
  cold: 'The vault is locked, so no agent is served. Open it: npm run ctl -- vault.unlock',
};

/** Rejects with `AlreadyRunningError` when another console holds the data folder; that one was then asked to show its window. */
export async function startCore(options: CoreOptions): Promise<Core> {
  const { shell, dataRoot, version, mode, clock, random, log } = options;
  const lock = await takeInstanceLock({
    folder: dataRoot,
    onFocus: () => {
      shell.openWindow().catch((error: unknown) => log.error('The window could not be shown.', error));
    },
  });
  if (!lock.ok) {
    const shown = shell.kind !== 'headless' && (await lock.focus());
    const holder = lock.otherPid === null ? '' : ` (process ${lock.otherPid})`;
    throw new AlreadyRunningError(
      `Another Portcullis${holder} runs on this data folder. ${shown ? 'It was asked to show its window. ' : ''}This one was not started.`,
      shown,
    );
  }

  const preferences = createPreferences(options.preferencesBacking);
  const problem = preferences.problem();
  if (problem) log.warn(problem);
  const feed = createChangeFeed({
    clock,
    push: (push) => {
      shell.push(push);
      state.follow(push);
    },
  });
  const access = createAccess({ clock, ready: () => lifecycle.fleet() !== undefined });
  const print = options.print ?? (() => undefined);

  const notify = createNoticePacer(clock, ({ title, body }) => shell.notify(title, body));

  /** For who has a terminal and no window. */
  const tellHowToDecide = (fleet: Fleet, { outcome, correlation }: EntryLine): void => {
    if (options.print === undefined || outcome !== 'held' || correlation === null) return;
    const page = fleet.read.approvals.page(correlation as SpendId);
    if (page?.approval.state !== 'held') return;
    const folders = { used: dataRoot, usual: defaultDataRoot(process.env) };
    for (const each of decisionLines(correlation, page.shown, folders)) print(each);
  };

  const watch = (fleet: Fleet): void =>
    void followEntries(fleet.database, (line) => {
      try {
        print(consoleLine(line));
        tellHowToDecide(fleet, line);
        const notice = noticeOf(line, (id) => fleet.registry.get(id as AgentId)?.name ?? null);
        if (notice && isWanted(notice, preferences.get())) notify(notice);
      } catch (error) {
        log.error('An entry could not be told of.', error, { seq: line.seq });
      }
    });

  const lifecycle = createLifecycle({
    dataRoot,
    access,
    hardware: options.hardware,
    clock,
    random,
    log,
    keyring: shell.keyring,
    ...(options.vaultCost ? { vaultCost: options.vaultCost } : {}),
    onChange: feed.changed,
    onOpen: watch,
    startPractice: (fleet, signal, onEnd) =>
      startPracticeFleet({
        ...options.practice,
        shell,
        fleet,
        signal,
        clock,
        say: (line) => log.info('practice', { line }),
        onEnd: (code) => {
          log.error('The practice fleet ended.', undefined, { code });
          onEnd();
        },
      }),
  });

  const state = createConsoleStateFeed({
    fleet: lifecycle.fleet,
    screenLocked: access.screenLocked,
    preferences: preferences.get,
    show: shell.showState,
  });

  const call = createRouter({
    contract,
    access,
    clock,
    handlers: createHandlers({
      lifecycle,
      access,
      preferences,
      exports: createExports({ folder: join(dataRoot, 'exports'), clock, random }),
      shell: shell.kind,
      version,
      dataRoot,
      licences: createLicenceReader(options.licencesFile),
      clock,
      random,
      settingsChanged: () => feed.changed(['settings']),
    }),
    newFaultId: () => newId(random),
    log: ({ id, call: name, error }) => log.error('A call failed.', error, { id, call: name }),
  });

  let stopping: Promise<void> | undefined;
  const stop = (): Promise<void> =>
    (stopping ??= (async () => {
      feed.stop();
      await lifecycle.stop();
      await options.hardware.close();
      await lock.release();
    })());

  shell.onQuit((why) => {
    log.info('Shutting down.', { why });
    void stop().finally(() => shell.exit(0));
  });
  shell.onAway(() => lifecycle.lock(AWAY));
  shell.onCall(call);
  // Before anything changed: whether the closing of the window ends the console is a matter from the first moment.
  state.follow({ changed: ['app'] });
  if (mode === 'practice') lifecycle.explorePractice();
  else if (mode === 'real' || realVaultExists(dataRoot)) lifecycle.setUpFleet();
  const nextStep = FIRST_STEPS[lifecycle.status().phase];
  if (nextStep !== undefined) print(nextStep);
  try {
    await shell.openWindow();
  } catch (error) {
    await stop();
    throw error;
  }
  return { call, stop };
}
