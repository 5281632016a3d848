// The fake bridge’s answers about nodes, setting up and the program.
import type { PortcullisHandlers } from '../../shared/contract/contract.ts';
import { ok } from '../../shared/domain/result.ts';
import { hex, nodeRows, sat } from './fake-fleet.ts';
import { nodeDetailsOf } from './fake-node-details.ts';
import type { FakeWorld } from './fake-world.ts';

type Calls = Pick<
  PortcullisHandlers,
  Extract<keyof PortcullisHandlers, `nodes.${string}` | `setup.${string}` | `about.${string}`>
>;

export function setupCalls({ state, quiet, done }: FakeWorld): Calls {
  return {
    'nodes.list': () => {
      const nodes = quiet ? [] : nodeRows(state.now());
      return ok({
        nodes: nodes.map((node, index) =>
          state.story === 'closed' && index === 2
            ? {
                ...node,
                state: 'unreachable' as const,
                note: 'The node has not answered for 41 s. Its agents are refused until it does; the console keeps trying.',
                synced: null,
                lastAnswerAt: state.now() - 41,
              }
            : node,
        ),
      });
    },
    'nodes.details': ({ id }) => ok(nodeDetailsOf(id, state.now(), quiet)),
    'nodes.add': () => {
      state.push('nodes');
      return ok({
        id: 'node-4',
        warnings: ['The macaroon may also open channels. A narrower one is enough.'],
      });
    },
    'nodes.remove': () => done('nodes'),
    'setup.progress': () =>
      ok(
        quiet
          ? {
              next: 'node',
              done: [],
              skipped: [],
              node: null,
              relays: [],
              agent: null,
              connection: null,
              payment: null,
            }
          : {
              next: null,
              done: ['node', 'relays', 'agent', 'pairing', 'payment'],
              skipped: [],
              node: { id: 'node-1', name: 'Hot node north' },
              relays: ['wss://relay.one.example'],
              agent: { id: 'shopper', name: 'Shopper' },
              connection: {
                id: 'c1',
                label: 'Production worker',
                createdAt: state.now() - 86_400,
                lastSeenAt: state.now() - 40,
              },
              payment: { id: 'spend-shopper-0', agentId: 'shopper', state: 'settled' },
            },
      ),
    'setup.skip': () => done('settings'),
    'setup.tryNode': () =>
      ok({
        publicKey: `02${hex(7, 32)}`,
        alias: 'north',
        version: '0.21.0-beta',
        network: 'regtest',
        blockHeight: 948_213,
        synced: true,
        channels: { active: 4, inactive: 0, pending: 0 },
        spendableMsat: sat(24_000_000),
        tlsPin: hex(8, 32),
        rights: ['Read node information', 'Pay'],
        excess: ['spend the on-chain wallet'],
        warnings: [],
        knownAs: null,
      }),
    'setup.tryRelay': ({ url }) =>
      ok({
        url,
        fits: true,
        connectedMs: 84,
        acceptedMs: 131,
        deliveredMs: 133,
        trouble: null,
        sentence: '',
        says: { name: 'Relay one', software: 'strfry', version: '1.0', limits: [] },
      }),
    'about.program': () =>
      ok({
        version: '0.1.0',
        shell: 'chromium',
        node: '24.18.1',
        electron: null,
        chromium: null,
        v8: '14.2',
        openssl: '3.5.4',
        sqlite: '3.51.0',
        platform: 'linux x64',
        dataFolder: '/home/operator/.local/share/portcullis',
      }),
    'about.packages': () =>
      ok({
        packages: [
          { name: 'react', version: '19.3.1', licence: 'MIT', text: '0123456789abcdef' },
          { name: 'zod', version: '4.6.7', licence: 'MIT', text: null },
        ],
      }),
    'about.licenceText': () => ok({ text: 'MIT License\n\nPermission is hereby granted …' }),
  };
}
