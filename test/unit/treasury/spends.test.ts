// Spends: from coins that count to a broadcast that cannot be called back, with every way in between that it may go wrong.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Transaction } from 'bitcoinjs-lib';
import { ChainError } from '../../../electron/bitcoin/chain-source.ts';
import type { OpenAccount } from '../../../electron/treasury/cold-account.ts';
import { HARDWARE_PROBLEMS } from '../../../shared/domain/treasury.ts';
import { sat } from '../../../shared/domain/sat.ts';
import { ELSEWHERE, openTreasury, OPERATOR, type TreasuryBench } from './treasury-bench.ts';

let bench: TreasuryBench;
let account: OpenAccount;
beforeEach(async () => {
  bench = openTreasury();
  await bench.begin();
  account = await bench.makeAccount();
});
afterEach(() => bench.close());

const spends = () => bench.treasury().spends;
const view = () => bench.treasury().sync.view(bench.account(account.id));
const broadcast = (id: string, txid: string) => bench.treasury().broadcasts.broadcast(id, txid, OPERATOR);

describe('money that comes in', () => {
  it('counts after six confirmations and never from the mempool; a large amount after seven', async () => {
    bench.chain.pay(account.scripts.at(0, 0).script, 10_000_000n);
    bench.chain.pay(account.scripts.at(0, 1).script, 10_000_001n);
    await bench.treasury().round();
    expect(view()).toMatchObject({ confirmed: 0n, pending: 20_000_001n });
    await bench.mine(5);
    expect(view().confirmed).toBe(0n);
    await bench.mine(1);
    expect(view()).toMatchObject({ confirmed: 10_000_000n, pending: 10_000_001n });
    await bench.mine(1);
    expect(view()).toMatchObject({ confirmed: 20_000_001n, pending: 0n });
  });

  it('stops counting at once when a reorganisation takes it back, with an alert', async () => {
    await bench.fund(account, 500_000);
    expect(view().confirmed).toBe(500_000n);
    bench.chain.reorganise(7, { keepOut: true });
    await bench.treasury().round();
    expect(view()).toMatchObject({ confirmed: 0n, pending: 500_000n });
    expect(bench.entries().find(({ action }) => action === 'chain-reorganised')).toMatchObject({
      level: 'critical',
    });
  });

  it('is not spent before it counts, unless by hand and with a warning', async () => {
    bench.chain.pay(account.scripts.at(0, 0).script, 500_000n);
    await bench.mine(1);
    await expect(bench.prepare(account, 100_000)).rejects.toThrow('no_coins');
    const [coin] = view().coins;
    const draft = await bench.prepare(account, 100_000, {
      choice: 'manual',
      manual: [coin?.outpoint ?? ''],
    });
    expect(draft.plan.warnings.join()).toContain('not deep enough');
  });
});

