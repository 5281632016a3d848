// One scenario's world: true time, two relays, the node, the wallet under test and its agents, made anew for every scenario.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Adapter, PolicyUnderTest, Wallet } from '../adapters/adapter.ts';
import { judge, type Verdict } from '../judge/judge.ts';
import { readTranscript } from '../judge/transcript.ts';
import { ALLOWED, type Invoice } from '../node/payees.ts';
import { startJudgeNode, type JudgeNode } from '../node/server.ts';
import type { Script } from '../node/script.ts';
import { connectAgent, type Agent, type Answer } from './agent.ts';
import { createWorldClock, type WorldClock } from './clock.ts';
import { startHostileRelay, type HostileRelay } from './relay.ts';
import { createSeeded, type Seeded } from './seeded.ts';

export type WorldTerms = {
  readonly adapter: Adapter;
  readonly seed: string;
  /** true: the longer form of what has one. */
  readonly long: boolean;
};

/** What a scenario may change of the policy under test, and when and where it plays. */
export type Setting = Partial<Omit<PolicyUnderTest, 'allowlist'>> & {
  readonly agents?: number;
  readonly relays?: 1 | 2;
  /** Unix seconds. */
  readonly startAt?: number;
  readonly timeZone?: string;
};

export type World = {
  readonly long: boolean;
  readonly seeded: Seeded;
  readonly clock: WorldClock;
  readonly node: JudgeNode;
  readonly relays: readonly HostileRelay[];
  readonly relay: HostileRelay;
  readonly wallet: Wallet;
  readonly dataDir: string;
  readonly agents: readonly Agent[];
  /** The one most scenarios use. */
  readonly agent: Agent;
  readonly connect: (name: string) => Promise<Agent>;
  readonly invoice: (sats: number | bigint | null, script?: Script, payee?: string) => Invoice;
  /** Asks to pay and says "paid", "in flight", "silence" or the error's code and first word. */
  readonly pay: (invoice: Invoice | string, agent?: Agent, withinMs?: number) => Promise<string>;
  /** msat the wallet counts as used. */
  readonly used: (agent?: Agent) => Promise<bigint | undefined>;
  /** So much time passes for everybody. */
  readonly skip: (ms: number) => Promise<void>;
  readonly until: (what: string, holds: () => boolean | Promise<boolean>, withinMs?: number) => Promise<void>;
  /** Restarts until it serves again. */
  readonly restart: (how?: 'killed' | 'ended') => Promise<void>;
  /** Writes a fault down when `holds` is false; the scenario goes on. */
  readonly expect: (holds: boolean, fault: string) => void;
  readonly note: (line: string) => void;
  readonly approvedByHand: Set<string>;
  readonly dailyOf: Map<string, bigint>;
  readonly stops: { from: number; to: number }[];
  /** The wallet's own word is left out of the verdict: its ledger was taken away on purpose. */
  skipOwnWord: boolean;
};

export type Played = {
  readonly verdict: Verdict;
  readonly notes: readonly string[];
  readonly evidence: object;
};

const POLICY: Omit<PolicyUnderTest, 'allowlist'> = {
  single: 1_000,
  daily: 3_000,
  fleet: 5_000,
  fee: { sats: 10, ppm: 10_000 },
  requestsPerMinute: 100_000,
  inFlight: 100,
  byHand: false,
};

const PONG_MS = 25;

export const sayAnswer = (answer: Answer | undefined): string => {
  if (!answer) return 'silence';
  if (!answer.error) return answer.result?.['state'] === 'pending' ? 'pending' : 'paid';
  const [word = ''] = answer.error.message.split(' ');
  return word === 'in_flight' ? 'in flight' : `${answer.error.code} ${word}`;
};

