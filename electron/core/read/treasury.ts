// The treasury as the window sees it: device, chain, accounts, drafts and proposals, in rows of the contract.
import type { z } from 'zod';
import type {
  AccountRow,
  addressRow,
  ChainRow,
  CoinRow,
  DraftRow,
  sweepOrder,
  sweepProposal,
  treasuryCalls,
} from '../../../shared/contract/treasury.ts';
import { addMsat, msatText } from '../../../shared/domain/money.ts';
import { paymentUri } from '../../bitcoin/bip21.ts';
import { pathText } from '../../bitcoin/extended-key.ts';
import { excessOf } from '../../treasury/sweep-proposals.ts';
import type { AccountView } from '../../treasury/account-view.ts';
import type { OpenAccount } from '../../treasury/cold-account.ts';
import type { Treasury } from '../../treasury/create-treasury.ts';
import { screensOf } from '../../treasury/bitcoin-draft.ts';
import type { Draft } from '../../treasury/draft.ts';
import { nextReceive } from '../../treasury/next-address.ts';

type Calls = typeof treasuryCalls;
export type TreasuryStatus = z.input<Calls['treasury.status']['result']>;
export type AccountPage = z.input<Calls['treasury.account']['result']>;
type AddressRow = z.input<typeof addressRow>;
type Sat = bigint;

export type TreasuryReader = {
  readonly status: () => TreasuryStatus;
  /** Undefined: there is no such account. */
  readonly account: (id: string) => AccountPage | undefined;
  readonly draft: (draft: Draft) => DraftRow;
  /** What counts as paid and what does not yet, of all accounts. */
  readonly total: () => {
    readonly accounts: number;
    readonly confirmedMsat: string;
    readonly pendingMsat: string;
  };
};

/** Sweeps that are listed: those under way and the newest that ended. */
const SWEEPS = 20;

const msatOf = (value: Sat) => msatText(value * 1_000n);

