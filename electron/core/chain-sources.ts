// Chain sources: from a setting to its adapter. A practice fleet reaches its own chain on this machine and nothing else.
import type { NodeId } from '../../shared/domain/ids.ts';
import { ok, refuse, type Result } from '../../shared/domain/result.ts';
import type { ChainSource } from '../bitcoin/chain-source.ts';
import { createEsploraSource } from '../bitcoin/esplora/create-esplora-source.ts';
import { readEsploraUrl } from '../bitcoin/esplora/http.ts';
import { createLndSource, type WatchedAccount } from '../bitcoin/lnd/create-lnd-source.ts';
import type { NodeDirectory } from '../lightning/nodes.ts';
import type { Clock } from '../store/clock.ts';
import type { ChainSetting } from '../treasury/chain-link.ts';
import type { OpenAccount } from '../treasury/cold-account.ts';
import { isLoopbackChain, isLoopbackSocket } from './loopback.ts';

export type ChainWish = {
  readonly setting: Exclude<ChainSetting, { kind: 'none' }>;
  readonly kind: 'practice' | 'real';
  readonly clock: Clock;
  readonly nodes: Pick<NodeDirectory, 'connectTo' | 'records'>;
  /** Every account; asked anew at each look, so that one that is born is told to the node. */
  readonly accounts: () => readonly OpenAccount[];
};

export function connectChain(wish: ChainWish): Result<ChainSource> {
  const { setting, kind, clock } = wish;
  if (setting.kind === 'lnd') return connectNode(wish, setting.nodeId as NodeId);
  const url = readEsploraUrl(setting.url);
  if (!url)
    return refuse(
      'bad_url',
      'This is not the address of an Esplora: http or https, a host, and no user or query in it. Nothing was changed.',
    );
  // SECURITY: nothing but loopback is reached from a practice fleet, whatever is typed into it.
  if (kind === 'practice' && !isLoopbackChain(setting.url))
    return refuse(
      'not_available',
      'The practice fleet reaches nothing beyond this machine. Nothing was changed.',
    );
  return ok(createEsploraSource({ url, now: clock.now }));
}

function connectNode({ kind, clock, nodes, accounts }: ChainWish, id: NodeId): Result<ChainSource> {
  const stored = nodes.records().find((node) => node.id === id);
  // SECURITY: as above.
  if (kind === 'practice' && stored && !isLoopbackSocket(stored.socket))
    return refuse('not_available', 'The practice fleet reaches nothing beyond this machine.');
  const connected = nodes.connectTo(id);
  if (!connected.ok) return connected;
  return ok(
    createLndSource({
      connection: connected.value,
      accounts: () => watched(accounts()),
      now: clock.now,
      monotonic: clock.monotonic,
    }),
  );
}

/** The node's wallet knows an account by this name for good, also after a restore of this console elsewhere. */
const watched = (accounts: readonly OpenAccount[]): readonly WatchedAccount[] =>
  accounts.flatMap(({ id, type, scripts }) =>
    type === 'policy' ? [] : [{ name: `portcullis-${id}`, scripts }],
  );
