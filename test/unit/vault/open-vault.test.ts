// Sealing and tagging by an opened vault: every box belongs to one purpose and record.
import fc from 'fast-check';
import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { createSealedSecrets } from '../../../electron/vault/sealed-secrets.ts';
import { openVault } from '../../../electron/vault/open-vault.ts';
import { scratchDatabase } from '../../support/scratch.ts';

const vault = () => openVault(randomBytes(32), randomBytes);
const secret = new TextEncoder().encode('canary-secret-51c7');

test('opens what it sealed, whatever the bytes', () => {
  const open = vault();
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.string(), (bytes, id) => {
      expect(open.open('node-credentials', id, open.seal('node-credentials', id, bytes))).toEqual(bytes);
    }),
  );
});

test('never seals twice to the same box', () => {
  const open = vault();
  expect(open.seal('node-credentials', 'a', secret)).not.toEqual(open.seal('node-credentials', 'a', secret));
});

test('refuses a box of another record, another purpose, another vault, or with any bit changed', () => {
  const open = vault();
  const box = open.seal('node-credentials', 'a', secret);
  expect(() => open.open('node-credentials', 'b', box)).toThrow('another record');
  expect(() => open.open('nwc-service-key', 'a', box)).toThrow('another record');
  expect(() => vault().open('node-credentials', 'a', box)).toThrow('another record');
  expect(() => open.open('node-credentials', 'a', box.subarray(0, 30))).toThrow('another record');
  expect(() => open.open('node-credentials', 'a', new Uint8Array(0))).toThrow('another record');
  fc.assert(
    fc.property(fc.nat(box.length - 1), fc.integer({ min: 0, max: 7 }), (index, bit) => {
      const bent = box.slice();
      bent[index]! ^= 1 << bit;
      expect(() => open.open('node-credentials', 'a', bent)).toThrow('another record');
    }),
  );
});

test('names no secret in what it throws', () => {
  const open = vault();
  const box = open.seal('node-credentials', 'a', secret);
  box[40]! ^= 1;
  try {
    open.open('node-credentials', 'a', box);
    expect.unreachable();
  } catch (error) {
    expect(String((error as Error).stack)).not.toContain('canary');
  }
});

test('wipes the master key it was given, and gives a copy of the database key', () => {
  const master = randomBytes(32);
  const open = openVault(master, randomBytes);
  expect(master).toEqual(Buffer.alloc(32));
  const key = open.databaseKey();
  key.fill(0);
  expect(open.databaseKey()).not.toEqual(key);
});

test('does nothing after it was closed', () => {
  const open = vault();
  const box = open.seal('node-credentials', 'a', secret);
  open.close();
  expect(() => open.databaseKey()).toThrow('closed');
  expect(() => open.seal('node-credentials', 'a', secret)).toThrow('closed');
  expect(() => open.open('node-credentials', 'a', box)).toThrow('closed');
  expect(() => open.tag('x')).toThrow('closed');
});

test('tags equal texts alike under one vault and differently under another', () => {
  const open = vault();
  expect(open.tag('02ab')).toBe(open.tag('02ab'));
  expect(open.tag('02ab')).not.toBe(open.tag('02ac'));
  expect(vault().tag('02ab')).not.toBe(open.tag('02ab'));
  expect(open.tag('02ab')).toMatch(/^[0-9a-f]{64}$/);
});

test('keeps sealed secrets by purpose and record, and notices one moved to another record', () => {
  const database = scratchDatabase();
  const sealed = createSealedSecrets({ database, vault: vault() });
  expect(sealed.get('nwc-service-key', 'one')).toBeUndefined();
  database.transaction(() => sealed.put('nwc-service-key', 'one', secret));
  sealed.put('nwc-service-key', 'two', new Uint8Array([2]));
  expect(new Uint8Array(sealed.get('nwc-service-key', 'one')!)).toEqual(secret);
  sealed.put('nwc-service-key', 'two', new Uint8Array([3]));
  expect(new Uint8Array(sealed.get('nwc-service-key', 'two')!)).toEqual(new Uint8Array([3]));
  database
    .prepare("UPDATE sealed SET box = (SELECT box FROM sealed WHERE id = 'one') WHERE id = 'two'")
    .run();
  expect(() => sealed.get('nwc-service-key', 'two')).toThrow('another record');
  sealed.remove('nwc-service-key', 'two');
  expect(sealed.get('nwc-service-key', 'two')).toBeUndefined();
});
