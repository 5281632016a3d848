// NodeInsight: what an operator wants to see of a node beyond what the gate needs: channels, what is pending and why, peers, fees, forwards,
// the channel backup, and how each call fares. Reading only; nothing here moves money.
import type { Msat } from '../../shared/domain/money.ts';
import type { UnixSeconds } from '../../shared/domain/time.ts';

export type ChannelView = {
  /** `txid:index` of the funding output. */
  readonly point: string;
  /** Short channel id, decimal. */
  readonly id: string;
  readonly peer: string;
  /** Empty when the node does not know one. */
  readonly peerAlias: string;
  readonly active: boolean;
  readonly private: boolean;
  readonly openedByUs: boolean;
  readonly capacity: Msat;
  /** Ours, in no HTLC; `reserve` of it must stay. */
  readonly local: Msat;
  readonly remote: Msat;
  readonly reserve: Msat;
  readonly outgoing: Msat;
  readonly incoming: Msat;
  readonly htlcs: number;
  /** Height at which the first HTLC on it expires: from then on the channel has to be closed by force. null: it carries none. */
  readonly expiryHeight: number | null;
  /** What we ask for forwarding over it; null when the node did not say. */
  readonly fee: { readonly base: Msat; readonly ppm: number } | null;
};

export type PendingView = {
  readonly point: string;
  readonly peer: string;
  readonly capacity: Msat;
  /** What is or will be ours again. */
  readonly ours: Msat;
  readonly stage:
    | 'opening'
    /** Closed in agreement, or by force: its transaction waits for confirmations. */
    | 'closing'
    | 'force-closing'
    /** By force and confirmed: our money waits out the delay. */
    | 'maturing';
  /** Blocks until the next stage; null when nothing says how many. */
  readonly blocksLeft: number | null;
  /** Of the transaction it waits for; null when there is none yet. */
  readonly txid: string | null;
};

export type ClosedView = {
  readonly point: string;
  readonly peer: string;
  readonly capacity: Msat;
  /** What came back to the wallet. */
  readonly settled: Msat;
  readonly how: 'agreement' | 'force-by-us' | 'force-by-peer' | 'breach' | 'never-opened';
  readonly height: number;
};

export type PeerView = {
  readonly publicKey: string;
  /** host:port */
  readonly address: string;
  readonly inbound: boolean;
  /** Microseconds; null before the first answer. */
  readonly pingMicros: number | null;
  /** Times it left and came back since the node started. */
  readonly flaps: number;
};

export type ForwardView = {
  readonly at: UnixSeconds;
  readonly fromChannel: string;
  readonly toChannel: string;
  readonly amount: Msat;
  readonly fee: Msat;
};

export type Forwards = {
  /** Start of what is counted. */
  readonly since: UnixSeconds;
  readonly count: number;
  readonly amount: Msat;
  readonly fees: Msat;
  /** Newest first, a few. */
  readonly latest: readonly ForwardView[];
};

/** One part of a look; `note` says why it could not be had, `at` when it was last had. */
export type Part<T> =
  | { readonly ok: true; readonly value: T; readonly at: UnixSeconds }
  | {
      readonly ok: false;
      readonly note: string;
      readonly last: { readonly value: T; readonly at: UnixSeconds } | null;
    };

export type NodeDetails = {
  readonly channels: Part<readonly ChannelView[]>;
  readonly pending: Part<readonly PendingView[]>;
  /** Newest first, at most 50. */
  readonly closed: Part<readonly ClosedView[]>;
  readonly peers: Part<readonly PeerView[]>;
  readonly forwards: Part<Forwards>;
};

export type CallHealth = {
  /** `Lightning.GetInfo` */
  readonly call: string;
  readonly answered: number;
  readonly failed: number;
  readonly lastAnswerAt: UnixSeconds | null;
  readonly lastFailureAt: UnixSeconds | null;
  /** Code and words of the last failure; null when it never failed. */
  readonly lastFailure: string | null;
  /** Milliseconds of the last answer; null for streams and before the first. */
  readonly tookMs: number | null;
};

/** A static channel backup as the node made it: encrypted by lnd under the wallet's seed, and of use with that seed alone. */
export type ChannelBackup = {
  readonly bytes: Buffer;
  /** `txid:index` of every channel it covers. */
  readonly points: readonly string[];
};

export type NodeInsight = {
  /** Looks, at most once in ten seconds; resolves with what is known, never rejects. */
  readonly details: () => Promise<NodeDetails>;
  readonly calls: () => readonly CallHealth[];
  /** Tells of the present backup and of every later one. Never silent for good: a stream that breaks is opened again. */
  readonly onBackup: (listener: (backup: ChannelBackup) => void) => () => void;
  /** Asks the node whether it could restore from these bytes. `no-answer` says nothing about them. */
  readonly verifyBackup: (bytes: Uint8Array) => Promise<'good' | 'damaged' | 'no-answer'>;
};
