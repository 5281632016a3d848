// What an error of a payment proves. A row that says "failed" frees money, so each is written out.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classifyPayError } from '../../../../electron/lightning/lnd/outcome.ts';

const grpc = (code: number, details: string): unknown => [
  503,
  'UnexpectedPaymentError',
  { err: Object.assign(new Error(`${code} ${details}`), { code, details }) },
];

describe('an order that never reached the transport', () => {
  it.each([
    ['wrong arguments', [400, 'ExpectedPaymentRequestToPayViaPaymentRequest']],
    ['a feature that is not supported', [501, 'UnsupportedPaymentFeatureInPayRequest', { bit: 30 }]],
    ['a plain error', new Error('ExpectedValidPaymentRequestToMakePayment')],
    ['something that is no error', undefined],
  ])('has failed: %s', (_name, error) => {
    expect(classifyPayError(error, false)).toMatchObject({
      kind: 'failed',
      detail: expect.stringMatching(/^not sent: /),
    });
  });
});

describe('an order that was sent', () => {
  it.each([
    'PaymentPathfindingFailedToFindPossibleRoute',
    'InsufficientBalanceToAttemptPayment',
    'PaymentRejectedByDestination',
    'PaymentAttemptsTimedOut',
    'PaymentExecutionCanceled',
    'FailedToFindPayableRouteToDestination',
  ])('has failed for good when the library says %s', (name) => {
    expect(classifyPayError([503, name], true).kind).toBe('failed');
  });

  it.each([
    ['permission denied'],
    ['invoice expired. Valid until 2026-01-01 00:00:00 +0000 UTC'],
    ['amount must be specified when paying a zero amount invoice'],
    ['amount must not be specified when paying a non-zero amount invoice'],
    ['self-payments not allowed'],
    ['verification failed: signature mismatch after caveat verification'],
    ['expected 1 macaroon, got 0'],
    ["cannot get macaroon: root key with id 7 doesn't exist"],
    // As lnd 0.21 has it: a right that was revoked between two payments must not leave the second one in doubt.
    ["cannot retrieve macaroon: cannot get macaroon: root key with id 7 doesn't exist"],
    ['caveat "time-before 2020-01-01T00:00:00Z" not satisfied: macaroon has expired'],
  ])('was turned away before lnd registered it: %s', (details) => {
    expect(classifyPayError(grpc(2, details), true)).toMatchObject({ kind: 'turned-away' });
  });

  it.each([
    ['already paid', grpc(6, 'invoice is already paid')],
    ['in transition', grpc(6, 'payment is in transition')],
    ['exists', grpc(6, 'payment already exists')],
    ['connection lost', grpc(14, 'Connection dropped')],
    ['never connected', grpc(14, 'No connection established. Last error: connect ECONNREFUSED')],
    ['cancelled', grpc(1, 'Call cancelled')],
    ['deadline', grpc(4, 'Deadline exceeded')],
    ['internal', grpc(13, 'Received RST_STREAM')],
    ['shutting down', grpc(2, 'router shutting down')],
    ['a turning-away text under another code', grpc(14, 'permission denied')],
    ['a turning-away text inside another', grpc(2, 'could not write: permission denied')],
    ['an answer the library cannot parse', [503, 'ExpectedSuccessHtlcInConfirmedPayment']],
    ['a final name under another code', [500, 'PaymentRejectedByDestination']],
    ['a plain error', new Error('anything')],
    ['wrong arguments, although it was sent', [400, 'Whatever']],
    ['nothing at all', undefined],
  ])('may still settle: %s', (_name, error) => {
    expect(classifyPayError(error, true).kind).toBe('unknown');
  });

  it('may still settle whatever else is said', () => {
    fc.assert(
      fc.property(fc.anything(), (error) => {
        expect(classifyPayError(error, true).kind).toBe('unknown');
      }),
    );
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 16 }), fc.string(), (code, details) => {
        expect(classifyPayError(grpc(code, details), true).kind).toBe('unknown');
      }),
    );
  });
});

describe('what is told', () => {
  it('carries a remote text as one bounded printable line', () => {
    const { detail } = classifyPayError(grpc(13, `a\nb\u202e${'x'.repeat(900)}`), true);
    expect(detail).toMatch(/^[\x20-\x7e]{1,300}$/);
  });
});
