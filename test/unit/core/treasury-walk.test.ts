// Cold money walks: through the very calls of the window, over the practice fleet's own chain and nodes, with real scripts checked there.
// The device alone is a soft signer; everything else is what the product runs.
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { contract } from '../../../shared/contract/contract.ts';
import { startCoreBench, type CoreBench } from '../../support/core-bench.ts';
import { createSoftSigner } from '../../support/soft-signer.ts';
import type { ToPractice } from '../../../shared/domain/practice.ts';

const PRACTICE = fileURLToPath(new URL('../../../electron/practice/main.ts', import.meta.url));
const FEE = 2_000;
/** Seconds; a machine that does much else is slow, and nothing here waits for its own sake. */
const PATIENCE = 60;

async function walk() {
  const signer = createSoftSigner();
  let tell: (message: ToPractice) => void = () => undefined;
  const bench = await startCoreBench({
    hardware: signer,
    // Agents at their slowest: this is about cold money.
    practice: { seed: 7, speed: 0.01 },
    shell: {
      startChild: (_entry, { args }) => {
        const child = fork(PRACTICE, [...args], { env: {}, execArgv: [], stdio: ['ignore', 2, 2, 'ipc'] });
        tell = (message) => void child.send(message);
        return {
          send: (message) => void child.send(message as object),
          onMessage: (listener) => void child.on('message', listener),
          onExit: (listener) => void child.once('exit', listener),
          kill: () => void child.kill(),
        };
      },
    },
  });
  await bench.until('app.status', {}, ({ phase }) => phase === 'open', PATIENCE);
  await bench.until('treasury.status', {}, ({ chain }) => chain.state === 'ready', PATIENCE);
  return { bench, signer, tell: (message: ToPractice) => tell(message) };
}

/** Begins an operation and waits for its good end; its result. */
async function done(bench: CoreBench, begun: Promise<{ operation: string }>): Promise<string> {
  const { operation: id } = await begun;
  const { operation } = await bench.until(
    'treasury.status',
    {},
    ({ operation: now }) => now?.id === id && now.state !== 'running',
    PATIENCE,
  );
  expect(operation).toMatchObject({ state: 'done', problem: null });
  return operation?.result ?? '';
}

const draftOf = async (bench: CoreBench, id: string) => {
  const { drafts } = await bench.ask('treasury.status', {});
  const found = drafts.find((draft) => draft.id === id);
  if (!found) throw new Error('the draft is gone');
  return found;
};

const draftUntil = (bench: CoreBench, id: string, state: string) =>
  bench.until(
    'treasury.status',
    {},
    ({ drafts }) => drafts.some((draft) => draft.id === id && draft.state === state),
    PATIENCE,
  );

async function signAndSend(bench: CoreBench, draftId: string): Promise<void> {
  await done(bench, bench.ask('treasury.sign', { draftId, deviceId: null }));
  const { txid, state } = await draftOf(bench, draftId);
  expect(state).toBe('signed');
  const { draft } = await bench.ask('treasury.broadcast', { draftId, txid: txid ?? '', understood: true });
  expect(draft.state).toBe('broadcast');
}

