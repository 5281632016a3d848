// Practice fleet: starts the child that plays relay, nodes and agents, and makes its cast members of an opened practice fleet,
// through the same doors a real fleet has.
import type { AuditActor } from '../../shared/domain/audit-entry.ts';
import type { AgentId, NodeId } from '../../shared/domain/ids.ts';
import { sats } from '../../shared/domain/money.ts';
import { NWC_METHODS } from '../../shared/domain/nwc.ts';
import { POLICY_PRESETS, type Policy } from '../../shared/domain/policy.ts';
import type { CastMember, FromPractice, ToPractice } from '../../shared/domain/practice.ts';
import type { Result } from '../../shared/domain/result.ts';
import type { ChildProcess, DesktopShell } from '../shell/desktop-shell.ts';
import type { Clock } from '../store/clock.ts';
import type { Fleet } from './fleet.ts';
import { readPracticeMessage } from './practice-messages.ts';

export type PracticeOptions = {
  readonly shell: Pick<DesktopShell, 'startChild'>;
  readonly fleet: Fleet;
  /** Same seed, same practice fleet. */
  readonly seed: number;
  readonly speed: number;
  readonly clock: Clock;
  /** Aborted when the console stops before the fleet has started. */
  readonly signal: AbortSignal;
  /** What the child has to say to a spectator. */
  readonly say: (line: string) => void;
  /** The child ended, and with it the practice fleet's nodes and agents. */
  readonly onEnd: (code: number | null) => void;
};

export type PracticeChild = { readonly tell: (message: ToPractice) => void; readonly stop: () => void };

type Ready = Extract<FromPractice, { type: 'ready' }>;

export class PracticeError extends Error {
  override readonly name = 'PracticeError';
}

const READY_MS = 30_000;
const GATE_OPEN_MS = 10_000;
const POLL_MS = 25;
const CONSOLE: AuditActor = { kind: 'gate' };

/** Resolves when the agents have been paired and may begin. Rejects with `PracticeError`; the child is then ended. */
export async function startPracticeFleet(options: PracticeOptions): Promise<PracticeChild> {
  const { shell, fleet, seed, speed, signal } = options;
  if (fleet.kind !== 'practice') throw new PracticeError('The practice cast never joins a real fleet.');
  const child = shell.startChild('practice', { args: ['--seed', String(seed), '--speed', String(speed)] });
  let stopped = false;
  const stop = (): void => {
    stopped = true;
    child.kill();
  };
  signal.addEventListener('abort', stop);
  try {
    const ready = await hearReady(child, options);
    const nodes = await addNodes(options, ready);
    must(await fleet.treasury.link.set({ kind: 'esplora', url: ready.chain }, CONSOLE));
    const relays = fleet.relays.set(ready.relays, CONSOLE);
    if (!relays.ok) throw new PracticeError(relays.message);
    for (const { destination, label } of ready.labels) must(fleet.labels.set(destination, label, CONSOLE));
    const together = ready.cast.reduce((sum, member) => sum + member.dailySats, 0);
    must(
      fleet.registry.setFleetPolicy(
        0,
        { maxFleetDailySpend: sats(together), attestAbove: null },
        'All daily limits together',
        CONSOLE,
      ),
    );
    const agents = ready.cast.map((member) => ({
      character: member.character,
      uri: register(fleet, member, nodes, ready.relays),
    }));
    await gateOpen(options);
    child.onExit((code) => {
      if (!stopped) options.onEnd(code);
    });
    child.send({ type: 'pair', agents } satisfies ToPractice);
    return { tell: child.send, stop };
  } catch (error) {
    stop();
    throw error;
  }
}