export function createTreasuryReader(treasury: Treasury): TreasuryReader {
  const { rows, sync, drafts, labels, link, operations, hardware, purses, wallets, sweepRows } = treasury;

  const accountRow = (account: OpenAccount, view: AccountView): AccountRow => {
    const { shape, keys } = account.scripts.read;
    return {
      id: account.id,
      name: account.name,
      network: account.network,
      type: account.type,
      accountNumber: account.accountNumber,
      fingerprint: account.fingerprint,
      descriptor: account.descriptor,
      keys:
        account.type === 'policy'
          ? keys.map(({ fingerprint, path }) => ({
              fingerprint,
              path: `m/${pathText(path)}`,
              own: account.registrations.has(fingerprint),
            }))
          : [],
      threshold: shape.kind === 'multi' ? { needed: shape.threshold, of: keys.length } : null,
      createdAt: account.createdAt,
      checkedAt: account.checkedAt,
      confirmedMsat: msatOf(view.confirmed),
      pendingMsat: msatOf(view.pending),
      scannedAt: account.scannedAt,
      chainNote: sync.limit(account),
      transactions: view.history.length,
      coins: view.coins.length,
    };
  };

  const draftRow = (draft: Draft): DraftRow => {
    const account = rows.get(draft.accountId);
    const { plan } = draft;
    const waits = treasury.refills.waitsFor(draft.id);
    return {
      id: draft.id,
      accountId: draft.accountId,
      accountName: account?.name ?? 'A removed account',
      purpose: draft.purpose,
      state: draft.state,
      createdAt: draft.createdAt,
      inputs: plan.inputs.map(({ outpoint, value, address }) => ({
        outpoint,
        valueMsat: msatOf(value),
        address,
        label:
          labels.of(draft.accountId, 'output', outpoint) || labels.of(draft.accountId, 'address', address),
      })),
      outputs: plan.outputs.map(({ address, value, kind, label }) => ({
        address,
        valueMsat: msatOf(value),
        kind,
        label,
      })),
      feeMsat: msatOf(plan.fee),
      feeRate: plan.feeRate,
      effectiveFeeRate: plan.effectiveFeeRate,
      vsize: plan.vsize,
      replaceable: plan.replaceable,
      txid: draft.txid,
      replaces: draft.replaces,
      warnings: [...plan.warnings],
      onDevice: account ? [...screensOf(account, plan)] : [],
      signatures: account ? treasury.builder.signatures(account, draft) : { have: 0, needed: 0 },
      reason: draft.reason,
      note: draft.note === '' && waits !== '' ? waits : draft.note,
    };
  };

  const addressesOf = (account: OpenAccount, view: AccountView): readonly AddressRow[] =>
    rows
      .marks(account.id)
      .filter(
        ({ script, checkedAt, offeredAt }) =>
          view.received.has(script) || checkedAt !== null || offeredAt !== null,
      )
      .map(({ change, index, script, checkedAt }) => rowOf(account, view, change, index, script, checkedAt))
      .toSorted((a, b) => Number(a.change) - Number(b.change) || a.index - b.index);

  const rowOf = (
    account: OpenAccount,
    view: AccountView,
    change: 0 | 1,
    index: number,
    script: string,
    checkedAt: number | null,
  ): AddressRow => {
    const { address } = account.scripts.at(change, index);
    const received = view.received.get(script);
    return {
      index,
      change: change === 1,
      address,
      label: labels.of(account.id, 'address', address),
      payments: received?.payments ?? 0,
      receivedMsat: msatOf(received?.sum ?? 0n),
      checkedAt,
    };
  };

  const coinRows = (account: OpenAccount, view: AccountView): readonly CoinRow[] =>
    view.coins.map((coin) => {
      const { address } = account.scripts.at(coin.change, coin.index);
      return {
        outpoint: coin.outpoint,
        valueMsat: msatOf(coin.value),
        address,
        change: coin.change === 1,
        label: labels.of(account.id, 'output', coin.outpoint) || labels.of(account.id, 'address', address),
        state: coin.state,
        confirmations: coin.confirmations,
        wanted: coin.wanted,
        at: coin.at,
        addressReused: coin.addressReused,
      };
    });

  /** Void by our own doing: what a later draft of the account replaced, through a chain of them. */
  function replacedByOurs(own: readonly Draft[]): ReadonlySet<string> {
    const replaced = new Set<string>();
    for (const { state, txid, replaces } of own.toReversed())
      if (
        replaces !== null &&
        (state === 'broadcast' || state === 'confirmed' || (state === 'replaced' && replaced.has(txid)))
      )
        replaced.add(replaces);
    return replaced;
  }

  /** What was written when it was made. */
  function madeAs(txid: string, own: readonly Draft[]): string {
    const draft = own.find((each) => each.txid === txid);
    if (draft)
      return draft.plan.outputs
        .filter(({ kind, label }) => kind === 'payment' && label !== '')
        .map(({ label }) => label)
        .join(', ');
    const sweep = sweepRows.newest(SWEEPS).find((each) => each.txid === txid);
    return sweep ? `Sweep of ${purses.get(sweep.agentId)?.name ?? sweep.agentId}` : '';
  }

  function historyRows(account: OpenAccount, view: AccountView): readonly ChainRow[] {
    const own = drafts.ofAccount(account.id);
    const replaced = replacedByOurs(own);
    return view.history.map(({ transaction, delta, confirmations, wanted, spends }) => {
      const can = treasury.spends.canBump(account, transaction.txid);
      return {
        txid: transaction.txid,
        deltaMsat: (delta * 1_000n).toString(),
        // Only who spends pays the fee.
        feeMsat: spends && transaction.fee !== null ? msatOf(transaction.fee) : null,
        confirmations,
        wanted,
        state:
          transaction.state === 'conflicted' && replaced.has(transaction.txid)
            ? 'replaced'
            : transaction.state,
        at: transaction.block?.time ?? null,
        label: labels.of(account.id, 'tx', transaction.txid) || madeAs(transaction.txid, own),
        canBump: can.replace,
        canPayForParent: can.child,
      };
    });
  }

  const proposals = (): z.input<typeof sweepProposal>[] =>
    purses.list().flatMap((agent) => {
      const amount = excessOf(agent);
      if (amount === null) return [];
      const onChain = wallets(agent.nodeId)?.onChain() ?? null;
      return [
        {
          agentId: agent.id,
          agentName: agent.name,
          nodeId: agent.nodeId,
          draw: agent.draw,
          hotMsat: msatText(agent.hot),
          ceilingMsat: msatText(agent.ceiling),
          amountMsat: msatText(amount),
          nodeOnChainMsat: onChain === null ? null : msatOf(onChain),
        },
      ];
    });

  const orders = (): z.input<typeof sweepOrder>[] =>
    sweepRows.newest(SWEEPS).map((sweep) => ({
      id: sweep.id,
      agentId: sweep.agentId,
      agentName: purses.get(sweep.agentId)?.name ?? sweep.agentId,
      accountId: sweep.accountId,
      address: sweep.address,
      amountMsat: msatText(sweep.amount),
      state: sweep.state,
      txid: sweep.txid,
      note: sweep.note,
      orderedAt: sweep.orderedAt,
    }));

  const approverRow = (): TreasuryStatus['approver'] => {
    const approver = treasury.approvers.current();
    return (
      approver && {
        fingerprint: approver.fingerprint,
        address: approver.address,
        enrolledAt: approver.enrolledAt,
      }
    );
  };

  const nextNumber = (type: 'wpkh' | 'tr', fingerprint: string | undefined): number => {
    const taken = new Set(
      rows
        .list()
        .filter((account) => account.type === type && account.fingerprint === fingerprint)
        .map(({ accountNumber }) => accountNumber),
    );
    let number = 0;
    while (taken.has(number)) number += 1;
    return number;
  };

  return {
    status: () => {
      treasury.looked();
      const accounts = rows.list().map((account) => accountRow(account, sync.view(account)));
      const last = operations.lastSeen();
      return {
        network: treasury.network(),
        device: { transport: hardware.transport, attached: [...hardware.devices()], last },
        operation: operations.newest(),
        chain: link.state(),
        accounts,
        confirmedMsat: msatText(addMsat(...accounts.map((row) => BigInt(row.confirmedMsat)))),
        pendingMsat: msatText(addMsat(...accounts.map((row) => BigInt(row.pendingMsat)))),
        drafts: drafts.list().map(draftRow),
        sweeps: proposals(),
        sweepOrders: orders(),
        approver: approverRow(),
        nextAccount: { wpkh: nextNumber('wpkh', last?.fingerprint), tr: nextNumber('tr', last?.fingerprint) },
      };
    },
    account: (id) => {
      const account = rows.get(id);
      if (!account) return undefined;
      const view = sync.view(account);
      const marks = rows.marks(id);
      const index = nextReceive(view, sync.owned(id), marks);
      const { script } = account.scripts.at(0, index);
      const mark = marks.find((other) => other.change === 0 && other.index === index);
      const next = rowOf(account, view, 0, index, script, mark?.checkedAt ?? null);
      return {
        account: accountRow(account, view),
        next: { ...next, bip21: paymentUri({ address: next.address }) },
        addresses: [...addressesOf(account, view)],
        coins: [...coinRows(account, view)],
        history: [...historyRows(account, view)],
      };
    },
    draft: draftRow,
    total: () => {
      const views = rows.list().map((account) => sync.view(account));
      return {
        accounts: views.length,
        confirmedMsat: msatText(addMsat(...views.map(({ confirmed }) => confirmed * 1_000n))),
        pendingMsat: msatText(addMsat(...views.map(({ pending }) => pending * 1_000n))),
      };
    },
  };
}
