// What a wallet service must offer to be put under the crash test. How to write one: docs/crash-test.md.

/** The policy every wallet is set to, in sats. `byHand`: what breaks a limit waits for a person instead of being refused. */
export type PolicyUnderTest = {
  readonly single: number;
  readonly daily: number;
  readonly fleet: number;
  /** The most a payment may cost in fees: this many sats or parts per million, whichever the wallet's rule gives. */
  readonly fee: { readonly sats: number; readonly ppm: number };
  /** Node keys that may be paid. */
  readonly allowlist: readonly string[];
  readonly requestsPerMinute: number;
  readonly inFlight: number;
  readonly byHand: boolean;
};

/** Where a wallet lives during one scenario. */
export type Place = {
  /** Empty at first; everything the wallet keeps lies below. */
  readonly dataDir: string;
  readonly node: { readonly socket: string; readonly certificate: string; readonly macaroon: string };
  readonly relays: readonly string[];
  readonly policy: PolicyUnderTest;
  /** Milliseconds by which true time is ahead of the machine's; the wallet's clock begins there. */
  readonly skipped: () => number;
  /** Zone of the wallet's process, "Europe/Berlin". */
  readonly timeZone: string;
};

/** Named moments inside a wallet at which it can be killed; those seen from outside need no help of the wallet. */
export const INSIDE_POINTS = [
  'request stored',
  'reservation committed',
  'before dispatch',
  'node settled before the ledger was written',
  'ledger written before the reply',
  'in the middle of an audit append',
  'during an approval',
  'during a checkpoint',
] as const;
export type InsidePoint = (typeof INSIDE_POINTS)[number];

/** What only some wallets can do. A scenario that needs what is missing is marked n/a, never passed. */
export const CAPABILITIES = [
  /** Its clock can be set and skipped. */
  'clock',
  /** It can be killed at the points above. */
  'inside points',
  /** A person can approve, freeze, change limits. */
  'operator',
  /** It keeps a log that can be verified. */
  'log',
  /** Its disk can be filled. */
  'disk',
  /** It answers get_budget. */
  'budget',
] as const;
export type Capability = (typeof CAPABILITIES)[number];

export type Wallet = {
  /** Resolves when agents are served. Rejects when it will not start. */
  readonly start: () => Promise<void>;
  /** Ends in order. */
  readonly stop: () => Promise<void>;
  /** SIGKILL; resolves when it is gone. At once when it was gone already. */
  readonly hardKill: () => Promise<void>;
  /** Resolves when it has ended by whatever killed it. */
  readonly ended: () => Promise<void>;
  /** A new agent under the policy; its pairing URI. */
  readonly createConnection: (agent: string) => Promise<string>;
  /** A second instance on `dataDir` (its own or a copy): did it come to serve? It is ended again. */
  readonly startSecond: (dataDir: string) => Promise<boolean>;
  readonly clock?: {
    /** So much time passes. */
    readonly skip: (ms: number) => Promise<void>;
    /** The wall clock is wrong by so much from now on, across restarts. */
    readonly setWrong: (ms: number) => Promise<void>;
  };
  /** Arms one point, the how-manieth time it is reached; it dies there. null disarms. Before `start`: from the start. */
  readonly killAt?: (point: InsidePoint | null, after?: number) => Promise<void>;
  readonly fillDisk?: (full: boolean) => Promise<void>;
  readonly operator?: Operator;
  readonly log?: {
    /** A sentence when something is wrong, else null. */
    readonly fault: () => Promise<string | null>;
    /** By payment hash: how many times the log lets it out, by rule or by hand. */
    readonly chains: () => Promise<ReadonlyMap<string, number>>;
  };
  /** Files a restore from backup would put back, and what proves their age, relative to `dataDir`. */
  readonly files?: { readonly ledger: readonly string[]; readonly proof: readonly string[] };
};

export type Operator = {
  /** Approves what waits with this hash: `paying`, `granted`, or the reason why not. */
  readonly approve: (hash: string) => Promise<string>;
  readonly setDaily: (agent: string, sats: number) => Promise<void>;
  /** Resolves when the stop is acknowledged. */
  readonly freezeAll: () => Promise<void>;
  readonly unfreezeAll: () => Promise<void>;
  /** Confirms whatever doubt about clock or ledger keeps the gate closed. */
  readonly confirmDoubts: () => Promise<void>;
  /** Reasons why nothing is paid now; `node-unreachable` is one. Rejects while the wallet is off. */
  readonly doubts: () => Promise<readonly string[]>;
};

export type Adapter = {
  readonly name: string;
  /** Version and settings, for the table. */
  readonly about: () => string;
  readonly can: ReadonlySet<Capability>;
  readonly create: (place: Place) => Wallet;
};
