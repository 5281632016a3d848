// Practice world: the contract suite's three nodes as practice nodes, each behind a gRPC server of its own.
import { createPracticeNetwork, type PracticeNetwork } from '../../electron/practice/lightning/network.ts';
import { startLndServer, type LndServer } from '../../electron/practice/lightning/server.ts';
import { systemClock } from '../../electron/store/clock.ts';
import { sats } from '../../shared/domain/money.ts';
import { openRpc, type LndRpc } from '../lab/rpc.ts';
import type { ContractNode, World } from './fixture.ts';

const HUB_FEE = { baseMsat: 1_000n, ppm: 1_000n, cltvDelta: 40 };
const NO_FEE = { base: sats(1n), ppm: 1n, cltvDelta: 40 };
/** The network's own timers run so many times faster; it waits two minutes for the missing parts of a payment. */
const HURRY = 20;

export async function startPracticeWorld(): Promise<World & { readonly network: PracticeNetwork }> {
  const network = createPracticeNetwork({
    seed: 'contract suite',
    topology: 'empty',
    clock: {
      ...systemClock,
      after: (ms, callback) => systemClock.after(ms > 1_000 ? ms / HURRY : ms, callback),
    },
  });
  const onchain = sats(200_000_000n);
  for (const name of ['payer', 'far'])
    network.addNode({ name, alias: name, policy: NO_FEE, onchain: name === 'far' ? sats(0n) : onchain });
  network.addNode({ name: 'hub', alias: 'hub', policy: { ...HUB_FEE, base: sats(1n) }, onchain });
  network.openChannel('payer', 'hub', sats(6_000_000n), sats(1_000_000n));
  network.openChannel('payer', 'hub', sats(2_000_000n), sats(500_000n));
  network.openChannel('hub', 'far', sats(8_000_000n), sats(2_000_000n));
  const servers = await Promise.all(
    (['payer', 'hub', 'far'] as const).map((nodeName) => startLndServer({ network, nodeName })),
  );
  const [payer, hub, far] = servers.map(contractNodeOf) as [Closable, Closable, Closable];
  return {
    kind: 'practice',
    network,
    payer,
    hub,
    far,
    hubFee: HUB_FEE,
    mine: (blocks) => Promise.resolve(network.chain.mine(blocks)),
    restartPayer: async () => {
      await servers[0]?.stop();
      await servers[0]?.restart();
    },
    end: async () => {
      for (const node of [payer, hub, far]) node.close();
      await Promise.all(servers.map((server) => server.stop()));
    },
  };
}

type Closable = ContractNode & { readonly close: () => void };

function contractNodeOf(server: LndServer): Closable {
  const { socket, certificate, macaroon } = server;
  const rpc: LndRpc = openRpc({ socket, certificate, macaroon });
  return {
    publicKey: server.node.publicKey,
    socket,
    certificate: () => certificate,
    macaroon,
    rpc: () => rpc,
    close: rpc.close,
  };
}
