// Outcomes against real lnd: what the adapter says of a payment when the node is killed, halted or stopped at each stage of it, and of the
// node when its wallet is locked, its certificate renewed, its macaroon revoked or its chain gone. The payee's own books are the judge.
import { createHash, randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { LightningNode, PaymentLookup, PayOrder } from '../../electron/lightning/lightning-node.ts';
import type { LndNodeOptions } from '../../electron/lightning/lnd/create-lnd-node.ts';
import type { PaymentHash } from '../../shared/domain/ids.ts';
import { ensureBinaries } from '../lab/binaries.ts';
import { startLab, type Lab } from '../lab/lab.ts';
import { adapterOf, askFor, askForHeld, localOf, orderOf, quiet, type ContractNode } from './fixture.ts';
import { whyNoLnd } from './lnd-world.ts';

const why = whyNoLnd('asked');
if (why !== null) process.stderr.write(`skipped: outcomes against real lnd. ${why}.\n`);

/** A node that is halted is found out by these; the console's own are longer. */
const SOON: NonNullable<LndNodeOptions['deadlines']> = {
  connection: { unaryMs: 2_000, keepaliveMs: 10_000, keepaliveAnswerMs: 2_000 },
  lookup: { trackMs: 3_000, totalMs: 8_000 },
  firstUpdateMs: 3_000,
};
const LONG = { timeout: 60_000, interval: 250 };

describe.skipIf(why !== null)('outcomes with real lnd', { timeout: 150_000 }, () => {
  let lab: Lab;
  const open: LightningNode[] = [];
  beforeAll(async () => {
    const say = (): void => undefined;
    lab = await startLab(await ensureBinaries(say), say);
  }, 240_000);
  afterEach(() => Promise.all(open.splice(0).map((one) => one.close())));
  afterAll(() => lab?.stop(), 120_000);

  const alice = () => lab.node('alice');
  const carol = () => lab.node('carol');
  const adapter = async (node: ContractNode = alice()): Promise<LightningNode> => {
    const made = adapterOf(node, { deadlines: SOON });
    open.push(made);
    await vi.waitFor(async () => expect((await made.refresh()).kind).toBe('ready'), LONG);
    return made;
  };
  const invoiceState = async (hash: string): Promise<unknown> =>
    (
      await carol()
        .rpc()
        .call('lnrpc.Lightning/LookupInvoice', { r_hash: Buffer.from(hash, 'hex') })
    )['state'];
  const held = async (node: LightningNode) => {
    const preimage = randomBytes(32);
    const hash = createHash('sha256').update(preimage).digest();
    const order = orderOf(await askForHeld(carol(), hash, { msat: 250_000n }));
    const outcome = node.pay(order);
    await vi.waitFor(async () => expect(await invoiceState(order.paymentHash)).toBe('ACCEPTED'), LONG);
    return {
      order,
      outcome,
      settle: () => carol().rpc().call('invoicesrpc.Invoices/SettleInvoice', { preimage }),
    };
  };
  const ready = (node: LightningNode) =>
    vi.waitFor(async () => expect((await node.refresh()).kind).toBe('ready'), LONG);
  const lookedUp = (node: LightningNode, hash: PaymentHash, kind: PaymentLookup['kind']) =>
    vi.waitFor(async () => {
      const found = await node.lookupPayment(hash);
      expect(found.kind).toBe(kind);
      return found;
    }, LONG);
  const back = async (): Promise<void> => {
    await alice().start();
    await lab.settled();
  };

  const WAYS: readonly (readonly [string, () => Promise<void>, () => Promise<void>])[] = [
    ['killed', () => alice().kill(), back],
    ['stopped in order', () => alice().stop(), back],
    [
      'halted',
      () => Promise.resolve(alice().daemon().signal('SIGSTOP')),
      async () => {
        alice().daemon().signal('SIGCONT');
        await lab.settled();
      },
    ],
  ];

  describe.each(WAYS)('a node that is %s', (_name, go, come) => {
    it('while an HTLC is held: unknown, then in flight, then what the recipient says', async () => {
      const node = await adapter();
      const before = await localOf(alice());
      const { order, outcome, settle } = await held(node);
      await go();
      expect((await outcome).kind).toBe('unknown');
      expect((await node.lookupPayment(order.paymentHash)).kind).toBe('no-answer');
      await vi.waitFor(async () => expect((await node.refresh()).kind).toBe('unreachable'), LONG);
      expect(await node.pay(order)).toMatchObject({
        kind: 'failed',
        detail: expect.stringMatching(/^not sent/),
      });
      await come();
      await ready(node);
      await lookedUp(node, order.paymentHash, 'in-flight');
      // Asked for again meanwhile it is not sent again.
      expect((await node.pay(order)).kind).toBe('unknown');
      await settle();
      expect(await lookedUp(node, order.paymentHash, 'settled')).toMatchObject({
        amount: 250_000n,
        fee: 1_250n,
      });
      expect(before - (await localOf(alice()))).toBe(251_250n);
    });

    it('before it has the order: nothing is claimed that did not happen', async () => {
      const node = await adapter();
      const before = await localOf(alice());
      const order = orderOf(await askFor(carol(), { msat: 70_000n }));
      await go();
      // The console does not know yet that the node is gone.
      const outcome = await node.pay(order);
      expect(['failed', 'unknown']).toContain(outcome.kind);
      await come();
      await ready(node);
      await agrees(node, order, before, 71_070n, outcome.kind === 'failed');
    });
  });

  /** What the node says and what the payee has must be the same thing; an order that was called failed must not have arrived. */
  const agrees = async (
    node: LightningNode,
    order: PayOrder,
    before: bigint,
    cost: bigint,
    failed: boolean,
  ): Promise<void> => {
    await vi.waitFor(async () => {
      const { kind } = await node.lookupPayment(order.paymentHash);
      expect(['settled', 'failed', 'not-found']).toContain(kind);
    }, LONG);
    const { kind } = await node.lookupPayment(order.paymentHash);
    const paid = (await invoiceState(order.paymentHash)) === 'SETTLED';
    expect(paid).toBe(kind === 'settled');
    if (failed) expect(paid).toBe(false);
    expect(before - (await localOf(alice()))).toBe(paid ? cost : 0n);
  };

  it('killed while the payment is on its way: unknown, and after it is back what the payee has', async () => {
    const node = await adapter();
    const before = await localOf(alice());
    const order = orderOf(await askFor(carol(), { msat: 70_000n }));
    // The HTLC gets as far as bob, and the payee does not answer.
    carol().daemon().signal('SIGSTOP');
    const outcome = node.pay(order);
    await lookedUp(node, order.paymentHash, 'in-flight');
    await alice().kill();
    expect((await outcome).kind).toBe('unknown');
    carol().daemon().signal('SIGCONT');
    await back();
    await ready(node);
    await agrees(node, order, before, 71_070n, false);
  });

  it('an order given to a node that is halted is unknown, and ends as the node says once it goes on', async () => {
    const node = await adapter();
    const before = await localOf(alice());
    const order = orderOf(await askFor(carol(), { msat: 33_000n }));
    alice().daemon().signal('SIGSTOP');
    expect((await node.pay(order)).kind).toBe('unknown');
    alice().daemon().signal('SIGCONT');
    await lab.settled();
    await ready(node);
    await agrees(node, order, before, 34_033n, false);
  });

  it('a locked wallet is said to be that, nothing is sent, and it is ready by itself once unlocked', async () => {
    const node = await adapter();
    await alice().stop();
    await alice().start({ locked: true });
    await vi.waitFor(
      async () => expect(await node.refresh()).toMatchObject({ kind: 'locked', cause: 'wallet_locked' }),
      LONG,
    );
    const order = orderOf(await askFor(carol(), { msat: 5_000n }));
    expect(await node.pay(order)).toMatchObject({
      kind: 'failed',
      detail: expect.stringMatching(/^not sent/),
    });
    await alice().unlock();
    await lab.settled();
    await vi.waitFor(() => expect(node.state().kind).toBe('ready'), LONG);
  });

  it('a renewed certificate is refused until the node is added with it', async () => {
    const node = await adapter();
    await alice().stop();
    alice().dropCertificate();
    await back();
    await vi.waitFor(
      async () => expect(await node.refresh()).toMatchObject({ kind: 'refused', cause: 'wrong_certificate' }),
      LONG,
    );
    await adapter();
  });

  it('a macaroon revoked under the console is refused, and pays nothing', async () => {
    const { macaroon } = await alice()
      .rpc()
      .call('lnrpc.Lightning/BakeMacaroon', {
        permissions: ['info:read', 'offchain:read', 'offchain:write'].map((right) => {
          const [entity, action] = right.split(':');
          return { entity, action };
        }),
        root_key_id: '9',
      });
    const node = await adapter({ ...alice(), macaroon: String(macaroon) });
    await alice().rpc().call('lnrpc.Lightning/DeleteMacaroonID', { root_key_id: '9' });
    const order = orderOf(await askFor(carol(), { msat: 5_000n }));
    expect((await node.pay(order)).kind).not.toBe('settled');
    expect(await node.refresh()).toMatchObject({ kind: 'refused', cause: 'macaroon_refused' });
    expect(await invoiceState(order.paymentHash)).toBe('OPEN');
  });

  it('a chain that is gone closes the node, and it is ready by itself once the chain is back', async () => {
    const node = await adapter();
    await lab.chain.stop();
    await vi.waitFor(async () => expect(await node.refresh()).toMatchObject({ kind: 'unreachable' }), LONG);
    await lab.chain.start();
    await lab.chain.generate(1);
    await vi.waitFor(async () => expect((await node.refresh()).kind).toBe('ready'), LONG);
    for (const one of lab.nodes()) await quiet(one);
  });
});
