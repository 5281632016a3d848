// Calls about setting up: how far it has come, and trials of a node and a relay that store nothing.
import type { PortcullisHandlers } from '../../../shared/contract/contract.ts';
import { msatText } from '../../../shared/domain/money.ts';
import { ok, refuse } from '../../../shared/domain/result.ts';
import { relayAddress } from '../../nostr/relay-address.ts';
import { tryRelay } from '../../nostr/relay-trial.ts';
import type { Clock, Random } from '../../store/clock.ts';
import type { Fleet } from '../fleet.ts';
import { isLoopbackRelay } from '../loopback.ts';
import { createSetupReader } from '../setup-progress.ts';
import { DONE } from './actor.ts';

type SetupHandlers = Pick<PortcullisHandlers, Extract<keyof PortcullisHandlers, `setup.${string}`>>;

export function setupHandlers({
  fleet,
  clock,
  random,
}: {
  readonly fleet: () => Fleet;
  readonly clock: Clock;
  readonly random: Random;
}): SetupHandlers {
  const reader = () => {
    const { database, relays } = fleet();
    return createSetupReader({ database, relays, now: clock.now });
  };
  return {
    'setup.progress': () => ok(reader().progress()),
    'setup.skip': ({ step, skipped }) =>
      reader().skip(step, skipped)
        ? DONE
        : refuse('not_skippable', 'Without this step no agent can pay. Nothing was changed.'),

    'setup.tryNode': async (given) => {
      const checked = await fleet().nodes.check(given);
      if (!checked.ok) return checked;
      const { info, balance, permissions, warnings, tlsPin, knownAs } = checked.value;
      return ok({
        publicKey: info.publicKey,
        alias: info.alias,
        version: info.version,
        network: info.network,
        blockHeight: info.blockHeight,
        synced: info.synced,
        channels: { ...info.channels },
        spendableMsat: msatText(balance.spendable),
        tlsPin,
        rights: [...permissions.words],
        excess: [...permissions.excess],
        warnings: [...warnings],
        knownAs,
      });
    },

    'setup.tryRelay': async ({ url }) => {
      const address = relayAddress(url);
      if (!address.ok) return address;
      if (fleet().kind === 'practice' && !isLoopbackRelay(address.value))
        return refuse(
          'bad_relay',
          'The practice fleet reaches relays on this machine only. Nothing was sent.',
        );
      const { trouble, says, ...trial } = await tryRelay(address.value, { clock, random });
      return ok({
        ...trial,
        trouble,
        fits: trouble === null,
        says: says && { ...says, limits: [...says.limits] },
      });
    },
  };
}