describe('cold money in practice', { timeout: 300_000 }, () => {
  it('is received, swept, refilled, bumped and taken back by a reorganisation, each told and counted once', async () => {
    const { bench, tell } = await walk();
    const { ask, until } = bench;

    // Received: to an address that the device showed.
    const id = await done(
      bench,
      ask('treasury.createAccount', { name: 'Reserve', type: 'wpkh', accountNumber: 0, deviceId: null }),
    );
    const first = await ask('treasury.account', { id });
    expect(first.next).toMatchObject({ index: 0, checkedAt: expect.any(Number) as number });
    await ask('practice.giveCoins', { address: first.next.address, valueMsat: '5000000000' });
    await until('treasury.account', { id }, ({ account }) => account.pendingMsat === '5000000000', PATIENCE);
    expect(await ask('fleet.overview', {})).toMatchObject({
      cold: { accounts: 1, confirmedMsat: '0', pendingMsat: '5000000000' },
    });
    await ask('practice.mine', { blocks: 6 });
    await until(
      'treasury.account',
      { id },
      ({ account }) => account.confirmedMsat === '5000000000',
      PATIENCE,
    );

    // Swept: an agent over its ceiling, to the next address, once it was checked.
    const { agents } = await ask('agents.list', {});
    const agent = agents.find(
      ({ draw, balanceMsat }) => draw === 'allotted' && BigInt(balanceMsat ?? 0) > 10n ** 8n,
    );
    if (!agent) throw new Error('no agent to sweep');
    const page = await ask('agents.get', { id: agent.id });
    const hot = BigInt(agent.balanceMsat ?? 0);
    const ceiling = ((hot - 50_000_000n) / 1_000n) * 1_000n;
    await ask('agents.setPolicy', {
      id: agent.id,
      expectedVersion: page.policyVersion,
      policy: { ...page.policy, maxHotBalance: ceiling.toString() as never },
      reason: 'lower ceiling',
    });
    const { sweeps } = await until(
      'treasury.status',
      {},
      ({ sweeps: list }) =>
        list.some((proposal) => proposal.agentId === agent.id && BigInt(proposal.nodeOnChainMsat ?? 0) > 0n),
      PATIENCE,
    );
    const proposal = sweeps.find(({ agentId }) => agentId === agent.id);
    if (!proposal) throw new Error('no proposal');
    expect(proposal.draw).toBe('allotted');
    const { next } = await ask('treasury.account', { id });
    const order = {
      agentId: agent.id,
      accountId: id,
      index: next.index,
      amountMsat: proposal.amountMsat,
      feeRate: FEE,
      reason: 'over its ceiling',
    };
    expect(await bench.code('treasury.sweep', order)).toBe('address_not_checked');
    await done(
      bench,
      ask('treasury.checkAddress', { accountId: id, change: false, index: next.index, deviceId: null }),
    );
    const swept = await ask('treasury.sweep', order);
    expect(swept.txid).toMatch(/^[0-9a-f]{64}$/);
    expect(await ask('treasury.sweep', order)).toEqual(swept);
    tell({ type: 'mine', blocks: 6 });
    await until(
      'treasury.status',
      {},
      ({ sweepOrders }) => sweepOrders[0]?.state === 'confirmed' && sweepOrders[0].txid === swept.txid,
      PATIENCE,
    );
    const cold = 5_000_000_000n + BigInt(proposal.amountMsat);
    await until(
      'treasury.account',
      { id },
      ({ account }) => account.confirmedMsat === cold.toString(),
      PATIENCE,
    );

    // Refilled: within the ceiling, with a higher fee on the way, credited once.
    const before = BigInt((await ask('agents.get', { id: agent.id })).agent.balanceMsat ?? 0);
    const amount = 20_000_000n;
    await ask('agents.setPolicy', {
      id: agent.id,
      expectedVersion: page.policyVersion + 1,
      policy: { ...page.policy, maxHotBalance: (before + amount).toString() as never },
      reason: 'room for a refill',
    });
    const wish = { accountId: id, agentId: agent.id, feeRate: FEE, reason: 'runs low' };
    expect(await bench.code('treasury.refill', { ...wish, amountMsat: (amount + 1_000n).toString() })).toBe(
      'above_ceiling',
    );
    const refill = await ask('treasury.refill', { ...wish, amountMsat: amount.toString() as never });
    await signAndSend(bench, refill.draft.id);
    const txid = refill.draft.txid ?? '';
    await until(
      'treasury.account',
      { id },
      ({ history }) => history.some((line) => line.txid === txid && line.canBump),
      PATIENCE,
    );
    const bumped = await ask('treasury.bump', {
      accountId: id,
      txid,
      how: 'replace',
      feeRate: 20_000,
      instead: null,
    });
    await signAndSend(bench, bumped.draft.id);
    await draftUntil(bench, refill.draft.id, 'replaced');
    tell({ type: 'mine', blocks: 6 });
    await draftUntil(bench, bumped.draft.id, 'confirmed');
    const credited = (before + amount).toString();
    await until('agents.get', { id: agent.id }, ({ agent: now }) => now.balanceMsat === credited, PATIENCE);

    // Taken back: what had counted does not any more, with an alert, and counts again once it is buried anew.
    // Deep enough also when the chain has grown by itself meanwhile.
    tell({ type: 'reorg', depth: 20 });
    await draftUntil(bench, bumped.draft.id, 'broadcast');
    const { alerts } = await until(
      'fleet.overview',
      {},
      ({ alerts: list }) => list.some(({ action }) => action === 'chain-reorganised'),
      PATIENCE,
    );
    expect(alerts.find(({ action }) => action === 'chain-reorganised')).toMatchObject({ level: 'critical' });
    tell({ type: 'mine', blocks: 7 });
    await draftUntil(bench, bumped.draft.id, 'confirmed');
    expect((await ask('agents.get', { id: agent.id })).agent.balanceMsat).toBe(credited);

    const files = await Promise.all(
      (['descriptor', 'labels', 'sparrow'] as const).map((format) =>
        ask('treasury.exportAccount', { id, format }),
      ),
    );
    expect(files[0]?.text).toMatch(/^wpkh\(\[f5acc2fd\/84h\/1h\/0h\]tpub\w+\/<0;1>\/\*\)#\w{8}$/m);
    expect(JSON.parse(files[2]?.text ?? '')).toMatchObject({ label: 'Reserve' });
    expect(bench.faults).toEqual([]);
  });

  it('reaches no chain beyond this machine, and moves by no call that needs no person', async () => {
    const { bench } = await walk();
    const moving = [
      'createAccount',
      'registerPolicy',
      'checkAddress',
      'sign',
      'broadcast',
      'sweep',
      'refill',
      'setChainSource',
      'enrolApprover',
      'removeAccount',
    ] as const;
    for (const name of moving) expect([name, contract[`treasury.${name}`].level]).toEqual([name, 'human']);
    expect(
      await bench.code('treasury.setChainSource', {
        source: { kind: 'esplora', url: 'https://example.org' },
      }),
    ).toBe('not_available');
  });
});
