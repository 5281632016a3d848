// What is filled in to send: what is missing is named in the order of the form, and what is asked is exactly what was typed.
import { describe, expect, it } from 'vitest';
import {
  emptyOutput,
  emptySend,
  sendOf,
  sumTyped,
  wished,
} from '../../../../renderer/features/treasury/send-form.ts';
import {
  addressTyped,
  chainAmountTyped,
  paidAway,
  withCommand,
} from '../../../../renderer/features/treasury/treasury-words.ts';
import type { DraftRow } from '../../../../shared/contract/treasury.ts';
import type { MsatText } from '../../../../shared/domain/money.ts';

const output = { ...emptyOutput(0), address: 'bcrt1qxyz', amount: '2,500' };
const send = { ...emptySend(), outputs: [output] };

describe('the form to send', () => {
  it('asks for whole sats as msat text', () => {
    expect(wished(send)).toEqual([{ address: 'bcrt1qxyz', valueMsat: '2500000', label: '' }]);
  });

  it('takes spaces and line breaks out of an address', () => {
    expect(addressTyped(' bc1q xyz\nabc\u00a0d ')).toBe('bc1qxyzabcd');
  });

  it.each([
    [{ outputs: [{ ...output, address: '  ' }] }, 'The address is missing.'],
    [{ outputs: [{ ...output, amount: '' }] }, 'The amount is missing.'],
    [{ outputs: [{ ...output, amount: '1.5' }] }, 'The amount cannot be read.'],
    [{ outputs: [{ ...output, amount: '0' }] }, 'The amount cannot be read.'],
    [{ outputs: [output, emptyOutput(1)] }, 'The address of output 2 is missing.'],
    [{ choice: 'manual' as const }, 'No coin is chosen.'],
  ])('says what is missing', (part, words) => expect(wished({ ...send, ...part })).toBe(words));

  it('sends all that is left without an amount', () => {
    expect(wished({ ...send, outputs: [{ ...output, amount: '', all: true }] })).toEqual([
      { address: 'bcrt1qxyz', valueMsat: null, label: '' },
    ]);
    expect(sumTyped([{ ...output, all: true }])).toBeNull();
    expect(sumTyped([output, { ...output, key: 1 }])).toBe(5_000_000n);
  });

  it.each(['2100000000000001', '12,34', '250.000', 'a lot'])('takes “%s” for no amount', (text) =>
    expect(chainAmountTyped(text)).toHaveProperty('wrong'),
  );

  it('gives a draft back as it was, with exactly its coins and without its change', () => {
    const of = (address: string, kind: 'payment' | 'change', sats: number) => ({
      address,
      kind,
      label: '',
      valueMsat: `${sats}000` as MsatText,
    });
    const draft = {
      inputs: [{ outpoint: `${'a'.repeat(64)}:1`, valueMsat: '9000' as MsatText, address: '', label: '' }],
      outputs: [of('bcrt1qpay', 'payment', 2_500), of('bcrt1qback', 'change', 6_000)],
      reason: 'Rent',
    } as unknown as DraftRow;
    const form = sendOf(draft, '4.2');
    expect(form).toMatchObject({
      choice: 'manual',
      coins: [`${'a'.repeat(64)}:1`],
      feeRate: '4.2',
      reason: 'Rent',
    });
    expect(wished(form)).toEqual([{ address: 'bcrt1qpay', valueMsat: '2500000', label: '' }]);
    expect(paidAway(draft)).toBe(2_500_000n);
  });
});

describe('what to do next', () => {
  it('gives the command in it apart, to be copied whole', () => {
    expect(withCommand("Run this once: echo 'a: b' | sudo tee /etc/x && sudo y")).toEqual({
      words: 'Run this once:',
      command: "echo 'a: b' | sudo tee /etc/x && sudo y",
    });
    expect(withCommand('Enter the PIN: it is asked for.')).toEqual({
      words: 'Enter the PIN: it is asked for.',
      command: null,
    });
  });
});
