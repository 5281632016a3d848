// Refills: cold to hot. A draft pays a fresh address of the agent's node; the agent is credited once, when that payment is deep enough.
import type { AuditActor } from '../../shared/domain/audit-entry.ts';
import { satsText } from '../../shared/domain/amount-text.ts';
import type { AgentId } from '../../shared/domain/ids.ts';
import { msatText, saturatingSub, type Msat } from '../../shared/domain/money.ts';
import { refuse, type Result } from '../../shared/domain/result.ts';
import { msatToSat } from '../../shared/domain/sat.ts';
import type { SatPerKvb } from '../../shared/domain/treasury.ts';
import { parseAddress } from '../bitcoin/address.ts';
import type { Clock } from '../store/clock.ts';
import type { Database } from '../store/database.ts';
import { createOneAtATime } from '../store/one-at-a-time.ts';
import type { AccountRows } from './account-rows.ts';
import type { ChainMemory } from './chain-memory.ts';
import type { OpenAccount } from './cold-account.ts';
import { holdsCoins } from './draft-machine.ts';
import type { DraftRows } from './draft-rows.ts';
import type { Draft } from './draft.ts';
import { CONSOLE, type TreasuryLog } from './entries.ts';
import type { HotWallets, Purses } from './hot-side.ts';
import type { Refill, RefillRows } from './refill-rows.ts';
import type { Spends } from './spends.ts';

export type RefillParts = {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: TreasuryLog;
  readonly accounts: AccountRows;
  readonly memory: ChainMemory;
  readonly drafts: DraftRows;
  readonly rows: RefillRows;
  readonly spends: Spends;
  readonly purses: Purses;
  readonly wallets: HotWallets;
};

export type RefillRequest = {
  readonly agentId: AgentId;
  readonly amount: Msat;
  readonly feeRate: SatPerKvb;
  readonly reason: string;
};

export type Refills = {
  readonly refill: (
    account: OpenAccount,
    request: RefillRequest,
    actor: AuditActor,
  ) => Promise<Result<Draft>>;
  /** Credits what is deep enough. Safe to call at any time, any number of times. */
  readonly follow: () => void;
  /** Why a refill that is deep enough is not credited yet; empty: nothing stands in the way. */
  readonly waitsFor: (draftId: string) => string;
};

