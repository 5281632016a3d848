// Chain sources: from a setting to its adapter. A practice fleet reaches its own chain on this machine and nothing else.
import { ok, refuse, type Result } from '../../shared/domain/result.ts';
import type { ChainSource } from '../bitcoin/chain-source.ts';
import { createEsploraSource } from '../bitcoin/esplora/create-esplora-source.ts';
import { readEsploraUrl } from '../bitcoin/esplora/http.ts';
import type { Clock } from '../store/clock.ts';
import type { ChainSetting } from '../treasury/chain-link.ts';
import { isLoopbackChain } from './loopback.ts';

export type ChainWish = {
  readonly setting: Exclude<ChainSetting, { kind: 'none' }>;
  readonly kind: 'practice' | 'real';
  readonly clock: Clock;
};

export function connectChain({ setting, kind, clock }: ChainWish): Result<ChainSource> {
  if (setting.kind === 'lnd')
    return refuse(
      'not_available',
      'A node cannot be the chain source in this version. Nothing was changed. Use an Esplora instance of your own.',
    );
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
