// Calls about the console itself: start, lock, gate, settings. Those before the unlock are marked `whileLocked`.
import { z } from 'zod';
import { CLOSED_REASONS } from '../domain/gate-state.ts';
import { NETWORK_PREFIX } from '../domain/network.ts';
import { call, done, none } from './call.ts';
import { count, id, passphrase, reason, spendRow, unixTime } from './values.ts';

const closedReason = z.enum(Object.keys(CLOSED_REASONS) as [keyof typeof CLOSED_REASONS]);

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

export const preferences = z.strictObject({
  theme: z.enum(['system', 'dark', 'light']),
  density: z.enum(['comfortable', 'compact']),
  hideBalances: z.boolean(),
  /** Minutes without input until the screen locks. */
  lockAfterMinutes: z.number().int().min(1).max(240),
  /** `local`, `utc`, or a zone's name in the IANA database: "Europe/Berlin". */
  timeZone: z.union([z.enum(['local', 'utc']), z.string().max(64).refine(isTimeZone)]),
  /** What amounts are shown in; they are typed in sats. `bip177`: whole sats as ₿. */
  unit: z.enum(['sat', 'bip177', 'btc', 'msat']),
  /** Shortcuts of a single letter (WCAG 2.2, 2.1.4). Those with Ctrl stay. */
  letterKeys: z.boolean(),
  /** Which desktop notifications are shown. */
  notifyApprovals: z.boolean(),
  notifyAlerts: z.boolean(),
  /** The gate goes on serving agents when the window is closed; the screen locks. */
  keepRunning: z.boolean(),
});
export type Preferences = z.output<typeof preferences>;

/**
 * `welcome`: nothing chosen yet · `no-vault`: real fleet chosen, vault to be made · `cold`: vault exists, not unlocked since the
 * start, gate closed · `starting`: nodes and relays are being reached · `open`: running.
 */
export const PHASES = ['welcome', 'no-vault', 'cold', 'starting', 'open', 'failed'] as const;

export const paymentInQuestion = z.strictObject({
  spend: spendRow,
  nodeId: id,
  nodeName: z.string(),
  reservedAt: unixTime.nullable(),
  /** When it was handed to the node; null: it never was. */
  dispatchedAt: unixTime.nullable(),
  /** The order of this start is still out. */
  atNode: z.boolean(),
  /** First time the node did not know it. */
  missingSince: unixTime.nullable(),
  /** null: not asked since the console started. */
  lastAnswer: z
    .strictObject({
      at: unixTime,
      kind: z.enum(['settled', 'failed', 'in-flight', 'not-found', 'no-answer']),
      detail: z.string(),
      /** Block height at which its first HTLC expires; null when none is out or the node does not say. */
      expiryHeight: count.nullable(),
    })
    .nullable(),
  /** Height of the node's chain; null when it does not answer. */
  blockHeight: count.nullable(),
  checked: z.strictObject({ at: unixTime, reason: z.string(), seq: count }).nullable(),
});
export type PaymentInQuestion = z.output<typeof paymentInQuestion>;