describe('a draft', () => {
  it('is signed on the device, compared, broadcast once the operator has seen its id, and followed to its depth', async () => {
    await bench.fund(account, 500_000);
    const draft = await bench.prepare(account, 100_000);
    expect(draft.plan.outputs.map(({ kind }) => kind).toSorted()).toEqual(['change', 'payment']);
    expect(draft.plan).toMatchObject({ replaceable: true, feeRate: 2_000 });
    const signed = await bench.sign(draft);
    expect(signed).toMatchObject({ state: 'signed', txid: draft.txid });
    expect(Transaction.fromHex(signed.raw ?? '').getId()).toBe(draft.txid);
    expect(await broadcast(draft.id, 'f'.repeat(64))).toMatchObject({
      ok: false,
      code: 'changed_while_waiting',
    });
    expect(bench.chain.sent).toEqual([]);
    expect(await bench.send(signed)).toMatchObject({ state: 'broadcast', note: '' });
    await bench.mine(6);
    expect(bench.stateOf(draft)).toBe('confirmed');
    const outcomes = bench
      .entries()
      .filter(({ correlation }) => correlation === draft.id)
      .map(({ action, outcome }) => `${action} ${outcome}`);
    expect(outcomes).toEqual([
      'draft asked',
      'sign succeeded',
      'broadcast started',
      'broadcast succeeded',
      'chain-seen started',
      'chain-confirmed succeeded',
      'draft-confirmed succeeded',
    ]);
    expect(view().confirmed).toBe(500_000n - 100_000n - draft.plan.fee);
  });

  it('of a taproot account goes the same way', async () => {
    const taproot = await bench.makeAccount('tr', 1);
    await bench.fund(taproot, 300_000);
    const sent = await bench.send(await bench.sign(await bench.prepare(taproot, 50_000)));
    await bench.mine(6);
    expect(bench.stateOf(sent)).toBe('confirmed');
  });

  it('holds its coins against another draft until it is thrown away', async () => {
    await bench.fund(account, 500_000);
    const first = await bench.prepare(account, 100_000);
    expect(view().coins[0]?.state).toBe('spending');
    await expect(bench.prepare(account, 100_000)).rejects.toThrow('no_coins');
    expect(spends().discard(first.id, OPERATOR)).toMatchObject({ ok: true });
    await bench.prepare(account, 100_000);
  });

  it('that takes the place of another has its coins, and the other is thrown away', async () => {
    await bench.fund(account, 500_000);
    const first = await bench.prepare(account, 100_000);
    const second = await bench.prepare(account, 200_000, { instead: first.id });
    expect(bench.stateOf(first)).toBe('discarded');
    expect(second.plan.inputs).toEqual(first.plan.inputs);
  });

  it.each(HARDWARE_PROBLEMS.filter((kind) => kind !== 'cancelled'))(
    'is a draft again when the device ends on %s, and the operation says why',
    async (kind) => {
      await bench.fund(account, 500_000);
      const draft = await bench.prepare(account, 100_000);
      bench.signer.failNext(kind, kind === 'no-device' ? 'open' : 'transaction');
      spends().sign(draft.id, null, OPERATOR);
      await bench.treasury().operations.idle();
      expect(bench.treasury().operations.newest()).toMatchObject({ state: 'failed', problem: { kind } });
      expect(bench.draft(draft.id)).toMatchObject({ state: 'draft', raw: null });
      // Nothing stands in the way of the next try.
      expect((await bench.sign(draft)).state).toBe('signed');
    },
  );

  it('survives an unplugging in the middle', async () => {
    await bench.fund(account, 500_000);
    const draft = await bench.prepare(account, 100_000);
    const release = bench.signer.holdPrompts();
    spends().sign(draft.id, null, OPERATOR);
    await vi.waitFor(() =>
      expect(bench.treasury().operations.newest()?.prompt).toEqual({ kind: 'confirm', what: 'transaction' }),
    );
    expect(bench.stateOf(draft)).toBe('signing');
    expect(spends().discard(draft.id, OPERATOR)).toMatchObject({ ok: false });
    bench.signer.unplug();
    await bench.treasury().operations.idle();
    release();
    expect(bench.treasury().operations.newest()?.problem?.kind).toBe('disconnected');
    expect(bench.stateOf(draft)).toBe('draft');
  });

  it('that a crash left at the device is a draft again at the next start', async () => {
    await bench.fund(account, 500_000);
    const draft = await bench.prepare(account, 100_000);
    bench.treasury().drafts.move(draft.id, 'begin-signing', bench.clock.now());
    await bench.crash();
    await bench.restart();
    expect(bench.draft(draft.id)).toMatchObject({ state: 'draft' });
    expect(bench.draft(draft.id).note).toContain('Nothing was signed');
  });

  it('whose signature was exchanged is not taken', async () => {
    await bench.fund(account, 500_000, 400_000);
    const draft = await bench.prepare(account, 700_000);
    const open = bench.signer.open.bind(bench.signer);
    vi.spyOn(bench.treasury().hardware, 'open').mockImplementation(async (needs, follow) => {
      const session = await open(needs, follow);
      return {
        ...session,
        signPsbt: async (...given) => {
          const [first, second] = await session.signPsbt(...given);
          return first && second
            ? [
                { ...first, signature: second.signature },
                { ...second, signature: first.signature },
              ]
            : [];
        },
      };
    });
    spends().sign(draft.id, null, OPERATOR);
    await bench.treasury().operations.idle();
    expect(bench.treasury().operations.newest()?.problem).toMatchObject({ kind: 'rejected-data' });
    expect(bench.draft(draft.id)).toMatchObject({ state: 'draft', raw: null });
  });

  it('takes signatures of the very same transaction from a file, and of no other', async () => {
    await bench.fund(account, 500_000, 400_000);
    const draft = await bench.prepare(account, 100_000);
    const other = await bench.prepare(account, 200_000);
    const exported = spends().exportPsbt(draft.id, OPERATOR);
    const psbt = exported.ok ? exported.value : '';
    expect(spends().importPsbt(draft.id, psbt, OPERATOR)).toMatchObject({ ok: false });
    const signedOther = await bench.sign(other);
    expect(spends().importPsbt(draft.id, signedOther.psbt, OPERATOR)).toMatchObject({
      ok: false,
      code: 'another_transaction',
    });
    expect(spends().importPsbt(draft.id, 'nonsense', OPERATOR)).toMatchObject({ ok: false });
    const signed = await bench.sign(draft);
    // Back to unsigned, and the signatures in again from the file.
    bench
      .database()
      .prepare(`UPDATE treasury_drafts SET state = 'draft', raw = NULL, psbt = ? WHERE id = ?`)
      .run(psbt, draft.id);
    expect(spends().importPsbt(draft.id, signed.psbt, OPERATOR)).toMatchObject({
      ok: true,
      value: { state: 'signed', raw: signed.raw },
    });
  });

  it('that was exchanged in the file does not leave, and the log says so', async () => {
    await bench.fund(account, 500_000);
    const signed = await bench.sign(await bench.prepare(account, 100_000));
    const transaction = Transaction.fromHex(signed.raw ?? '');
    transaction.outs.forEach((output) => void (output.script = Buffer.from('0014'.padEnd(44, '9'), 'hex')));
    bench
      .database()
      .prepare('UPDATE treasury_drafts SET raw = ? WHERE id = ?')
      .run(transaction.toHex(), signed.id);
    expect(await broadcast(signed.id, signed.txid)).toMatchObject({
      ok: false,
      code: 'another_transaction',
    });
    expect(bench.chain.sent).toEqual([]);
    expect(bench.entries().at(-1)).toMatchObject({ level: 'critical', action: 'broadcast' });
  });

  it('of a coin about which the source lies is not prepared', async () => {
    await bench.fund(account, 500_000);
    const [coin] = view().coins;
    const other = bench.chain.pay(account.scripts.at(0, 9).script, 1n);
    const raw = bench.chain.rawTransaction.bind(bench.chain);
    bench.chain.rawTransaction = (txid) => raw(txid === coin?.txid ? other : txid);
    await expect(bench.prepare(account, 100_000)).rejects.toThrow('source_not_honest');
  });

  it('that pays everything leaves nothing behind', async () => {
    await bench.fund(account, 500_000, 400_000);
    const draft = await bench.prepare(account, null);
    expect(draft.plan.outputs).toHaveLength(1);
    expect(draft.plan.outputs[0]?.value).toBe(900_000n - draft.plan.fee);
  });

  it.each([
    ['tb1qw508d6qejxtdg4y5r3zarvary0c5xw7kxpjzsx', 'wrong_network'],
    ['bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt08p', 'bad_checksum'],
    ['nobody', 'not_an_address'],
  ])('to %s is refused: %s', async (address, code) => {
    await bench.fund(account, 500_000);
    await expect(
      bench.prepare(account, null, { outputs: [{ address, value: sat(10_000n), label: '' }] }),
    ).rejects.toThrow(code);
  });
});

