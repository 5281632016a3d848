// A gate that says what a test scripts and remembers what it was asked: the service in front of it is what is under test.
import type {
  GateAnswer,
  GateForAgents,
  MoneyMoved,
  PayRequest,
  Transaction,
} from '../../electron/gate/gate.ts';
import type { PaymentHash, SpendId } from '../../shared/domain/ids.ts';
import { msat, sats } from '../../shared/domain/money.ts';
import { ok } from '../../shared/domain/result.ts';
import { unixSeconds } from '../../shared/domain/time.ts';

export const HASH = 'ab'.repeat(32) as PaymentHash;
export const PREIMAGE = 'cd'.repeat(32);
export const SPEND = 'spendaaaaaaaaaaa' as SpendId;

export const SETTLED: GateAnswer = {
  kind: 'settled',
  spendId: SPEND,
  paymentHash: HASH,
  preimage: PREIMAGE,
  feesPaid: msat(1_001n),
  amount: sats(21n),
};

export const transaction = (about: Partial<Transaction> = {}): Transaction => ({
  type: 'outgoing',
  state: 'settled',
  spendState: 'settled',
  transactionId: SPEND,
  invoice: 'lnbcrt1invoice',
  description: 'one dataset',
  paymentHash: HASH,
  preimage: PREIMAGE,
  amount: sats(21n),
  feesPaid: msat(1_001n),
  createdAt: unixSeconds(1_800_000_000),
  expiresAt: unixSeconds(1_800_003_600),
  settledAt: unixSeconds(1_800_000_005),
  ...about,
});

export type ScriptedGate = GateForAgents & {
  readonly asked: PayRequest[];
  readonly queried: Parameters<GateForAgents['transactions']>[1][];
  readonly invoices: Parameters<GateForAgents['makeInvoice']>[1][];
  readonly move: (moved: MoneyMoved) => void;
  /** What `pay` says next and from then on. */
  onPay: (request: PayRequest) => Promise<GateAnswer | null>;
  records: readonly Transaction[];
  leftOver: ReturnType<GateForAgents['unanswered']>;
  onSpendable: () => bigint;
};

export function createScriptedGate(): ScriptedGate {
  const listeners = new Set<(moved: MoneyMoved) => void>();
  const gate: ScriptedGate = {
    asked: [],
    queried: [],
    invoices: [],
    records: [transaction()],
    leftOver: [],
    onPay: () => Promise.resolve(SETTLED),
    onSpendable: () => 250_000_000n,
    move: (moved) => {
      for (const listener of listeners) listener(moved);
    },
    pay: (request) => {
      gate.asked.push(request);
      return gate.onPay(request);
    },
    unanswered: () => gate.leftOver,
    spendable: () => msat(gate.onSpendable()),
    budget: () => ({
      used: sats(400n),
      reserved: sats(100n),
      total: sats(10_000n),
      renewsAt: unixSeconds(1_800_086_400),
    }),
    makeInvoice: (_agentId, invoice) => {
      gate.invoices.push(invoice);
      return Promise.resolve(
        ok(
          transaction({
            type: 'incoming',
            state: 'pending',
            spendState: null,
            transactionId: HASH,
            amount: invoice.amount,
            description: invoice.description,
            feesPaid: msat(0n),
            settledAt: null,
          }),
        ),
      );
    },
    transaction: (_agentId, by) =>
      gate.records.find((record) =>
        'spendId' in by ? record.transactionId === by.spendId : record.paymentHash === by.paymentHash,
      ),
    transactions: (_agentId, query) => {
      gate.queried.push(query);
      return gate.records.slice(query.offset, query.offset + query.limit);
    },
    onMoneyMoved: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
  return gate;
}
