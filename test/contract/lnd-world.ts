// lnd world: the contract suite's three nodes as the lab's, real lnd on real btcd.
import { cachedBinaries, ensureBinaries } from '../lab/binaries.ts';
import { HUB_FEE, startLab, type Lab } from '../lab/lab.ts';
import type { World } from './fixture.ts';

/** Why real lnd is not tested in this run; null when it is. */
export function whyNoLnd(): string | null {
  if (process.env['PORTCULLIS_LAB'] === '0') return 'PORTCULLIS_LAB is 0';
  if (cachedBinaries() || process.env['PORTCULLIS_LAB'] === '1') return null;
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