export const appCalls = {
  'app.status': call(
    'read',
    none,
    z.strictObject({
      version: z.string(),
      shell: z.enum(['electron', 'chromium', 'headless']),
      fleet: z.enum(['practice', 'real']).nullable(),
      phase: z.enum(PHASES),
      /** What is being done or what went wrong, for the start screen. */
      phaseNote: z.string(),
      screen: z.enum(['locked', 'unlocked']),
      /** Passphrases tried and refused since the last good one. */
      failedUnlocks: count,
      /** Before this moment no passphrase is tried. */
      unlockRetryAt: unixTime.nullable(),
      now: unixTime,
    }),
    { whileLocked: true },
  ),
  /** From `welcome`: start the practice fleet in its own data folder. */
  'app.explorePractice': call('act', none, done, { whileLocked: true }),
  /** From `welcome`: go on to `no-vault`. */
  'app.setUpFleet': call('act', none, done, { whileLocked: true }),

  'vault.create': call('act', z.strictObject({ passphrase }), done, { whileLocked: true }),
  'vault.unlock': call('act', z.strictObject({ passphrase }), done, { whileLocked: true }),
  /** Locks the screen. Agents go on being served by policy. */
  'vault.lock': call('act', none, done, { whileLocked: true }),
  /** Gives the passphrase again so that `human` calls pass for the next PRESENCE_SECONDS; of a control connection also while the screen is locked. */
  'vault.confirmPresence': call('act', z.strictObject({ passphrase }), done, { whileLocked: true }),
  /** The system's keyring as a second lock around the vault: how it is, and whether it is used. */
  'vault.keyring': call(
    'read',
    none,
    z.strictObject({ state: z.enum(['ready', 'unavailable', 'weak', 'absent']), bound: z.boolean() }),
  ),
  /** A vault that is bound opens on this desktop alone; without the keyring nobody opens it, the passphrase or not. */
  'vault.bindKeyring': call('human', z.strictObject({ bound: z.boolean(), reason }), done),
  'vault.passphraseStrength': call(
    'read',
    z.strictObject({ passphrase: z.string().max(1_024) }),
    z.strictObject({
      /** 0 worst to 4 best. */
      score: z.number().int().min(0).max(4),
      /** log10 of the guesses an attacker needs. */
      guessesLog10: z.number(),
      sentence: z.string(),
    }),
    { whileLocked: true },
  ),

  'gate.status': call(
    'read',
    none,
    z.strictObject({
      open: z.boolean(),
      frozen: z.boolean(),
      frozenReason: z.string().nullable(),
      frozenAt: unixTime.nullable(),
      doubts: z.array(
        z.strictObject({
          reason: closedReason,
          nodeId: id.nullable(),
          nodeName: z.string().nullable(),
          since: unixTime,
        }),
      ),
      /** Payments whose outcome is being asked of the node, without those checked by hand. */
      reconciling: count,
      nodesReady: count,
      nodesTotal: count,
      relaysConnected: count,
      /** Relays that some connection uses; the others are not dialled. */
      relaysTotal: count,
      relaysUnused: count,
    }),
  ),
  /** Payments without an outcome that their node is being asked about, oldest first; those checked by hand among them. */
  'gate.reconciling': call('read', none, z.strictObject({ payments: z.array(paymentInQuestion) })),
  /** The operator looked at the node. Ends the alarm; frees nothing. */
  'gate.markChecked': call('human', z.strictObject({ id, reason }), z.strictObject({ seq: count })),
  /** The operator compared the clock and it is right. */
  'gate.confirmClock': call('human', z.strictObject({ reason }), done),
  /** The operator looked at the node's own payments after a restore. */
  'gate.confirmLedger': call('human', z.strictObject({ reason }), done),
  'gate.freezeFleet': call(
    'act',
    z.strictObject({ reason }),
    z.strictObject({ agentsFrozen: count, inFlight: count }),
  ),
  'gate.unfreezeFleet': call('human', z.strictObject({ reason }), done),

  'settings.get': call('read', none, preferences, { whileLocked: true }),
  // SECURITY: not while locked, or whoever finds a locked screen could put off the next lock.
  'settings.set': call('act', preferences.partial(), preferences),
  'relays.get': call(
    'read',
    none,
    z.strictObject({
      relays: z.array(
        z.strictObject({
          url: z.string(),
          /** false: no connection uses it yet, so it is not dialled. */
          used: z.boolean(),
          connected: z.boolean(),
          since: unixTime.nullable(),
          note: z.string(),
        }),
      ),
    }),
  ),
  /** Relays of connections made from now on; wss only, ws only on loopback. */
  'relays.set': call('human', z.strictObject({ urls: z.array(z.string().max(500)).min(1).max(10) }), done),
  'fleet.network': call(
    'read',
    none,
    z.strictObject({ network: z.enum(Object.keys(NETWORK_PREFIX) as [keyof typeof NETWORK_PREFIX]) }),
  ),
} as const;
