// Payment RPCs of routerrpc.Router and lnrpc.Lightning: send, track, list, query routes. Texts and order of events as in lnd 0.21.
import type { PayOrder } from '../pay-order.ts';
import { feePaid, type Attempt, type Payment } from '../payments.ts';
import type { Route } from '../routing.ts';
import { lndError } from './lnd-error.ts';
import {
  amountOf,
  bytes,
  bytesOf,
  flagOf,
  hashOf,
  listOf,
  numberOf,
  sat,
  textOf,
  type Message,
} from './message.ts';
import { page } from './page.ts';
import type { Outlet, RpcContext, RpcGroup } from './service.ts';

/** As in rpc/invoices.ts: nobody vouches for the HTLC. */
const NOT_ENDORSED = Buffer.from('47a1010000000000', 'hex').toString('latin1');
const NO_PREIMAGE = '0'.repeat(64);
const DEFAULT_TIMEOUT_SECONDS = 60;
const DEFAULT_MAX_PARTS = 16;

function routeMessage(
  route: Route,
  payment: { readonly secret: string; readonly total: bigint } | null,
): Message {
  const lastIndex = route.hops.length - 1;
  return {
    total_time_lock: route.timeLock,
    total_fees: sat(route.fee),
    total_amt: sat(route.total),
    total_fees_msat: route.fee.toString(),
    total_amt_msat: route.total.toString(),
    first_hop_amount_msat: route.total.toString(),
    hops: route.hops.map((hop, index) => ({
      chan_id: hop.channel.id,
      chan_capacity: sat(hop.channel.capacity),
      amt_to_forward: sat(hop.forward),
      fee: sat(hop.fee),
      expiry: hop.expiry,
      amt_to_forward_msat: hop.forward.toString(),
      fee_msat: hop.fee.toString(),
      pub_key: hop.to,
      tlv_payload: true,
      mpp_record:
        index === lastIndex && payment
          ? { payment_addr: bytes(payment.secret), total_amt_msat: payment.total.toString() }
          : null,
      custom_records: {},
    })),
  };
}

const attemptMessage = (payment: Payment, attempt: Attempt): Message => ({
  attempt_id: String(attempt.id),
  status: attempt.status,
  route: routeMessage(attempt.route, { secret: payment.request.secret, total: payment.amount }),
  attempt_time_ns: attempt.startedNs.toString(),
  resolve_time_ns: attempt.resolvedNs.toString(),
  failure: attempt.failure && {
    code: attempt.failure.code,
    failure_source_index: attempt.failure.sourceIndex,
    height: attempt.failure.height,
    htlc_msat: '0',
  },
  preimage:
    attempt.status === 'SUCCEEDED' && payment.preimage !== null ? bytes(payment.preimage) : Buffer.alloc(0),
});

function paymentMessage(payment: Payment, withHops = true): Message {
  const fee = feePaid(payment);
  return {
    payment_hash: payment.hash,
    value: sat(payment.amount),
    creation_date: (payment.createdNs / 1_000_000_000n).toString(),
    path: [],
    fee: sat(fee),
    payment_preimage: payment.preimage ?? NO_PREIMAGE,
    value_sat: sat(payment.amount),
    value_msat: payment.amount.toString(),
    payment_request: payment.requestText,
    // lnd's default for a payment that is registered and has no HTLC yet; INITIATED only with `routerrpc.usestatusinitiated`.
    status: payment.status === 'INITIATED' ? 'IN_FLIGHT' : payment.status,
    fee_sat: sat(fee),
    fee_msat: fee.toString(),
    creation_time_ns: payment.createdNs.toString(),
    htlcs: withHops ? payment.attempts.map((attempt) => attemptMessage(payment, attempt)) : [],
    payment_index: String(payment.index),
    failure_reason: payment.failureReason,
    first_hop_custom_records: { [NOT_ENDORSED]: Buffer.from([0]) },
  };
}

const isTerminal = ({ status }: Payment): boolean => status === 'SUCCEEDED' || status === 'FAILED';

function orderOf(request: Message): PayOrder {
  const text = textOf(request, 'payment_request');
  if (text === '') throw lndError('unknown', 'invalid vertex length of 0, want 33');
  if (bytesOf(request, 'dest').length > 0)
    throw lndError('unknown', 'dest and payment_request cannot appear together');
  if (bytesOf(request, 'payment_hash').length > 0)
    throw lndError('unknown', 'payment_hash and payment_request cannot appear together');
  const amount = amountOf(request, 'amt', 'amt_msat');
  return {
    request: text,
    amount: amount === 0n ? null : amount,
    feeLimit: amountOf(request, 'fee_limit_sat', 'fee_limit_msat'),
    timeoutSeconds: numberOf(request, 'timeout_seconds') || DEFAULT_TIMEOUT_SECONDS,
    maxParts: numberOf(request, 'max_parts') || DEFAULT_MAX_PARTS,
    outgoing: listOf(request, 'outgoing_chan_ids').map(String),
    allowSelfPayment: flagOf(request, 'allow_self_payment'),
  };
}