describe('a broadcast', () => {
  const ready = async () => {
    await bench.fund(account, 500_000);
    return bench.sign(await bench.prepare(account, 100_000));
  };

  it('that the source turns away leaves the transaction as it was, with its words', async () => {
    const signed = await ready();
    bench.chain.failNext.broadcast = new ChainError('refused', 'min relay fee not met');
    expect(await broadcast(signed.id, signed.txid)).toMatchObject({ ok: false, code: 'refused_by_chain' });
    expect(bench.draft(signed.id)).toMatchObject({ state: 'signed' });
    expect(bench.draft(signed.id).note).toContain('min relay fee not met');
    expect(await broadcast(signed.id, signed.txid)).toMatchObject({ ok: true });
  });

  it('that is not answered stays out as unknown, and is sent again until it is seen', async () => {
    const signed = await ready();
    bench.chain.failNext.broadcast = new ChainError('unreachable', 'timeout');
    expect(await bench.send(signed)).toMatchObject({ state: 'broadcast' });
    expect(bench.draft(signed.id).note).toContain('not known');
    expect(bench.actions()).toContain('broadcast unknown');
    expect(spends().discard(signed.id, OPERATOR)).toMatchObject({ ok: false });
    await bench.treasury().round();
    expect(bench.chain.has(signed.txid)).toBe(true);
    await bench.treasury().round();
    expect(bench.draft(signed.id)).toMatchObject({ state: 'broadcast', note: '' });
  });

  it('that was taken though the answer was lost is found and not doubled', async () => {
    const signed = await ready();
    bench.chain.failNext.broadcast = 'take-then-fail';
    await bench.send(signed);
    await bench.mine(6);
    expect(bench.stateOf(signed)).toBe('confirmed');
    expect(new Set(bench.chain.sent)).toEqual(new Set([signed.raw]));
  });

  it.each(['before', 'after'] as const)(
    'that a crash cut off %s the source took it is out after the next start, once',
    async (when) => {
      const signed = await ready();
      const take = bench.chain.broadcast.bind(bench.chain);
      if (when === 'before') {
        // Dies with the order written down and not one byte sent.
        bench.chain.broadcast = () => new Promise(() => undefined);
        void broadcast(signed.id, signed.txid);
        await Promise.resolve();
      } else {
        bench.chain.broadcast = (raw) => take(raw).then(() => new Promise(() => undefined));
        void broadcast(signed.id, signed.txid);
        await vi.waitFor(() => expect(bench.chain.has(signed.txid)).toBe(true));
      }
      expect(bench.stateOf(signed)).toBe('broadcast');
      const [order] = bench.treasury().drafts.broadcasts(signed.id);
      expect(order).toMatchObject({ outcome: 'unknown', txid: signed.txid });
      await bench.crash();
      const sent: string[] = [];
      bench.chain.broadcast = (raw) => {
        sent.push(raw);
        return take(raw);
      };
      await bench.restart();
      await bench.mine(6);
      expect(bench.stateOf(signed)).toBe('confirmed');
      expect(sent).toEqual(when === 'before' ? [signed.raw] : []);
    },
  );

  it('needs a signed draft, and is never made of a discarded one', async () => {
    await bench.fund(account, 500_000);
    const draft = await bench.prepare(account, 100_000);
    expect(await broadcast(draft.id, draft.txid)).toMatchObject({ ok: false, code: 'not_now' });
    const signed = await bench.sign(draft);
    spends().discard(signed.id, OPERATOR);
    expect(await broadcast(signed.id, signed.txid)).toMatchObject({ ok: false, code: 'not_now' });
    expect(bench.chain.sent).toEqual([]);
  });

  it('asked for twice at once leaves once', async () => {
    const signed = await ready();
    const both = await Promise.all([broadcast(signed.id, signed.txid), broadcast(signed.id, signed.txid)]);
    expect(both.filter(({ ok }) => ok)).toHaveLength(1);
    expect(bench.chain.sent).toHaveLength(1);
  });
});