export function createRefills(parts: RefillParts): Refills {
  const { database, clock, log, accounts, memory, drafts, rows, spends, purses, wallets } = parts;
  const inTurn = createOneAtATime();

  /** One of its drafts may still pay it: the one it began with, or a replacement with a higher fee. */
  const mayArrive = (refill: Refill): boolean => {
    const accountId = drafts.get(refill.draftId)?.accountId;
    return (
      accountId !== undefined &&
      drafts
        .ofAccount(accountId)
        .some(
          ({ state, plan }) =>
            (holdsCoins(state) || state === 'confirmed') &&
            plan.outputs.some(({ address }) => address === refill.address),
        )
    );
  };

  const onTheWay = (agentId: AgentId): bigint =>
    rows
      .open()
      .filter((refill) => refill.agentId === agentId && mayArrive(refill))
      .reduce((sum, { amount }) => sum + amount, 0n);

  /**
   * SECURITY: only a transaction that was prepared here counts: its id commits to what it pays and from which coins, so that neither a
   * source that invents one nor a payment of somebody else is credited.
   */
  const arrivedIn = (refill: Refill): string | undefined => {
    const accountId = drafts.get(refill.draftId)?.accountId ?? '';
    const amount = msatToSat(refill.amount);
    const deep = new Set(
      memory.of(accountId).flatMap(({ txid, state }) => (state === 'confirmed' ? [txid] : [])),
    );
    return drafts
      .ofAccount(accountId)
      .find(
        ({ txid, plan }) =>
          deep.has(txid) &&
          plan.outputs.some(
            ({ address, value, kind }) =>
              kind === 'payment' && address === refill.address && value === amount,
          ),
      )?.txid;
  };

  /** Whatever the node says, an address that stands anywhere here is not fresh: what it received or will receive is another payment. */
  const isKnown = (address: string, script: string): boolean =>
    rows.hasAddress(address) ||
    accounts
      .list()
      .some(
        ({ id }) =>
          accounts.marks(id).some((mark) => mark.script === script) ||
          drafts.ofAccount(id).some(({ plan }) => plan.outputs.some((output) => output.script === script)) ||
          memory.of(id).some(({ outputs }) => outputs.some((output) => output.script === script)),
      );

  return {
    // SECURITY: one after the other: the ceiling is asked, then a node is waited for, and meanwhile another must not ask the same.
    refill: (account, { agentId, amount, feeRate, reason }, actor) =>
      inTurn(async () => {
        const nothing = 'Nothing was prepared.';
        const agent = purses.get(agentId);
        if (!agent) return refuse('unknown_agent', 'There is no such agent.');
        if (agent.draw !== 'allotted')
          return refuse(
            'not_allotted',
            `${agent.name} draws on its node’s own balance and has no allotment to refill. ${nothing} Pay to the node’s address and open a channel instead.`,
          );
        const value = msatToSat(amount);
        if (value === undefined || value === 0n)
          return refuse('bad_amount', `A payment on chain is of whole sats, one at the least. ${nothing}`);
        // SECURITY: the ceiling is asked before cold money moves, with all that is on its way already: two refills must not add up past it.
        const way = onTheWay(agentId);
        const room = saturatingSub(agent.ceiling, (agent.hot + way) as Msat);
        if (amount > room)
          return refuse(
            'above_ceiling',
            `${agent.name} holds ${satsText(agent.hot)}${way > 0n ? `, ${satsText(way)} is on its way,` : ''} and its hot ceiling is ${satsText(agent.ceiling)}. ${nothing} At most ${satsText(room)} can be refilled.`,
          );
        const wallet = wallets(agent.nodeId);
        if (!wallet)
          return refuse('node_unavailable', `The node of ${agent.name} is not connected. ${nothing}`);
        let address: string;
        try {
          address = await wallet.freshAddress();
        } catch {
          return refuse(
            'node_unavailable',
            `The node of ${agent.name} gave no address. ${nothing} Try again when it is back.`,
          );
        }
        const parsed = parseAddress(address, account.network);
        if (!parsed.ok || isKnown(parsed.value.address, parsed.value.script))
          return refuse(
            'address_known',
            parsed.ok
              ? `The node of ${agent.name} gave an address that was used here before. ${nothing} Its wallet is broken or not honest; look at it before you pay to it.`
              : `The node of ${agent.name} gave an address that cannot be paid to: ${parsed.message}`,
          );
        const to = parsed.value.address;
        return spends.prepare(
          account,
          {
            outputs: [{ address: to, value, label: `Refill of ${agent.name}` }],
            feeRate,
            choice: 'oldest',
            manual: [],
            reason,
            instead: null,
            purpose: 'refill',
            alongside: (draft) => {
              const refill = { draftId: draft.id, agentId, nodeId: agent.nodeId, address: to };
              rows.insert({ ...refill, amount, creditedAt: null, waitsFor: '' });
              log({
                action: 'refill',
                actor,
                outcome: 'asked',
                agentId,
                correlation: draft.id,
                summary: `${agent.name}: refill of ${satsText(amount)} from ${account.name} prepared`,
                body: { ...refill, amountMsat: msatText(amount), reason },
              });
            },
          },
          actor,
        );
      }),

    follow: () => {
      for (const refill of rows.open()) {
        const txid = arrivedIn(refill);
        if (txid === undefined) continue;
        const { draftId, agentId, amount } = refill;
        const name = purses.get(agentId)?.name ?? agentId;
        const body = { draftId, agentId, nodeId: refill.nodeId, amountMsat: msatText(amount), txid };
        // SECURITY: one transaction: the row says it was credited, or nobody was. A second round finds it credited.
        const credited = purses.credit(agentId, amount, 'Refill from cold storage', CONSOLE, () => {
          rows.credited(draftId, clock.now());
          log({
            action: 'refill',
            actor: CONSOLE,
            agentId,
            correlation: draftId,
            summary: `${name}: refill of ${satsText(amount)} arrived and was credited`,
            body,
          });
          database.touch('treasury');
        });
        if (credited.ok || refill.waitsFor === credited.message) continue;
        database.transaction(() => {
          rows.waits(draftId, credited.message);
          log({
            level: 'warning',
            action: 'refill',
            actor: CONSOLE,
            outcome: 'held',
            agentId,
            correlation: draftId,
            summary: `${name}: refill of ${satsText(amount)} arrived and cannot be credited yet: ${credited.message}`,
            body,
          });
          database.touch('treasury');
        });
      }
    },
    waitsFor: (draftId) => rows.get(draftId)?.waitsFor ?? '',
  };
}
