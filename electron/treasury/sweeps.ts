// Sweeps: hot to cold. The agent is debited and the order written down in one durable transaction; only then is the node told to send.
// What nobody knows the outcome of stays debited until the node itself says that it sent it, or long enough that it never did.
import type { AuditActor } from '../../shared/domain/audit-entry.ts';
import type { AgentId } from '../../shared/domain/ids.ts';
import { satsText } from '../../shared/domain/amount-text.ts';
import { msatText, type Msat } from '../../shared/domain/money.ts';
import { ok, refuse, type Result } from '../../shared/domain/result.ts';
import { msatToSat } from '../../shared/domain/sat.ts';
import type { SatPerKvb } from '../../shared/domain/treasury.ts';
import { newId, type Clock, type Random } from '../store/clock.ts';
import type { Database } from '../store/database.ts';
import { createOneAtATime } from '../store/one-at-a-time.ts';
import type { AccountRows } from './account-rows.ts';
import type { ChainMemory } from './chain-memory.ts';
import type { OpenAccount } from './cold-account.ts';
import { CONSOLE, shortAddress, shortTxid, type TreasuryLog } from './entries.ts';
import type { HotWallets, Purses, SendOutcome, SentLookup } from './hot-side.ts';
import { excessOf } from './sweep-proposals.ts';
import type { Sweep, SweepRows } from './sweep-rows.ts';

export type SweepParts = {
  readonly database: Database;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: TreasuryLog;
  readonly accounts: AccountRows;
  readonly memory: ChainMemory;
  readonly rows: SweepRows;
  readonly purses: Purses;
  readonly wallets: HotWallets;
};

export type SweepRequest = {
  readonly agentId: AgentId;
  readonly accountId: string;
  /** Of the receiving address: fresh, and checked on the device. */
  readonly index: number;
  readonly amount: Msat;
  readonly feeRate: SatPerKvb;
  readonly reason: string;
};

export type SweepRefusal =
  | 'unknown_agent'
  | 'unknown_account'
  | 'not_allotted'
  | 'nothing_to_sweep'
  | 'amount_changed'
  | 'address_not_checked'
  | 'address_used'
  | 'node_unavailable'
  | 'not_enough_on_chain'
  | 'sent_otherwise'
  | 'refused_by_node'
  | (string & {});

type Answer = Result<{ readonly txid: string | null; readonly note: string }, SweepRefusal>;

export type Sweeps = {
  /** Resolves when the node has answered, or with a null txid when it did not. The same order again gives the same answer. */
  readonly sweep: (request: SweepRequest, actor: AuditActor) => Promise<Answer>;
  /** Asks the nodes about orders of unknown outcome, and the chain about those that were sent. */
  readonly resolve: () => Promise<void>;
};

/** Own default: a node that knows of no such payment for this long, asked twice at least, never took the order. */
const MISSING_MS = 600_000;

export const sweepLabel = (id: string): string => `portcullis sweep ${id}`;

/** Of the sweeps that were given back the newest are still looked for: a node that lied, or sent late, has been paid twice over. */
const LOOKED_FOR = 100;
const ARRIVED_NOTE =
  'It arrived in cold storage although the node had not sent it, and its agent no longer holds enough to be debited again. Look at the node, and debit by hand.';

const UNKNOWN_NOTE =
  'Whether the node sent it is not known. It stays debited, and the node is asked until it says.';

