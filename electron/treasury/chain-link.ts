// Chain link: the one chain source in use. Tried and its network checked before it is stored; its tip followed; what it said last kept.
import type { AuditActor } from '../../shared/domain/audit-entry.ts';
import type { Network } from '../../shared/domain/network.ts';
import { ok, refuse, type Result } from '../../shared/domain/result.ts';
import type { UnixSeconds } from '../../shared/domain/time.ts';
import { ChainError, type ChainSource, type ChainTip, type FeeRates } from '../bitcoin/chain-source.ts';
import type { Clock } from '../store/clock.ts';
import type { Database } from '../store/database.ts';
import type { TreasuryLog } from './entries.ts';

export type ChainSetting =
  | { readonly kind: 'none' }
  | { readonly kind: 'esplora'; readonly url: string }
  | { readonly kind: 'lnd'; readonly nodeId: string };

export type ChainLinkState = {
  readonly source: ChainSetting;
  readonly state: 'none' | 'connecting' | 'ready' | 'unreachable' | 'wrong-network';
  readonly note: string;
  readonly height: number | null;
  readonly lastAnswerAt: UnixSeconds | null;
};

export type ChainLink = {
  readonly state: () => ChainLinkState;
  /** Null unless it was reached and is on the fleet's network. */
  readonly source: () => ChainSource | null;
  readonly tip: () => ChainTip | null;
  /** Tried first: nothing is stored of a source that does not answer or is on another network. */
  readonly set: (
    setting: ChainSetting,
    actor: AuditActor,
  ) => Promise<Result<true, 'unreachable' | 'wrong_network' | 'not_available'>>;
  readonly feeRates: () => Promise<FeeRates | null>;
  /** Called with every tip that differs from the one before. */
  readonly onTip: (listener: (tip: ChainTip) => void) => () => void;
  /** Asks now instead of at the next turn; resolves when it has answered or not. */
  readonly ask: () => Promise<void>;
  /** Lets go of the connection and makes it anew, its network checked again. */
  readonly reconnect: () => void;
  readonly start: () => void;
  readonly stop: () => Promise<void>;
};

export type ChainLinkParts = {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: TreasuryLog;
  readonly network: () => Network;
  /** Makes the adapter; a refusal says why there is none of this kind (no such node, not reachable from here). */
  readonly connect: (setting: Exclude<ChainSetting, { kind: 'none' }>) => Result<ChainSource>;
  readonly pollMs: number;
  /** A bug in an adapter: noted, and the source counts as one that does not answer. Never thrown where nobody waits for it. */
  readonly fault: (error: unknown) => void;
};

const STORED = 'treasury_chain_source';
const NONE: ChainSetting = { kind: 'none' };
/** Seconds for which a table of fee rates is not asked for again. */
const FEES_FRESH = 30;

