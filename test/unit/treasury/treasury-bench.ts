// A whole treasury over a real encrypted ledger: real scripts, PSBTs and signatures; the device a soft signer, the chain one in memory.
import type { AuditEntry } from '../../../shared/domain/audit-entry.ts';
import { createAuditLog } from '../../../electron/audit/log.ts';
import { problemOf } from '../../../electron/hardware/problems.ts';
import type { Database } from '../../../electron/store/database.ts';
import { createBuilder } from '../../../electron/treasury/build-drafts.ts';
import { createTreasury, type Treasury } from '../../../electron/treasury/create-treasury.ts';
import type { Draft } from '../../../electron/treasury/draft.ts';
import type { HotAgent, SendOrder, SendOutcome, SentLookup } from '../../../electron/treasury/hot-side.ts';
import type { OpenAccount } from '../../../electron/treasury/cold-account.ts';
import type { AgentId, NodeId } from '../../../shared/domain/ids.ts';
import { msat, sats, type Msat } from '../../../shared/domain/money.ts';
import { ok, refuse, type Result } from '../../../shared/domain/result.ts';
import { sat, type Sat } from '../../../shared/domain/sat.ts';
import { unixSeconds } from '../../../shared/domain/time.ts';
import type { DraftState } from '../../../shared/domain/treasury.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { createScriptedChain } from '../../support/scripted-chain.ts';
import { createSoftSigner } from '../../support/soft-signer.ts';
import { openLedger, OPERATOR } from '../agents/opened-ledger.ts';

export { OPERATOR };
export const COURIER = 'courier' as AgentId;
export const NODE = 'node' as NodeId;

export type HotNode = {
  readonly sent: SendOrder[];
  /** What the node answers to the next order; afterwards it sends. */
  nextSend: SendOutcome | 'crash' | null;
  nextFind: SentLookup | null;
  onChain: Sat | null;
  /** What the node gives out as fresh, whatever it is; null: one that is. */
  fresh: string | null;
};