export function createSweeps(parts: SweepParts): Sweeps {
  const { database, clock, random, log, accounts, memory, rows, purses, wallets } = parts;
  const inTurn = createOneAtATime();
  /** Orders of this process that the node has not answered: it is not asked about them meanwhile. */
  const atNode = new Map<string, Promise<Answer>>();
  /** When this process first heard that the node does not know an order, in monotonic milliseconds: a clock that is set proves nothing. */
  const deniedAt = new Map<string, number>();

  const entry = (
    sweep: Sweep,
    actor: AuditActor,
    part: Pick<Parameters<TreasuryLog>[0], 'level' | 'outcome' | 'summary'>,
  ): void =>
    void log({
      action: 'sweep',
      actor,
      agentId: sweep.agentId,
      correlation: sweep.id,
      body: {
        sweepId: sweep.id,
        agentId: sweep.agentId,
        nodeId: sweep.nodeId,
        accountId: sweep.accountId,
        address: sweep.address,
        amountMsat: msatText(sweep.amount),
        feeRateSatPerKvb: sweep.feeRate,
        txid: sweep.txid,
        reason: sweep.reason,
      },
      ...part,
    });

  const agentName = (id: AgentId): string => purses.get(id)?.name ?? id;

  const settle = (sweep: Sweep, outcome: SendOutcome | SentLookup): Sweep => {
    const now = clock.monotonic();
    const name = agentName(sweep.agentId);
    const amount = satsText(sweep.amount);
    switch (outcome.kind) {
      case 'sent':
      case 'found': {
        const next: Sweep = { ...sweep, state: 'sent', txid: outcome.txid, note: '' };
        database.transaction(() => {
          rows.set(sweep.id, { ...next, endedAt: null });
          entry(next, CONSOLE, {
            outcome: 'started',
            summary: `${name}: sweep of ${amount} sent by its node in ${shortTxid(outcome.txid)}`,
          });
          database.touch('treasury');
        });
        return next;
      }
      case 'refused':
        return giveBack(sweep, `The node did not send it: ${outcome.detail}`);
      case 'not-found': {
        const since = deniedAt.get(sweep.id) ?? now;
        deniedAt.set(sweep.id, since);
        return now - since < MISSING_MS
          ? sweep
          : giveBack(sweep, 'The node knows of no such payment: the order never reached it.');
      }
      case 'unknown':
      case 'no-answer': {
        // SECURITY: a node that cannot be asked proves nothing; how long it has not known is counted anew from its next answer on.
        deniedAt.delete(sweep.id);
        const next: Sweep = { ...sweep, note: UNKNOWN_NOTE };
        database.transaction(() => {
          rows.set(sweep.id, { ...next, endedAt: null });
          if (outcome.kind === 'unknown')
            entry(next, CONSOLE, {
              level: 'warning',
              outcome: 'unknown',
              summary: `${name}: outcome of the sweep of ${amount} is not known: ${outcome.detail}`,
            });
          database.touch('treasury');
        });
        return next;
      }
    }
  };

  const giveBack = (sweep: Sweep, why: string): Sweep => {
    const next: Sweep = { ...sweep, state: 'refused', note: why };
    const credited = purses.credit(sweep.agentId, sweep.amount, `Sweep not sent: ${why}`, CONSOLE, () => {
      rows.set(sweep.id, { ...next, endedAt: clock.now() });
      entry(next, CONSOLE, {
        level: 'warning',
        outcome: 'failed',
        summary: `${agentName(sweep.agentId)}: sweep of ${satsText(sweep.amount)} was not sent; the debit was given back`,
      });
      database.touch('treasury');
    });
    // The node does not cover it right now: it stays ordered, and is given back at a later round.
    return credited.ok ? next : sweep;
  };

  /** SECURITY: what was given back and arrives all the same would be money twice: the agent is debited again, or a person is told. */
  const takeBack = (sweep: Sweep): void => {
    const txid = paidTo(sweep, 'confirmed');
    if (txid === undefined || sweep.note === ARRIVED_NOTE) return;
    const name = agentName(sweep.agentId);
    const amount = satsText(sweep.amount);
    const write = (next: Sweep, summary: string): void => {
      rows.set(sweep.id, { ...next, endedAt: clock.now() });
      entry(next, CONSOLE, { level: 'critical', outcome: 'failed', summary });
      database.touch('treasury');
    };
    const next: Sweep = { ...sweep, state: 'confirmed', txid, note: '' };
    const debited = purses.debit(sweep.agentId, sweep.amount, 'Sweep arrived after all', CONSOLE, () =>
      write(next, `${name}: sweep of ${amount} had been given back and arrived after all; debited again`),
    );
    if (debited.ok) return;
    database.transaction(() =>
      write(
        { ...sweep, txid, note: ARRIVED_NOTE },
        `${name}: sweep of ${amount} had been given back and arrived after all; it could not be debited again`,
      ),
    );
  };

  const answerOf = (sweep: Sweep): Answer =>
    sweep.state === 'refused'
      ? refuse('refused_by_node', `${sweep.note} Nothing left the node; the agent has its money back.`)
      : ok({ txid: sweep.txid, note: sweep.note });

  /** No `await` before the order is durable: two windows that press at once must not both pass the checks. */
  const order = (
    request: SweepRequest,
    account: OpenAccount,
    actor: AuditActor,
  ): Answer | Promise<Answer> => {
    const refused = refusalOf(request, account);
    if (refused) return refused;
    const agent = purses.get(request.agentId);
    const wallet = agent && wallets(agent.nodeId);
    const amount = msatToSat(request.amount);
    if (!agent || !wallet || amount === undefined) throw new Error('a sweep was ordered that was refused');
    const derived = account.scripts.at(0, request.index);
    const sweep: Sweep = {
      id: newId(random),
      agentId: agent.id,
      nodeId: agent.nodeId,
      accountId: account.id,
      index: request.index,
      address: derived.address,
      amount: request.amount,
      feeRate: request.feeRate,
      state: 'ordered',
      txid: null,
      reason: request.reason,
      note: UNKNOWN_NOTE,
      orderedAt: clock.now(),
    };
    // SECURITY: durable before the node hears of it. After a crash here the order is found and the node is asked, never told again.
    const debited = purses.debit(
      agent.id,
      request.amount,
      `Sweep to cold storage: ${request.reason}`,
      actor,
      () => {
        rows.insert(sweep);
        accounts.offered(account.id, derived, derived.script, clock.now());
        entry(sweep, actor, {
          outcome: 'asked',
          summary: `${agent.name}: sweep of ${satsText(request.amount)} to ${account.name} (${shortAddress(derived.address)}) ordered`,
        });
        database.touch('treasury');
      },
    );
    if (!debited.ok) return debited;
    const { feeRate } = request;
    const sending = wallet
      .send({ address: derived.address, amount, feeRate, label: sweepLabel(sweep.id) })
      .then((outcome) => answerOf(settle(sweep, outcome)))
      .finally(() => void atNode.delete(sweep.id));
    atNode.set(sweep.id, sending);
    return sending;
  };

  const refusalOf = (
    { agentId, amount, index }: SweepRequest,
    account: OpenAccount,
  ): Result<never, SweepRefusal> | null => {
    const nothing = 'Nothing was sent.';
    const agent = purses.get(agentId);
    if (!agent) return refuse('unknown_agent', 'There is no such agent.');
    if (agent.draw !== 'allotted')
      return refuse(
        'not_allotted',
        `${agent.name} draws on its node’s own channels, and a payment on chain would not lower what it can spend. ${nothing} Close a channel of the node first, then send from its wallet.`,
      );
    const excess = excessOf(agent);
    if (excess === null)
      return refuse(
        'nothing_to_sweep',
        `${agent.name} does not hold more than its ceiling any more. ${nothing}`,
      );
    if (excess !== amount)
      return refuse(
        'amount_changed',
        `${agent.name} is over its ceiling by ${satsText(excess)} now, not by ${satsText(amount)}. ${nothing} Look at the proposal again.`,
      );
    const mark = accounts.mark(account.id, { change: 0, index });
    // SECURITY: the address a node pays to is one that a person compared on the device, so that nothing on this machine can exchange it.
    if (mark === undefined || mark.checkedAt === null || mark.script !== account.scripts.at(0, index).script)
      return refuse(
        'address_not_checked',
        `That address of ${account.name} was not checked on the Ledger. ${nothing} Check it there first.`,
      );
    if (mark.offeredAt !== null || isUsed(account.id, mark.script))
      return refuse(
        'address_used',
        `That address of ${account.name} was used before. ${nothing} Take the next one and check it on the Ledger.`,
      );
    const onChain = wallets(agent.nodeId)?.onChain() ?? null;
    const wanted = msatToSat(amount);
    if (onChain === null)
      return refuse(
        'node_unavailable',
        `The node of ${agent.name} does not answer. ${nothing} Try again when it is back.`,
      );
    if (wanted === undefined || onChain < wanted)
      return refuse(
        'not_enough_on_chain',
        `The node of ${agent.name} has ${satsText(onChain * 1_000n)} on chain, less than the sweep. ${nothing} Close a channel first so that its coins come on chain.`,
      );
    return null;
  };

  const isUsed = (accountId: string, script: string): boolean =>
    memory.of(accountId).some(({ outputs }) => outputs.some((output) => output.script === script));

  const arrived = (sweep: Sweep): boolean =>
    memory.of(sweep.accountId).some(({ txid, state }) => state === 'confirmed' && txid === sweep.txid);

  const paidTo = (sweep: Sweep, wanted?: 'confirmed'): string | undefined => {
    const script = accounts.mark(sweep.accountId, { change: 0, index: sweep.index })?.script;
    const amount = msatToSat(sweep.amount);
    return memory
      .of(sweep.accountId)
      .find(
        ({ state, outputs }) =>
          (wanted === undefined ? state !== 'conflicted' : state === wanted) &&
          outputs.some((output) => output.script === script && output.value === amount),
      )?.txid;
  };

  return {
    sweep: async (request, actor) => {
      const account = accounts.get(request.accountId);
      if (!account) return refuse('unknown_account', 'There is no such account. Nothing was sent.');
      const before = rows.toAddress(account.id, request.index);
      if (!before) return order(request, account, actor);
      if (before.agentId === request.agentId && before.amount === request.amount)
        return atNode.get(before.id) ?? answerOf(before);
      return refuse('address_used', 'That address belongs to another sweep. Nothing was sent.');
    },
    resolve: () =>
      inTurn(async () => {
        rows.refused(LOOKED_FOR).forEach(takeBack);
        for (const sweep of rows.open()) {
          if (sweep.state === 'sent') {
            if (arrived(sweep))
              database.transaction(() => {
                rows.set(sweep.id, { ...sweep, state: 'confirmed', endedAt: clock.now() });
                entry(sweep, CONSOLE, {
                  outcome: 'succeeded',
                  summary: `${agentName(sweep.agentId)}: sweep of ${satsText(sweep.amount)} arrived in cold storage`,
                });
                database.touch('treasury');
              });
            continue;
          }
          if (atNode.has(sweep.id)) continue;
          // The chain is believed before the node: what arrived was sent.
          const txid = paidTo(sweep);
          if (txid !== undefined) settle(sweep, { kind: 'found', txid });
          else {
            const wallet = wallets(sweep.nodeId);
            if (wallet) settle(sweep, await wallet.find(sweepLabel(sweep.id)));
          }
        }
      }),
  };
}