export async function playIn(
  { adapter, seed, long }: WorldTerms,
  setting: Setting,
  play: (world: World) => Promise<void>,
): Promise<Played> {
  const seeded = createSeeded(seed);
  const clock = createWorldClock(setting.startAt);
  const dataDir = mkdtempSync(join(tmpdir(), 'crash-'));
  const node = await startJudgeNode(seeded, clock.ms);
  const relays = await Promise.all(
    Array.from({ length: setting.relays ?? 1 }, () => startHostileRelay(seeded, clock.ms)),
  );
  const { agents: wanted = 3, relays: _relays, startAt: _startAt, timeZone = 'UTC', ...changed } = setting;
  const policy = { ...POLICY, ...changed, allowlist: ALLOWED.map(node.payees.keyOf) };
  const wallet = adapter.create({
    dataDir,
    policy,
    timeZone,
    node: node.endpoint,
    relays: relays.map(({ url }) => url),
    skipped: clock.skipped,
  });
  const agents: Agent[] = [];
  const faults: string[] = [];
  const notes: string[] = [];
  const first = <T>(items: readonly T[]): T => {
    const [item] = items;
    if (item === undefined) throw new Error('the world is empty');
    return item;
  };

  const until: World['until'] = async (what, holds, withinMs = 8_000) => {
    for (const end = Date.now() + withinMs; !(await holds());) {
      if (Date.now() > end) throw new Error(`waited in vain: ${what}`);
      await wait(5);
    }
  };
  const isHeard = ({ serviceKey }: Agent): boolean => relays.some((relay) => relay.listeners(serviceKey) > 0);
  const seesNoNode = async (): Promise<boolean> => {
    const doubts = (await wallet.operator?.doubts().catch(() => [])) ?? [];
    return doubts.includes('node-unreachable');
  };
  const connect: World['connect'] = async (name) => {
    const agent = await connectAgent(name, await wallet.createConnection(name), clock.seconds);
    agents.push(agent);
    await until(`${name} is listened to`, () =>
      relays.every((relay) => relay.listeners(agent.serviceKey) > 0),
    );
    return agent;
  };
  const used: World['used'] = async (agent = first(agents)) => {
    const answer = await agent.ask('get_budget');
    const figure = answer?.result?.['used_budget'];
    return typeof figure === 'number' ? BigInt(figure) : undefined;
  };
  const world: World = {
    long,
    seeded,
    clock,
    node,
    relays,
    relay: first(relays),
    wallet,
    dataDir,
    agents,
    get agent() {
      return first(agents);
    },
    connect,
    used,
    until,
    invoice: (sats, script = { ends: 'settle' }, payee = 'archive') =>
      node.payees.invoice(
        { payee, msat: sats === null ? null : typeof sats === 'bigint' ? sats : BigInt(sats) * 1_000n },
        script,
      ),
    pay: async (invoice, agent = first(agents), withinMs) => {
      const text = typeof invoice === 'string' ? invoice : invoice.text;
      return sayAnswer(await agent.ask('pay_invoice', { invoice: text }, {}, withinMs));
    },
    skip: async (ms) => {
      const heardBefore = agents.filter(isHeard);
      const cutOff = await seesNoNode();
      clock.skip(ms);
      await wallet.clock?.skip(ms);
      // What was asked before the skip is answered after it: a wallet that lost patience with relay or node comes back to them.
      await wait(PONG_MS);
      const asBefore = async (): Promise<boolean> =>
        heardBefore.every(isHeard) && (cutOff || !(await seesNoNode()));
      await until('relay and node are back', asBefore, 5_000).catch(() => undefined);
    },
    restart: async (how = 'killed') => {
      await (how === 'killed' ? wallet.hardKill() : wallet.stop());
      await wallet.start();
      await until('the agents are listened to', () => agents.every(isHeard));
    },
    expect: (holds, fault) => {
      if (!holds) faults.push(fault);
    },
    note: (line) => void notes.push(line),
    approvedByHand: new Set(),
    dailyOf: new Map(),
    stops: [],
    skipOwnWord: false,
  };

  const ownWord = async (): Promise<Pick<Parameters<typeof judge>[0], 'used' | 'log'>> => {
    const counted = new Map<string, bigint>();
    const open = node.books.htlcs().some(({ outcome }) => outcome === 'in-flight');
    if (world.skipOwnWord || open) return { used: counted };
    await until('the agents are heard', () => agents.every(isHeard), 10_000).catch(() => undefined);
    if (adapter.can.has('budget'))
      for (const agent of agents) {
        const figure = await used(agent);
        if (figure === undefined) faults.push(`I10: ${agent.name} gets no answer to get_budget at the end`);
        else counted.set(agent.name, figure);
      }
    if (!wallet.log) return { used: counted };
    return { used: counted, log: { fault: await wallet.log.fault(), chains: await wallet.log.chains() } };
  };

  try {
    try {
      await wallet.start();
      for (let index = 0; index < wanted; index += 1) await connect(`agent ${index + 1}`);
      await play(world);
    } catch (error) {
      faults.push(
        `the scenario did not run to its end: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
    const own = await ownWord().catch((error: unknown) => {
      faults.push(`the wallet could not be asked at the end: ${String(error)}`);
      return { used: new Map<string, bigint>() };
    });
    const exchanges = readTranscript(
      relays.flatMap(({ heard }) => heard),
      agents,
    );
    const verdict = judge({
      ...own,
      exchanges,
      htlcs: node.books.htlcs(),
      hashOf: (text) => node.payees.byText(text)?.hash,
      limits: {
        single: BigInt(policy.single) * 1_000n,
        daily: BigInt(policy.daily) * 1_000n,
        fleet: BigInt(policy.fleet) * 1_000n,
      },
      dailyOf: world.dailyOf,
      byHand: world.approvedByHand,
      stops: world.stops,
      now: clock.ms(),
    });
    return {
      notes,
      verdict: { ...verdict, faults: [...faults, ...verdict.faults] },
      evidence: { books: node.books.htlcs(), receipts: node.books.receipts(), exchanges },
    };
  } finally {
    await wallet.hardKill().catch(() => undefined);
    for (const agent of agents) agent.close();
    for (const relay of relays) relay.close();
    node.stop();
    rmSync(dataDir, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
  }
}
