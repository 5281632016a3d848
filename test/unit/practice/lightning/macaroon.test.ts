// Macaroons against lnd's texts and against an independent implementation of the format.
import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { createMacaroons } from '../../../../electron/practice/lightning/macaroon.ts';
import { ADMIN, READONLY } from '../../../../electron/practice/lightning/permissions.ts';
import { seededRandom } from '../../../../electron/practice/seeded.ts';

const PAY = '/routerrpc.Router/SendPaymentV2';
const setUp = (nowMs = Date.parse('2026-11-23T12:00:00Z')) =>
  createMacaroons({ rootKey: Buffer.alloc(32, 7), random: seededRandom('m'), now: () => nowMs });

describe('a macaroon', () => {
  it('opens what its permissions name and nothing else', () => {
    const macaroons = setUp();
    expect(() => macaroons.check([macaroons.bake(ADMIN)], ['offchain:write'], PAY)).not.toThrow();
    expect(() => macaroons.check([macaroons.bake(READONLY)], ['offchain:write'], PAY)).toThrow(
      'permission denied',
    );
    const uri = macaroons.bake([`uri:${PAY}`]);
    expect(() => macaroons.check([uri], ['offchain:write'], PAY)).not.toThrow();
    expect(() => macaroons.check([uri], ['offchain:read'], '/lnrpc.Lightning/ListPayments')).toThrow(
      'permission denied',
    );
  });

  const good = setUp().bake(ADMIN);
  it.each([
    ['none', [], 'expected 1 macaroon, got 0'],
    ['two', [good, good], 'expected 1 macaroon, got 2'],
    ['empty', [''], 'empty macaroon data'],
    ['not hex', [`zz${good}`], "encoding/hex: invalid byte: U+007A 'z'"],
    ['half a byte', [good.slice(1)], 'odd length hex string'],
    ['another version', [`01${good.slice(2)}`], 'cannot determine data format of binary-encoded macaroon'],
    ['cut off', [good.slice(0, 60)], 'unmarshal v2'],
    [
      'a changed signature',
      [good.slice(0, -2) + (good.endsWith('00') ? '01' : '00')],
      'verification failed: signature mismatch after caveat verification',
    ],
    [
      'baked elsewhere',
      [
        createMacaroons({ rootKey: Buffer.alloc(32, 8), random: seededRandom('m'), now: () => 0 }).bake(
          ADMIN,
        ),
      ],
      'verification failed: signature mismatch',
    ],
    ['under an unknown root key', [setUp().bake(ADMIN, [], '9')], "root key with id 9 doesn't exist"],
  ])('that is %s is refused in lnd’s words', (_name, given, text) => {
    expect(() => setUp().check(given, ['info:read'], '/lnrpc.Lightning/GetInfo')).toThrow(text);
  });

  it('honours a time caveat and refuses a caveat it does not know', () => {
    const macaroons = setUp();
    const check = (caveat: string) => (): void =>
      macaroons.check([macaroons.bake(ADMIN, [caveat])], ['info:read'], '/x');
    expect(check('time-before 2026-11-24T00:00:00Z')).not.toThrow();
    expect(check('time-before 2026-11-22T00:00:00Z')).toThrow('macaroon has expired');
    expect(check('ipaddr 10.0.0.1')).toThrow('different IP address');
    expect(check('custom x')).toThrow('caveat not recognized');
  });

  it('stops working when its root key is revoked', () => {
    const macaroons = setUp();
    const baked = macaroons.bake(ADMIN, [], '5');
    expect(() => macaroons.check([baked], ['info:read'], '/x')).not.toThrow();
    expect(macaroons.revoke('5')).toBe(true);
    expect(() => macaroons.check([baked], ['info:read'], '/x')).toThrow("root key with id 5 doesn't exist");
  });

  it('is understood and restricted by an independent implementation', () => {
    const foreign = createRequire(import.meta.url)('macaroon') as {
      importMacaroon: (bytes: Uint8Array) => {
        addFirstPartyCaveat: (caveat: string) => void;
        exportBinary: () => Uint8Array;
      };
    };
    const macaroons = setUp();
    const opened = foreign.importMacaroon(Buffer.from(macaroons.bake(READONLY), 'hex'));
    const before = Buffer.from(opened.exportBinary()).toString('hex');
    expect(() => macaroons.check([before], ['info:read'], '/x')).not.toThrow();
    opened.addFirstPartyCaveat('time-before 2020-01-01T00:00:00Z');
    const narrowed = Buffer.from(opened.exportBinary()).toString('hex');
    expect(() => macaroons.check([narrowed], ['info:read'], '/x')).toThrow('macaroon has expired');
  });
});