describe('a transaction that is stuck', () => {
  const stuck = async () => {
    await bench.fund(account, 500_000, 300_000);
    const sent = await bench.send(
      await bench.sign(await bench.prepare(account, 100_000, { feeRate: 1_000 })),
    );
    await bench.treasury().round();
    return sent;
  };
  const bump = (txid: string, how: 'replace' | 'child', feeRate: number, instead: string | null = null) =>
    spends().bump(account, { txid, how, feeRate, instead }, OPERATOR);

  it('is replaced by one that pays the same with a higher fee, and both are told apart', async () => {
    const sent = await stuck();
    expect(spends().canBump(account, sent.txid)).toEqual({ replace: true, child: true });
    const bumped = await bump(sent.txid, 'replace', 10_000);
    if (!bumped.ok) throw new Error(bumped.message);
    const { value: draft } = bumped;
    expect(draft).toMatchObject({ purpose: 'bump', replaces: sent.txid });
    expect(draft.plan.fee).toBeGreaterThan(sent.plan.fee);
    const payment = (plan: typeof draft.plan) =>
      plan.outputs.filter(({ kind }) => kind === 'payment').map(({ address, value }) => [address, value]);
    expect(payment(draft.plan)).toEqual([[ELSEWHERE, 100_000n]]);
    expect(payment(draft.plan)).toEqual(payment(sent.plan));
    // While it is not out, the original stands.
    await bench.treasury().round();
    expect(bench.stateOf(draft)).toBe('draft');
    await bench.send(await bench.sign(draft));
    await bench.treasury().round();
    expect(bench.stateOf(sent)).toBe('replaced');
    expect(bench.actions()).toContain('chain-replaced succeeded');
    expect(bench.actions()).not.toContain('chain-conflicted failed');
    await bench.mine(6);
    expect(bench.stateOf(draft)).toBe('confirmed');
    expect(spends().canBump(account, draft.txid)).toEqual({ replace: false, child: false });
  });

  it('whose replacement loses because the original is mined first shows that', async () => {
    const sent = await stuck();
    const bumped = await bump(sent.txid, 'replace', 10_000);
    if (!bumped.ok) throw new Error(bumped.message);
    const signed = await bench.sign(bumped.value);
    await bench.mine(6);
    expect(bench.stateOf(sent)).toBe('confirmed');
    expect(bench.stateOf(signed)).toBe('replaced');
    expect(await broadcast(signed.id, signed.txid)).toMatchObject({ ok: false, code: 'not_now' });
  });

  it('is pulled along by a child that pays for both', async () => {
    const sent = await stuck();
    const child = await bump(sent.txid, 'child', 20_000);
    if (!child.ok) throw new Error(child.message);
    expect(child.value).toMatchObject({ purpose: 'cpfp' });
    expect(child.value.plan.inputs.map(({ outpoint }) => outpoint.slice(0, 64))).toContain(sent.txid);
    expect(child.value.plan.effectiveFeeRate).toBeGreaterThanOrEqual(19_900);
    await bench.send(await bench.sign(child.value));
    await bench.mine(6);
    expect(bench.stateOf(child.value)).toBe('confirmed');
    expect(bench.stateOf(sent)).toBe('confirmed');
  });

  it('that is in a block is not bumped', async () => {
    const sent = await stuck();
    await bench.mine(1);
    expect(await bump(sent.txid, 'replace', 10_000)).toMatchObject({ ok: false, code: 'in_a_block' });
    expect(await bump(sent.txid, 'child', 10_000)).toMatchObject({ ok: false, code: 'in_a_block' });
  });

  it('that another spend of its coins overtakes is lost, and comes back with its block', async () => {
    const sent = await stuck();
    await bench.mine(1);
    bench.chain.reorganise(1, { keepOut: true });
    await bench.treasury().round();
    expect(bench.stateOf(sent)).toBe('broadcast');
    await bench.mine(6);
    expect(bench.stateOf(sent)).toBe('confirmed');
    bench.chain.reorganise(6, { keepOut: true });
    await bench.treasury().round();
    expect(bench.stateOf(sent)).toBe('broadcast');
    expect(
      bench.entries().some(({ level, action }) => level === 'critical' && action === 'chain-reorganised'),
    ).toBe(true);
  });
});
