// Reading a macaroon's rights, and what the console says of them.
import { FITTING_RIGHTS } from '../../../../shared/domain/lnd-rights.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readMacaroon } from '../../../../electron/lightning/lnd/macaroon.ts';
import { describePermissions } from '../../../../electron/lightning/lnd/permissions.ts';
import { createMacaroons } from '../../../../electron/practice/lightning/macaroon.ts';
import { ADMIN, READONLY } from '../../../../electron/practice/lightning/permissions.ts';

const { bake } = createMacaroons({
  rootKey: Buffer.alloc(32, 7),
  random: (length) => Buffer.alloc(length, 9),
  now: () => 0,
});
const PAY_ONLY = [
  'info:read',
  'offchain:read',
  'invoices:read',
  'invoices:write',
  'uri:/routerrpc.Router/SendPaymentV2',
] as const;
const read = (hex: string): ReturnType<typeof readMacaroon> => readMacaroon(Buffer.from(hex, 'hex'));
const describeRights = (rights: readonly string[], caveats: readonly string[] = []) =>
  describePermissions(read(bake(rights, caveats)) ?? { rights: [], caveats: [] });

describe('reading', () => {
  it.each([
    ['admin', ADMIN],
    ['read-only', READONLY],
    ['by URI', PAY_ONLY],
  ])('finds every right of a baked macaroon: %s', (_name, rights) => {
    expect(read(bake(rights))?.rights.toSorted()).toEqual([...rights].toSorted());
  });

  it('finds its conditions', () => {
    const caveats = ['time-before 2030-01-01T00:00:00Z', 'ipaddr 10.0.0.7'];
    expect(read(bake(PAY_ONLY, caveats))?.caveats).toEqual(caveats);
  });

  it('takes no part of a macaroon for a macaroon', () => {
    const whole = Buffer.from(bake(ADMIN, ['ipaddr 10.0.0.7']), 'hex');
    for (let length = 0; length < whole.length; length += 1)
      expect(readMacaroon(whole.subarray(0, length))).toBeUndefined();
    expect(readMacaroon(Buffer.concat([whole, Buffer.from([0])]))).toBeUndefined();
  });

  it('never throws, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        readMacaroon(bytes);
        readMacaroon(Uint8Array.from([2, ...bytes]));
      }),
    );
  });
});

describe('in words', () => {
  it('says nothing against a macaroon that can do just what is needed', () => {
    expect(describeRights(FITTING_RIGHTS)).toEqual({
      words: [
        'Read node information',
        'Read channels',
        'Learn how a payment ended',
        'Read payments',
        'Pay',
        'Make invoices',
        'See invoices paid',
        'Read invoices',
        'See channels open and close',
        'Read peers',
        'Read fees and forwards',
        'Keep the channel backup',
      ],
      excess: [],
      excessWarning: '',
      missing: [],
      warnings: [],
    });
  });

  it('warns of the right that pays, and more than that', () => {
    expect(
      describeRights([
        'info:read',
        'offchain:read',
        'offchain:write',
        'invoices:read',
        'invoices:write',
        'peers:read',
      ]),
    ).toMatchObject({
      missing: [],
      excess: ['change channel fees and delete its record of payments'],
      excessWarning: expect.stringMatching(/can also change channel fees/),
      warnings: [],
    });
  });

  it('warns of the admin macaroon by what it can do', () => {
    const { excessWarning, warnings, missing } = describeRights(ADMIN);
    expect(missing).toEqual([]);
    expect(warnings).toEqual([]);
    expect(excessWarning).toMatch(/bake further macaroons.*spend the on-chain wallet/);
  });

  it('says that a read-only macaroon cannot pay', () => {
    expect(describeRights(READONLY)).toMatchObject({
      missing: [],
      warnings: ['With this macaroon the console cannot pay and make invoices.'],
    });
  });

  it('names what makes a node unusable', () => {
    expect(describeRights(['offchain:write', 'invoices:read']).missing).toEqual([
      'watch the node',
      'read its balance',
      'learn how a payment ended',
      'compare its payments',
    ]);
  });

  it('names conditions', () => {
    const { words, warnings } = describeRights(PAY_ONLY, ['time-before 2030-01-01T00:00:00Z']);
    expect(words).toContain('Only before 2030-01-01T00:00:00Z');
    expect(warnings.at(-1)).toContain('Only before 2030-01-01T00:00:00Z');
  });
});
