// Portcullis under test: the built console without a window, set up and operated over its control socket.
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { NWC_METHODS } from '../../../../shared/domain/nwc.ts';
import { CAPABILITIES, type Adapter, type Place, type Wallet } from '../adapter.ts';
import { startConsole, type Console } from './console.ts';
import { openControl, PASSPHRASE, type Control } from './control.ts';
import type { KillPoint } from './inside-messages.ts';
import { KILL_POINTS } from './kill-points.ts';
import { policyOf } from './policy.ts';
import { logOf, operatorOf, type GateStatus } from './operator.ts';

const SERVING_WITHIN_MS = 10_000;
const ALLOTMENT = '100000000';

export const portcullis: Adapter = {
  name: 'Portcullis',
  about: () => {
    const file = join(resolve(import.meta.dirname, '../../../..'), 'package.json');
    const { version } = JSON.parse(readFileSync(file, 'utf8')) as { version: string };
    return `${version}, the built console without a window`;
  },
  can: new Set(CAPABILITIES),
  create: createWallet,
};

type Status = { readonly phase: string };
function createWallet(place: Place): Wallet {
  let running: Console | undefined;
  let control: Control | undefined;
  let nodeId = '';
  let wrong = 0;
  let armed: KillPoint | null = null;
  const agents = new Map<string, string>();

  const hand = (): Control => {
    if (!control) throw new Error('the console is not running');
    return control;
  };
  const run = (dataDir: string): Console =>
    startConsole({ dataDir, wrong, armed, skipped: place.skipped(), timeZone: place.timeZone });

  const open = async (dataDir: string, child: Console): Promise<Control> => {
    const opened = await openControl(dataDir, child.gone);
    const { phase } = await opened.call<Status>('app.status');
    if (phase === 'no-vault') await opened.call('vault.create', { passphrase: PASSPHRASE });
    else await opened.call('vault.unlock', { passphrase: PASSPHRASE });
    return opened;
  };

  /** Until relays are connected and the first comparison with the node has ended, or the gate says why it will not. */
  const serving = async (): Promise<void> => {
    for (const end = Date.now() + SERVING_WITHIN_MS; Date.now() < end; await wait(10)) {
      const { doubts, relaysConnected, relaysTotal } = await hand().call<GateStatus>('gate.status');
      const reasons = doubts.map(({ reason }) => reason).filter((reason) => reason !== 'reconciling');
      const compared = doubts.length === 0 || reasons.length > 0;
      if (compared && (relaysConnected > 0 || relaysTotal === 0 || agents.size === 0)) return;
    }
    throw new Error(`the console did not come to serve within ${SERVING_WITHIN_MS} ms`);
  };

  const setUp = async (): Promise<void> => {
    const added = await hand().call<{ id: string }>('nodes.add', { name: 'Judge', ...place.node });
    nodeId = added.id;
    await hand().call('relays.set', { urls: place.relays });
    const { version } = await hand().call<{ version: number }>('fleet.policy');
    await hand().call('fleet.setPolicy', {
      expectedVersion: version,
      maxFleetDailySpend: `${place.policy.fleet}000`,
      reason: 'policy under test',
    });
  };

  const ended = async (): Promise<void> => {
    await running?.ended;
    control?.close();
    control = undefined;
  };

  return {
    start: async () => {
      running = run(place.dataDir);
      const child = running;
      armed = null;
      await Promise.race([
        (async () => {
          control = await open(place.dataDir, child);
          if (nodeId === '') await setUp();
          await serving();
        })(),
        child.ended.then(() => {
          throw new Error(`the console ended at its start: ${child.output()}`);
        }),
      ]);
    },
    stop: async () => {
      running?.process.kill('SIGTERM');
      await ended();
    },
    hardKill: async () => {
      running?.process.kill('SIGKILL');
      await ended();
    },
    ended,
    createConnection: async (agent) => {
      const { id } = await hand().call<{ id: string }>('agents.create', {
        name: agent,
        purpose: 'crash test',
        nodeId,
        draw: 'allotted',
        policy: policyOf(place),
        allotmentMsat: ALLOTMENT,
      });
      agents.set(agent, id);
      const methods = NWC_METHODS;
      const made = await hand().call<{ uri: string }>('connections.create', {
        agentId: id,
        label: agent,
        methods: [...methods],
        expiresAt: null,
      });
      return made.uri;
    },
    startSecond: async (dataDir) => {
      const second = run(dataDir);
      // On its own folder a second one would be answered for by the first: what tells them apart is that it ends.
      if (dataDir === place.dataDir) {
        const refused = await Promise.race([second.ended.then(() => true), wait(SERVING_WITHIN_MS, false)]);
        second.process.kill('SIGKILL');
        return !refused;
      }
      try {
        const opened = await open(dataDir, second);
        opened.close();
        return true;
      } catch {
        return false;
      } finally {
        second.process.kill('SIGKILL');
        await second.ended;
      }
    },
    clock: {
      skip: async (ms) => {
        await running?.inside({ type: 'skip', ms });
      },
      setWrong: async (ms) => {
        wrong = ms;
        await running?.inside({ type: 'wrong', ms });
      },
    },
    killAt: async (point, after = 1) => {
      armed = point === null ? null : { ...KILL_POINTS[point], after };
      if (!running || running.gone()) return;
      const wish = armed;
      armed = null;
      await running.inside({ type: 'arm', point: wish });
    },
    fillDisk: async (full) => {
      await running?.inside({ type: 'disk', full });
    },
    operator: operatorOf(place, hand, agents),
    log: logOf(hand),
    files: {
      ledger: ['real/ledger.db', 'real/ledger.db-wal', 'real/ledger.db-shm'],
      proof: ['real/anchor.json'],
    },
  };
}