function hearReady(child: ChildProcess, { clock, say }: PracticeOptions): Promise<Ready> {
  return new Promise((resolve, reject) => {
    const fail = (sentence: string): void => reject(new PracticeError(sentence));
    const cancel = clock.after(READY_MS, () => fail('The practice fleet did not start within 30 seconds.'));
    child.onExit((code) => {
      cancel();
      fail(`The practice fleet ended while it was starting (code ${code ?? 'none'}).`);
    });
    child.onMessage((raw) => {
      const message = readPracticeMessage(raw);
      if (message?.type === 'log') say(message.line);
      else if (message?.type === 'ready') {
        cancel();
        resolve(message);
      } else fail('The practice fleet said something that cannot be believed.');
    });
  });
}

const ADD_TRIES = 5;
const ADD_PAUSE_MS = 1_000;

/** On a busy machine a node that has just started may not answer the first call in time. */
async function addPatiently(
  fleet: Fleet,
  node: Ready['nodes'][number],
  clock: PracticeOptions['clock'],
): ReturnType<Fleet['nodes']['add']> {
  for (let left = ADD_TRIES; ; left -= 1) {
    const added = await fleet.nodes.add(node, CONSOLE);
    if (added.ok || added.code !== 'unreachable' || left === 1) return added;
    await new Promise<void>((resolve) => void clock.after(ADD_PAUSE_MS, resolve));
  }
}

async function addNodes({ fleet, clock }: PracticeOptions, { nodes }: Ready): Promise<readonly NodeId[]> {
  const ids: NodeId[] = [];
  for (const node of nodes) {
    const { id } = must(await addPatiently(fleet, node, clock));
    const state = await fleet.nodes.get(id)?.refresh();
    if (state?.kind !== 'ready') throw new PracticeError(`The practice node ${node.name} does not answer.`);
    // SECURITY: pretend money is on regtest; a node of any other network has no business here.
    if (state.info.network !== 'regtest')
      throw new PracticeError(`The practice node ${node.name} is not on regtest.`);
    ids.push(id);
  }
  return ids;
}

/** Adds one agent as an operator would, and returns its pairing URI. */
function register(
  fleet: Fleet,
  member: CastMember,
  nodes: readonly NodeId[],
  relays: readonly string[],
): string {
  const nodeId = nodes[member.node];
  if (nodeId === undefined) throw new PracticeError(`${member.name} is cast on a node that is not there.`);
  const agentId: AgentId = must(
    fleet.registry.create(
      {
        name: member.name,
        purpose: member.purpose,
        nodeId,
        draw: member.draw,
        policy: policyOf(member),
      },
      CONSOLE,
    ),
  );
  if (member.draw === 'allotted' && member.allotmentSats > 0)
    must(fleet.gate.credit(agentId, sats(member.allotmentSats), 'First allotment', CONSOLE));
  return must(
    fleet.connections.create(
      { agentId, label: 'Practice client', methods: NWC_METHODS, relays, expiresAt: null },
      CONSOLE,
    ),
  ).uri;
}

/** The starter preset with the figures of the cast. */
function policyOf(member: CastMember): Policy {
  const starter = POLICY_PRESETS.find((preset) => preset.id === 'starter');
  if (!starter) throw new Error('there is no starter preset');
  return {
    ...starter.policy,
    maxSingleTx: sats(member.singleSats),
    maxDailySpend: sats(member.dailySats),
    maxHotBalance: sats(member.hotSats),
    maxInFlight: { ...starter.policy.maxInFlight, msat: sats(member.dailySats) },
  };
}

/** Until the first reconciliation has ended the gate refuses; agents that began before would only be turned away. */
async function gateOpen({ fleet, clock, signal }: PracticeOptions): Promise<void> {
  const end = clock.monotonic() + GATE_OPEN_MS;
  while (fleet.gate.doubts().length > 0 && !signal.aborted && clock.monotonic() < end)
    await new Promise<void>((resolve) => void clock.after(POLL_MS, resolve));
}

function must<T>(result: Result<T>): T {
  if (!result.ok) throw new PracticeError(result.message);
  return result.value;
}
