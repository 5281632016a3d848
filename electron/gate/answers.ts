// Answers: what an agent is told of a spend in each state, and how an answer is kept for the same request asked again.
import { addMsat, parseMsat, type Msat } from '../../shared/domain/money.ts';
import type { GateAnswer, RefusalCode } from './gate.ts';
import type { Spend } from './spend.ts';

/** Seconds after which an agent with a held payment may usefully ask again. Own default. */
const RETRY_AFTER_SECONDS = 60;

export const refused = (code: RefusalCode, message: string): GateAnswer => ({
  kind: 'refused',
  code,
  message,
});

/** The answer a spend's present state amounts to. `in-flight` and `held` are what can be said when time is up. */
export function answerOf(spend: Spend): GateAnswer {
  const about = { spendId: spend.id, paymentHash: spend.paymentHash, amount: spend.amount };
  switch (spend.state) {
    case 'settled':
      return { kind: 'settled', ...about, preimage: spend.preimage ?? '', feesPaid: spend.fee ?? addMsat() };
    case 'failed':
      return { kind: 'failed', ...about, detail: spend.note };
    case 'reserved':
    case 'dispatched':
    case 'unknown':
      return { kind: 'in-flight', ...about };
    case 'held':
    case 'granted':
      return { kind: 'held', ...about, retryAfter: RETRY_AFTER_SECONDS };
    case 'denied':
      return refused('denied_by_operator', 'the operator rejected this payment');
    case 'expired':
      return refused('request_expired', 'nobody decided in time');
    case 'refused':
      return refused((spend.code ?? 'gate_closed') as RefusalCode, 'outside the limits of this connection');
  }
}

/** States with nothing more to wait for. */
export const isEnded = (spend: Spend): boolean =>
  spend.state === 'settled' ||
  spend.state === 'failed' ||
  spend.state === 'denied' ||
  spend.state === 'expired' ||
  spend.state === 'refused';

const MSAT_KEYS = new Set(['amount', 'feesPaid']);

export const answerToText = (answer: GateAnswer): string =>
  JSON.stringify(answer, (_key, value: unknown) => (typeof value === 'bigint' ? value.toString() : value));

export const answerFromText = (text: string): GateAnswer =>
  JSON.parse(text, (key, value: unknown) => (MSAT_KEYS.has(key) ? amount(value) : value)) as GateAnswer;

function amount(value: unknown): Msat {
  const read = parseMsat(value);
  if (read === undefined) throw new Error('a stored answer holds an amount that cannot be read');
  return read;
}