export function createChainLink(parts: ChainLinkParts): ChainLink {
  const { database, clock, log, network, connect, pollMs } = parts;
  const read = database.prepare<{ value: string }>('SELECT value FROM meta WHERE name = ?');
  const write = database.prepare(
    'INSERT INTO meta (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
  );
  const stored = (): ChainSetting => {
    const text = read.get(STORED)?.value;
    return text === undefined ? NONE : (JSON.parse(text) as ChainSetting);
  };

  let setting = stored();
  let source: ChainSource | null = null;
  /** The network was checked since this source was made. */
  let checked = false;
  let tip: ChainTip | null = null;
  let fees: FeeRates | null = null;
  let status: Pick<ChainLinkState, 'state' | 'note' | 'lastAnswerAt'> = {
    state: setting.kind === 'none' ? 'none' : 'connecting',
    note: '',
    lastAnswerAt: null,
  };
  const listeners = new Set<(next: ChainTip) => void>();
  let cancelPoll = (): void => undefined;
  let asking: Promise<void> | null = null;
  let started = false;
  let stopped = false;

  const to = (state: ChainLinkState['state'], note: string): void => {
    if (status.state === state && status.note === note) return;
    status = { ...status, state, note };
    database.touch('treasury');
  };

  const wrongNetwork = (found: Network | 'unknown'): string =>
    found === 'unknown'
      ? 'It is on a network that Portcullis does not know, so its answers are not used.'
      : `It is on ${found}, but this fleet is on ${network()}: its answers are not used.`;

  const askOnce = async (): Promise<void> => {
    if (setting.kind === 'none') return;
    if (!source) {
      const made = connect(setting);
      if (!made.ok) return to('unreachable', made.message);
      source = made.value;
      checked = false;
    }
    const asked = source;
    try {
      if (!checked) {
        const found = await asked.network();
        if (asked !== source) return;
        if (found !== network()) return to('wrong-network', wrongNetwork(found));
        checked = true;
      }
      const next = await asked.tip();
      if (asked !== source) return;
      status = { ...status, lastAnswerAt: clock.now() };
      to('ready', '');
      if (next.hash === tip?.hash) return;
      tip = next;
      database.touch('treasury');
      for (const listener of listeners) listener(next);
    } catch (error) {
      const words = error instanceof ChainError ? error.message : 'its answer could not be used';
      if (!(error instanceof ChainError)) parts.fault(error);
      if (asked === source) to('unreachable', `${words}. What is shown is from before.`);
    }
  };
  const ask = (): Promise<void> => (asking ??= askOnce().finally(() => void (asking = null)));

  const poll = (): void => {
    cancelPoll();
    void ask().finally(() => {
      if (!stopped) cancelPoll = clock.after(pollMs, poll);
    });
  };

  const use = async (next: ChainSetting, made: ChainSource | null): Promise<void> => {
    const old = source;
    setting = next;
    source = made;
    checked = made !== null;
    tip = null;
    fees = null;
    status = { state: next.kind === 'none' ? 'none' : 'connecting', note: '', lastAnswerAt: null };
    database.touch('treasury');
    await old?.close();
  };

  return {
    state: () => ({ source: setting, ...status, height: tip?.height ?? null }),
    source: () => (checked && status.state !== 'wrong-network' ? source : null),
    tip: () => tip,
    set: async (next, actor) => {
      let made: ChainSource | null = null;
      if (next.kind !== 'none') {
        const connected = connect(next);
        if (!connected.ok) return refuse('not_available', connected.message);
        made = connected.value;
        try {
          const found = await made.network();
          if (found !== network()) {
            await made.close();
            return refuse('wrong_network', `${wrongNetwork(found)} Nothing was changed.`);
          }
          await made.tip();
        } catch (error) {
          await made.close();
          if (!(error instanceof ChainError)) throw error;
          return error.kind === 'unreachable'
            ? refuse('unreachable', `The chain source did not answer: ${error.message}. Nothing was changed.`)
            : refuse(
                'not_available',
                `It cannot be the chain source: ${error.message}. Nothing was changed.`,
              );
        }
      }
      const before = setting;
      database.transaction(() => {
        write.run(STORED, JSON.stringify(next));
        log({
          action: 'set-chain-source',
          actor,
          summary: `chain source set to ${wordsOf(next)}`,
          body: { before: { ...before }, after: { ...next } },
        });
      });
      await use(next, made);
      if (started) {
        await asking;
        await ask();
      }
      return ok(true);
    },
    feeRates: async () => {
      if (fees && clock.now() - fees.asOf < FEES_FRESH) return fees;
      if (!source || !checked) return null;
      try {
        fees = await source.feeRates();
      } catch (error) {
        if (!(error instanceof ChainError)) throw error;
      }
      return fees;
    },
    onTip: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    ask,
    reconnect: () => {
      const old = source;
      source = null;
      checked = false;
      void old?.close();
      if (started && !stopped) void ask();
    },
    start: () => {
      started = true;
      poll();
    },
    stop: async () => {
      stopped = true;
      cancelPoll();
      const last = source;
      source = null;
      await last?.close();
      await asking;
    },
  };
}

const wordsOf = (setting: ChainSetting): string =>
  setting.kind === 'none'
    ? 'none'
    : setting.kind === 'esplora'
      ? `the Esplora at ${setting.url}`
      : `the node ${setting.nodeId}`;