export function routerRpcs({ node }: RpcContext): RpcGroup {
  const { payments, faults } = node;

  /** Writes the present state and every later one; ends after the terminal one. */
  function follow(
    payment: Payment,
    out: Outlet,
    quiet: boolean,
    onUpdate?: (payment: Payment) => boolean,
  ): void {
    const tell = (): void => {
      if (onUpdate?.(payment)) return;
      if (!quiet || isTerminal(payment)) out.write(paymentMessage(payment));
      if (isTerminal(payment)) out.end();
    };
    out.onClose(
      payments.onChange((changed) => {
        if (changed === payment) tell();
      }),
    );
    tell();
  }

  /** True when a fault has taken the update. */
  function misbehave(payment: Payment, out: Outlet): boolean {
    if (payment.status === 'INITIATED') return false;
    if (faults.hangAfterDispatch) return true;
    if (payment.status !== 'IN_FLIGHT') return false;
    if (!faults.closeWithoutTerminal && !faults.breakAfterDispatch) return false;
    if (faults.breakAfterDispatch) out.fail(lndError('unavailable', 'Connection dropped'));
    else {
      out.write(paymentMessage(payment));
      out.end();
    }
    return true;
  }

  return {
    streaming: {
      SendPaymentV2: (request, out) => {
        if (faults.hangBeforeDispatch) return;
        const payment = payments.send(orderOf(request));
        if (flagOf(request, 'cancelable')) out.onClose(() => payments.abandon(payment.hash));
        follow(payment, out, flagOf(request, 'no_inflight_updates'), () => misbehave(payment, out));
      },
      TrackPaymentV2: (request, out) => {
        const payment = payments.get(hashOf(request, 'payment_hash'));
        if (!payment) throw lndError('not-found', "payment isn't initiated");
        follow(payment, out, flagOf(request, 'no_inflight_updates'));
      },
      TrackPayments: (request, out) => {
        const quiet = flagOf(request, 'no_inflight_updates');
        out.onClose(
          payments.onChange((payment) => {
            if (!quiet || isTerminal(payment)) out.write(paymentMessage(payment));
          }),
        );
      },
    },
  };
}

export function lightningPaymentRpcs({ node }: RpcContext): RpcGroup {
  return {
    unary: {
      ListPayments: (request) => {
        const all = node.payments.list();
        const rows = flagOf(request, 'include_incomplete')
          ? all
          : all.filter(({ status }) => status === 'SUCCEEDED');
        const found = page(rows, ({ index }) => index, {
          offset: numberOf(request, 'index_offset'),
          limit: numberOf(request, 'max_payments') || 100,
          reversed: flagOf(request, 'reversed'),
          from: numberOf(request, 'creation_date_start'),
          to: numberOf(request, 'creation_date_end'),
          createdAt: ({ createdNs }) => Number(createdNs / 1_000_000_000n),
        });
        return {
          payments: found.rows.map((payment) => paymentMessage(payment, !flagOf(request, 'omit_hops'))),
          first_index_offset: found.first,
          last_index_offset: found.last,
          total_num_payments: flagOf(request, 'count_total_payments') ? String(all.length) : '0',
        };
      },
      QueryRoutes: (request) => {
        const limit = request['fee_limit'] as Message | null;
        const amount = amountOf(request, 'amt', 'amt_msat');
        const route = node.findRoute({
          target: textOf(request, 'pub_key'),
          amount,
          feeLimit: feeLimitOf(limit, amount),
          finalCltvDelta: numberOf(request, 'final_cltv_delta') || 80,
          avoid: new Set(),
          outgoing: listOf(request, 'outgoing_chan_ids').map(String),
        });
        if (!route) throw lndError('unknown', 'unable to find a path to destination');
        return { routes: [routeMessage(route, null)], success_prob: 0.95 };
      },
    },
  };
}

function feeLimitOf(limit: Message | null, amount: PayOrder['feeLimit']): PayOrder['feeLimit'] {
  if (!limit) return amount;
  const fixed = amountOf(limit, 'fixed', 'fixed_msat');
  return fixed === 0n && numberOf(limit, 'percent') > 0 ? amount : fixed;
}
