// Answer: what the gate or a method says, as a NIP-47 response. The table is docs/gate.md, section 7.
import type { NwcErrorCode } from '../../../shared/domain/nwc.ts';
import { msatToJsonNumber } from '../../../shared/domain/money.ts';
import { assertNever } from '../../../shared/domain/result.ts';
import type { GateAnswer, RefusalCode } from '../../gate/gate.ts';

export type Reply =
  | { readonly kind: 'result'; readonly result: object }
  /** `message` starts with a machine-readable word. */
  | { readonly kind: 'error'; readonly code: NwcErrorCode; readonly message: string };

export const result = (value: object): Reply => ({ kind: 'result', result: value });
export const failure = (code: NwcErrorCode, word: string, detail = ''): Reply => ({
  kind: 'error',
  code,
  message: detail ? `${word} ${detail}` : word,
});
export const badRequest = (detail: string): Reply => failure('OTHER', 'bad_request', detail);
export const internal = (logId: string): Reply => failure('INTERNAL', `log=${logId}`);

/** The plain text of a 23195 event. */
export function responseText(method: string, reply: Reply): string {
  // SECURITY: never both; some clients read `result` first and take a refusal for a success.
  return reply.kind === 'result'
    ? JSON.stringify({ result_type: method, error: null, result: reply.result })
    : JSON.stringify({
        result_type: method,
        error: { code: reply.code, message: reply.message },
        result: null,
      });
}

/** For core `pay_invoice`, which knows success and error only. */
export function answerToPayInvoice(answer: GateAnswer): Reply {
  switch (answer.kind) {
    case 'settled':
      return result({ preimage: answer.preimage, fees_paid: msatToJsonNumber(answer.feesPaid) });
    case 'held':
      return failure(
        'QUOTA_EXCEEDED',
        'approval_pending',
        `id=${answer.spendId} retry_after=${answer.retryAfter}`,
      );
    case 'in-flight':
      return failure('OTHER', 'in_flight', `hash=${answer.paymentHash}`);
    case 'refused':
    case 'failed':
    case 'internal':
      return unhappy(answer);
  }
}

/** For the extension method `pay`, whose success may say `pending`. */
export function answerToPay(answer: GateAnswer): Reply {
  switch (answer.kind) {
    case 'settled':
      return result({
        transaction_id: answer.spendId,
        state: 'settled',
        instruction_type: 'bolt11',
        amount: msatToJsonNumber(answer.amount),
        fees_paid: msatToJsonNumber(answer.feesPaid),
        payment_hash: answer.paymentHash,
        preimage: answer.preimage,
      });
    case 'held':
    case 'in-flight':
      return result({
        transaction_id: answer.spendId,
        state: 'pending',
        instruction_type: 'bolt11',
        amount: msatToJsonNumber(answer.amount),
        payment_hash: answer.paymentHash,
      });
    case 'refused':
    case 'failed':
    case 'internal':
      return unhappy(answer);
  }
}

function unhappy(answer: Extract<GateAnswer, { kind: 'refused' | 'failed' | 'internal' }>): Reply {
  switch (answer.kind) {
    case 'refused':
      return failure(codeOf(answer.code), answer.code, answer.message);
    case 'failed':
      // SECURITY: for a terminal failure named by the node and nothing else: clients take it as leave to pay again.
      return failure('PAYMENT_FAILED', 'payment_failed', answer.detail);
    case 'internal':
      return internal(answer.logId);
    default:
      return assertNever(answer);
  }
}

function codeOf(code: RefusalCode): NwcErrorCode {
  switch (code) {
    case 'exceeds_single_tx_limit':
    case 'exceeds_daily_limit':
    case 'exceeds_fleet_limit':
    case 'exceeds_fee_limit':
    case 'too_much_in_flight':
      return 'QUOTA_EXCEEDED';
    case 'exceeds_rate_limit':
      return 'RATE_LIMITED';
    case 'insufficient_balance':
      return 'INSUFFICIENT_BALANCE';
    case 'invalid_destination':
    case 'destination_not_allowed':
    case 'destination_lookalike':
    case 'new_destination':
    case 'outside_schedule':
    case 'agent_frozen':
    case 'fleet_frozen':
    case 'denied_by_operator':
    case 'payment_hash_reused':
    case 'paid_by_another_agent':
      return 'RESTRICTED';
    // Not about this payment or this agent, or about the form of the request: the agent may come again.
    case 'gate_closed':
    case 'request_expired':
    case 'amount_mismatch':
    case 'amount_missing':
    case 'amount_invalid':
      return 'OTHER';
    default:
      return assertNever(code);
  }
}