export function openTreasury() {
  const ledger = openLedger();
  ledger.addNode(NODE);
  const clock = createFakeClock();
  const chain = createScriptedChain();
  const signer = createSoftSigner();
  const faults: unknown[] = [];
  const hot: HotNode = { sent: [], nextSend: null, nextFind: null, onChain: sat(5_000_000n), fresh: null };
  const labels = new Map<string, string>();
  let coverage = true;
  const ceiling: { [id: string]: Msat } = { [COURIER]: sats(800_000) };
  let fresh = 0;
  let database: Database = ledger.database;
  database
    .prepare(
      `INSERT INTO agents (id, name, purpose, node_id, draw, policy_version, booked_msat, created_at) VALUES (?, ?, '', ?, ?, 1, ?, 0)`,
    )
    .run(COURIER, 'Courier 7', NODE, 'allotted', sats(912_400));
  database
    .prepare(
      `INSERT INTO agents (id, name, purpose, node_id, draw, policy_version, booked_msat, created_at) VALUES (?, ?, '', ?, ?, 1, 0, 0)`,
    )
    .run('loner', 'Loner', NODE, 'dedicated');

  const list = (): HotAgent[] =>
    database
      .prepare<{ id: string; name: string; draw: string; booked_msat: bigint }>(
        'SELECT id, name, draw, booked_msat FROM agents ORDER BY id',
      )
      .all()
      .map((row) => ({
        id: row.id as AgentId,
        name: row.name,
        nodeId: NODE,
        draw: row.draw === 'dedicated' ? 'dedicated' : 'allotted',
        hot: row.draw === 'dedicated' ? sats(2_000_000) : msat(row.booked_msat),
        ceiling: ceiling[row.id] ?? sats(1_000_000),
      }));
  const move = (id: AgentId, amount: bigint, alongside: () => void): Result<Msat> => {
    database.transaction(() => {
      database.prepare('UPDATE agents SET booked_msat = booked_msat + ? WHERE id = ?').run(amount, id);
      alongside();
    });
    return ok(list().find((agent) => agent.id === id)?.hot ?? msat(0n));
  };

  const build = (): Treasury =>
    createTreasury({
      database,
      audit: createAuditLog(database),
      clock,
      random: ledger.random,
      hardware: signer,
      network: () => 'regtest',
      words: problemOf,
      connect: (setting) =>
        setting.kind === 'esplora' || setting.nodeId === NODE
          ? ok(chain)
          : refuse('no_node', 'There is no such node.'),
      builder: createBuilder(),
      purses: {
        list,
        get: (id) => list().find((agent) => agent.id === id),
        debit: (id, amount, _reason, _actor, alongside) =>
          coverage
            ? move(id, 0n - amount, alongside)
            : refuse('more_than_agent_has', 'The agent does not hold it.'),
        credit: (id, amount, _reason, _actor, alongside) =>
          coverage
            ? move(id, amount, alongside)
            : refuse('more_than_node_has', 'The node does not cover it.'),
      },
      wallets: (id) =>
        id !== NODE
          ? undefined
          : {
              onChain: () => hot.onChain,
              freshAddress: () => {
                if (hot.onChain === null) return Promise.reject(new Error('not connected'));
                if (hot.fresh !== null) return Promise.resolve(hot.fresh);
                fresh += 1;
                return Promise.resolve(FRESH[fresh - 1] ?? '');
              },
              send: (order) => {
                hot.sent.push(order);
                const told = hot.nextSend;
                hot.nextSend = null;
                if (told === 'crash') return new Promise(() => undefined);
                if (told !== null) return Promise.resolve(told);
                const txid = pay(order.address, order.amount);
                labels.set(order.label, txid);
                return Promise.resolve({ kind: 'sent', txid });
              },
              find: (label) => {
                const told = hot.nextFind;
                if (told !== null) return Promise.resolve(told);
                const txid = labels.get(label);
                return Promise.resolve(txid === undefined ? { kind: 'not-found' } : { kind: 'found', txid });
              },
            },
      askNodes: () => Promise.resolve(),
      onChange: () => undefined,
      fault: (_id, error) => void faults.push(error),
      pace: { pollMs: 10_000, lookMs: 10_000, roundMs: 10_000 },
    });

  let treasury = build();
  const started = async (): Promise<void> => {
    treasury.start();
    await treasury.round();
  };
  const pay = (address: string, value: bigint): string => {
    const found = [...FRESH].includes(address) ? undefined : placeOf(address);
    if (!found) throw new Error(`nobody knows ${address}`);
    return chain.pay(found, value);
  };
  const placeOf = (address: string): string | undefined => {
    for (const account of treasury.rows.list())
      for (let index = 0; index < 30; index += 1) {
        const derived = account.scripts.at(0, index);
        if (derived.address === address) return derived.script;
      }
    return undefined;
  };

  const bench = {
    chain,
    signer,
    clock,
    hot,
    faults,
    ceiling,
    treasury: () => treasury,
    database: () => database,
    setCoverage: (covered: boolean): void => void (coverage = covered),
    entries: (): readonly AuditEntry[] =>
      database
        .prepare<{ canonical: string }>('SELECT canonical FROM audit ORDER BY seq')
        .all()
        .map((row) => JSON.parse(row.canonical) as AuditEntry),
    actions: (): readonly string[] => bench.entries().map(({ action, outcome }) => `${action} ${outcome}`),
    dump: ledger.dump,
    balanceOf: (id: AgentId): bigint => list().find((agent) => agent.id === id)?.hot ?? 0n,
    /** The chain in use, and the first round done. */
    begin: async (): Promise<void> => {
      await treasury.link.set({ kind: 'esplora', url: 'http://127.0.0.1:1' }, OPERATOR);
      await started();
    },
    /** Through the operation to its end, which must be a good one. */
    done: async (begun: Result<string>): Promise<string> => {
      if (!begun.ok) throw new Error(begun.message);
      await treasury.operations.idle();
      const end = treasury.operations.newest();
      if (end?.state !== 'done') throw new Error(JSON.stringify(end?.problem));
      return end.result ?? '';
    },
    makeAccount: async (type: 'wpkh' | 'tr' = 'wpkh', accountNumber = 0): Promise<OpenAccount> => {
      const id = await bench.done(
        treasury.accounts.create({ name: 'Reserve', type, accountNumber, deviceId: null }, OPERATOR),
      );
      await treasury.round();
      return bench.account(id);
    },
    account: (id: string): OpenAccount => {
      const found = treasury.rows.get(id);
      if (!found) throw new Error('there is no such account');
      return found;
    },
    /** Coins of the account, deep enough. */
    fund: async (account: OpenAccount, ...values: readonly number[]): Promise<void> => {
      for (const [at, value] of values.entries())
        chain.pay(account.scripts.at(0, at + 1).script, BigInt(value));
      chain.mine(7);
      await treasury.round();
    },
    mine: async (blocks: number): Promise<void> => {
      chain.mine(blocks);
      await treasury.round();
    },
    prepare: async (
      account: OpenAccount,
      value: number | null,
      more: Partial<Parameters<Treasury['spends']['prepare']>[1]> = {},
    ): Promise<Draft> => {
      const prepared = await treasury.spends.prepare(
        account,
        {
          outputs: [
            { address: ELSEWHERE, value: value === null ? null : sat(BigInt(value)), label: 'Nordwind' },
          ],
          feeRate: 2_000,
          choice: 'oldest',
          manual: [],
          reason: 'Invoice 14',
          instead: null,
          purpose: 'spend',
          ...more,
        },
        OPERATOR,
      );
      if (!prepared.ok) throw new Error(`${prepared.code}: ${prepared.message}`);
      return prepared.value;
    },
    sign: async (draft: Draft): Promise<Draft> => {
      await bench.done(treasury.spends.sign(draft.id, null, OPERATOR));
      return bench.draft(draft.id);
    },
    send: async (draft: Draft): Promise<Draft> => {
      const sent = await treasury.broadcasts.broadcast(draft.id, draft.txid, OPERATOR);
      if (!sent.ok) throw new Error(`${sent.code}: ${sent.message}`);
      return sent.value;
    },
    draft: (id: string): Draft => {
      const found = treasury.drafts.get(id);
      if (!found) throw new Error('there is no such draft');
      return found;
    },
    stateOf: (draft: Draft): DraftState => bench.draft(draft.id).state,
    /** As after a crash: nothing of this process is left, only what is durable. */
    crash: async (): Promise<void> => {
      await treasury.stop();
      database = ledger.reopen();
      treasury = build();
    },
    /** The same while a call to a node has not come back: its process is gone, so nothing waits for it. */
    crashHard: async (): Promise<void> => {
      database = ledger.reopen();
      treasury = build();
      await Promise.resolve();
    },
    restart: started,
    close: async (): Promise<void> => {
      await treasury.stop();
      ledger.close();
    },
  };
  return bench;
}

export type TreasuryBench = ReturnType<typeof openTreasury>;
export const at = unixSeconds;

/** BIP-173's example program, on regtest. */
export const ELSEWHERE = 'bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080';
/** Addresses the node gives out, one after the other. */
const FRESH = [
  'bcrt1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3qzf4jry',
  'bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7he7l66a',
  'bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7cxnvx99',
];
