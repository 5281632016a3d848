// lnd world: the contract suite's three nodes as the lab's, real lnd on real btcd.
import { cachedBinaries, ensureBinaries } from '../lab/binaries.ts';
import { HUB_FEE, startLab, type Lab } from '../lab/lab.ts';
import type { World } from './fixture.ts';

/** Why real lnd is not tested in this run; null when it is. What takes minutes is done only when it is asked for. */
export function whyNoLnd(when: 'built' | 'asked'): string | null {
  const said = process.env['PORTCULLIS_LAB'];
  if (said === '0') return 'PORTCULLIS_LAB is 0';
  if (said === '1') return null;
  if (when === 'asked') return '“npm run test:lab”, or PORTCULLIS_LAB=1, plays it';
  if (cachedBinaries()) return null;
  return 'lnd and btcd are not built here; “npm run lab -- --build” builds them, and the recorded answers stand in for them';
}

export async function startLndWorld(): Promise<World & { readonly lab: Lab }> {
  const quiet = (): void => undefined;
  const lab = await startLab(await ensureBinaries(quiet), quiet);
  const [payer, hub, far] = [lab.node('alice'), lab.node('bob'), lab.node('carol')];
  return {
    kind: 'lnd',
    lab,
    payer,
    hub,
    far,
    hubFee: HUB_FEE,
    mine: lab.mine,
    restartPayer: async () => {
      await payer.stop();
      await payer.start();
      await lab.settled();
    },
    end: lab.stop,
  };
}
