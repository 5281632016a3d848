// Suite: the twenty groups of the contract between this console and an lnd, one body for both worlds.
import { afterAll, beforeAll, describe, expect } from 'vitest';
import type { LightningNode } from '../../electron/lightning/lightning-node.ts';
import type { LndNodeOptions } from '../../electron/lightning/lnd/create-lnd-node.ts';
import { adapterOf, type ContractNode, type Refusal, type World } from './fixture.ts';
import { accessGroups } from './groups/access.ts';
import { channelGroups } from './groups/channels.ts';
import { listGroups } from './groups/lists.ts';
import { payGroups } from './groups/pay.ts';
import { receiveGroups } from './groups/receive.ts';
import { openGolden, type Golden } from './golden.ts';

export type Suite = {
  readonly world: () => World;
  /** An adapter that is closed at the end and has looked at its node. */
  readonly adapter: (node?: ContractNode, options?: Partial<LndNodeOptions>) => Promise<LightningNode>;
  /** Fails unless the answer has the shape of lnd's of that name. */
  readonly likeLnd: (name: string, answer: unknown) => void;
  /** Fails unless it is refused as lnd refuses it: code and words. */
  readonly refusedLikeLnd: (name: string, refusal: Refusal) => void;
};

const START_MS = 240_000;
const GROUP_MS = 90_000;

export function contractSuite(kind: World['kind'], start: () => Promise<World>): void {
  describe(`the contract with ${kind}`, { timeout: GROUP_MS }, () => {
    let world: World | undefined;
    let golden: Golden;
    const open: LightningNode[] = [];
    const here = (): World => {
      if (!world) throw new Error('the world has not started');
      return world;
    };

    beforeAll(async () => {
      golden = openGolden(kind);
      world = await start();
    }, START_MS);
    afterAll(async () => {
      golden.keep();
      await Promise.all(open.splice(0).map((one) => one.close()));
      await world?.end();
    }, START_MS);

    const suite: Suite = {
      world: here,
      adapter: async (node = here().payer, options = {}) => {
        const made = adapterOf(node, options);
        open.push(made);
        await made.refresh();
        return made;
      },
      likeLnd: (name, answer) => expect(golden.answer(name, answer)).toEqual([]),
      refusedLikeLnd: (name, refusal) => expect(golden.refusal(name, refusal)).toEqual([]),
    };
    accessGroups(suite);
    receiveGroups(suite);
    payGroups(suite);
    listGroups(suite);
    channelGroups(suite);
  });
}
