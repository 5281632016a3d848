// The text a Ledger shows for an approval: readable there whatever an agent is called, exact to the millisatoshi, different for different payments.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  ATTESTATION_MOST,
  attestationNames,
  attestationText,
  type AttestedPayment,
} from '../../../shared/domain/attestation.ts';
import { msat } from '../../../shared/domain/money.ts';
import { unixSeconds } from '../../../shared/domain/time.ts';

const PAYMENT: AttestedPayment = {
  id: 'abcdefghijklmnop',
  agentId: 'ponmlkjihgfedcba',
  agentName: 'Quartermaster',
  amount: msat(250_000_000n),
  feeLimit: msat(2_500_500n),
  destination: `03${'ab'.repeat(32)}`,
  paymentHash: 'cd'.repeat(32),
};
const AT = unixSeconds(1_780_000_000);

const hex = (length: number) =>
  fc
    .array(fc.integer({ min: 0, max: 15 }), { minLength: length, maxLength: length })
    .map((nibbles) => nibbles.map((nibble) => nibble.toString(16)).join(''));
const payment: fc.Arbitrary<AttestedPayment> = fc.record({
  id: fc.constantFrom('abcdefghijklmnop', 'ponmlkjihgfedcba'),
  agentId: fc.constant('qqqqqqqqqqqqqqqq'),
  agentName: fc.string({ unit: 'grapheme', maxLength: 120 }),
  amount: fc.bigInt({ min: 0n, max: 2_100_000_000_000_000_000n }).map(msat),
  feeLimit: fc.bigInt({ min: 0n, max: 1_000_000_000_000n }).map(msat),
  destination: hex(66),
  paymentHash: hex(64),
});

describe('the text a Ledger signs', () => {
  it('names agent, amount, fee limit, destination, hash and time', () => {
    expect(attestationText(PAYMENT, AT)).toBe(
      `Portcullis: I approve payment abcdefghijklmnop of agent "Quartermaster" (ponmlkjihgfedcba): 250000 sat and at most 2500.500 sat of fees to 03${'ab'.repeat(32)}, payment hash ${'cd'.repeat(32)}, at 2026-05-28T20:26:40Z`,
    );
  });

  it('is one line of printable ASCII that the Bitcoin app shows as text, whatever the agent is called', () => {
    fc.assert(
      fc.property(payment, (of) => {
        const text = attestationText(of, AT);
        expect(text).toMatch(/^[\x20-\x7e]+$/);
        expect(text.length).toBeLessThanOrEqual(ATTESTATION_MOST);
        expect(attestationNames(text, { ...of, destination: of.destination.slice(0, 12) })).toBe(true);
      }),
    );
  });

  it('no agent’s name can make it speak of another payment', () => {
    const name = `x" (y): 1 sat and at most 0 sat of fees to 02, payment hash ${'ef'.repeat(32)}, at`;
    const text = attestationText({ ...PAYMENT, agentName: name }, AT);
    expect(text).not.toContain('payment hash ef');
    expect(text.match(/"/g)).toHaveLength(2);
    expect(attestationNames(text, { ...PAYMENT, amount: msat(1_000n), feeLimit: msat(0n) })).toBe(false);
  });

  it.each<[string, Partial<AttestedPayment>]>([
    ['id', { id: 'ponmlkjihgfedcba' }],
    ['amount', { amount: msat(250_000_001n) }],
    ['fee limit', { feeLimit: msat(2_500_501n) }],
    ['destination', { destination: `02${'ab'.repeat(32)}` }],
    ['hash', { paymentHash: 'ce'.repeat(32) }],
  ])('differs with the %s', (_what, other) => {
    const text = attestationText(PAYMENT, AT);
    expect(attestationText({ ...PAYMENT, ...other }, AT)).not.toBe(text);
    expect(attestationNames(text, { ...PAYMENT, ...other })).toBe(false);
  });
});
