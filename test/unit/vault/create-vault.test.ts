// The vault: made, opened, refused. Derivation is cheap here; production's cost is checked on its own below.
import fc from 'fast-check';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createVault } from '../../../electron/vault/create-vault.ts';
import { acceptableCost, PRODUCTION_COST } from '../../../electron/vault/key-derivation.ts';
import { decodeVaultFile, encodeVaultFile, type VaultFile } from '../../../electron/vault/vault-file.ts';
import type { OpenVault } from '../../../electron/vault/vault.ts';
import type { Result } from '../../../shared/domain/result.ts';
import { createFakeClock, START } from '../../support/fake-clock.ts';
import { scratchFolder } from '../../support/scratch.ts';

const CHEAP = { memoryKib: 64, passes: 1, lanes: 1 };
const GOOD = 'correct horse battery staple';
const CANARY = 'canary-9f2c-passphrase';

const vaultIn = (folder: string, clock = createFakeClock()) =>
  createVault({ folder, clock, random: randomBytes, kdf: CHEAP });

function opened(result: Result<OpenVault>): OpenVault {
  if (!result.ok) throw new Error(result.code);
  return result.value;
}
const codeOf = (result: Result<unknown>): string => (result.ok ? 'ok' : result.code);
const messageOf = (result: Result<unknown>): string => (result.ok ? '' : result.message);

test('opens with the passphrase it was made with, to the same keys, and with no other', async () => {
  const folder = scratchFolder();
  const made = opened(await vaultIn(folder).create(GOOD));
  const again = opened(await vaultIn(folder).unlock(GOOD));
  expect(again.databaseKey()).toEqual(made.databaseKey());
  expect(made.databaseKey()).toHaveLength(32);
  expect(again.tag('x')).toBe(made.tag('x'));
  expect(codeOf(await vaultIn(folder).unlock(`${GOOD} `))).toBe('wrong_passphrase');
});

test('gives two vaults of one passphrase different keys', async () => {
  const [one, two] = await Promise.all([
    vaultIn(scratchFolder()).create(GOOD),
    vaultIn(scratchFolder()).create(GOOD),
  ]);
  expect(opened(one).databaseKey()).not.toEqual(opened(two).databaseKey());
});

test('takes a passphrase typed in another Unicode form as the same', async () => {
  const folder = scratchFolder();
  await vaultIn(folder).create('caf\u00e9 \ufb01n');
  expect(codeOf(await vaultIn(folder).unlock('cafe\u0301 fin'))).toBe('ok');
});

test('keeps its file private and leaves nothing beside it', async () => {
  const folder = join(scratchFolder(), 'data');
  await vaultIn(folder).create(GOOD);
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  expect(statSync(join(folder, 'vault.json')).mode & 0o777).toBe(0o600);
  expect(readdirSync(folder)).toEqual(['vault.json']);
  await vaultIn(folder).unlock('wrong');
  expect(statSync(join(folder, 'vault-attempts.json')).mode & 0o777).toBe(0o600);
});

test('says when there is no vault, and does not make a second over a first', async () => {
  const folder = scratchFolder();
  const vault = vaultIn(folder);
  expect(vault.exists()).toBe(false);
  expect(codeOf(await vault.unlock(GOOD))).toBe('no_vault');
  expect(codeOf(await vault.verify(GOOD))).toBe('no_vault');
  const results = await Promise.all([vault.create(GOOD), vault.create('another')]);
  expect(results.map(codeOf)).toEqual(['ok', 'vault_exists']);
  expect(vault.exists()).toBe(true);
  expect(codeOf(await vault.verify(GOOD))).toBe('ok');
});

test('is no vault yet when a kill left only the file beside, and makes one over it', async () => {
  const folder = scratchFolder();
  writeFileSync(join(folder, 'vault.json.tmp'), '{"format":"portcullis-vault","vers');
  expect(vaultIn(folder).exists()).toBe(false);
  expect(codeOf(await vaultIn(folder).create(GOOD))).toBe('ok');
  expect(readdirSync(folder)).toEqual(['vault.json']);
  expect(codeOf(await vaultIn(folder).unlock(GOOD))).toBe('ok');
});

test('does not overwrite a vault that another program made while it derived', async () => {
  const folder = scratchFolder();
  const creating = vaultIn(folder).create(GOOD);
  await Promise.resolve();
  writeFileSync(join(folder, 'vault.json'), 'theirs');
  expect(codeOf(await creating)).toBe('vault_exists');
  expect(readFileSync(join(folder, 'vault.json'), 'utf8')).toBe('theirs');
});

test('calls a damaged file damaged, whatever byte it is, without counting a failure and without touching it', async () => {
  const folder = scratchFolder();
  const path = join(folder, 'vault.json');
  const key = opened(await vaultIn(folder).create(GOOD)).databaseKey();
  const whole = readFileSync(path);
  await fc.assert(
    fc.asyncProperty(fc.nat(whole.length - 1), fc.integer({ min: 0, max: 7 }), async (index, bit) => {
      const bent = Buffer.from(whole);
      bent[index]! ^= 1 << bit;
      writeFileSync(path, bent);
      const vault = vaultIn(folder);
      const result = await vault.unlock(GOOD);
      // A flipped space between two fields is no damage: the file says the same.
      if (result.ok) expect(result.value.databaseKey()).toEqual(key);
      else expect(result.code).toBe('vault_damaged');
      expect(vault.failures()).toBe(0);
      expect(readFileSync(path)).toEqual(bent);
    }),
    { numRuns: 300 },
  );
});

test.each([
  ['empty', ''],
  ['cut off', '{"format":"portcullis-vault","vers'],
  ['JSON of another kind', '[]'],
  ['null', 'null'],
  ['a newer version', '{"format":"portcullis-vault","version":2}'],
  ['far too large', 'x'.repeat(1_000_000)],
])('refuses a file that is %s, in words, and keeps it', async (_, content) => {
  const folder = scratchFolder();
  const path = join(folder, 'vault.json');
  writeFileSync(path, content);
  const result = await vaultIn(folder).unlock(GOOD);
  expect(codeOf(result)).toBe('vault_damaged');
  expect(messageOf(result)).toContain('backup');
  expect(codeOf(await vaultIn(folder).create(GOOD))).toBe('vault_exists');
  expect(readFileSync(path, 'utf8')).toBe(content);
});

test('refuses a folder in the place of the vault file', async () => {
  const folder = scratchFolder();
  mkdirSync(join(folder, 'vault.json'));
  expect(codeOf(await vaultIn(folder).unlock(GOOD))).toBe('vault_damaged');
});

test('refuses a file whose derivation was made cheaper or ruinous, even with a checksum that fits', async () => {
  const folder = scratchFolder();
  const path = join(folder, 'vault.json');
  await vaultIn(folder).create(GOOD);
  const file = decodeVaultFile(readFileSync(path, 'utf8')) as VaultFile;
  for (const memoryKib of [8, 65_535, 4_000_000_000]) {
    writeFileSync(path, encodeVaultFile({ ...file, kdf: { ...file.kdf, memoryKib } }));
    const vault = createVault({ folder, clock: createFakeClock(), random: randomBytes, kdf: CHEAP });
    expect(codeOf(await vault.unlock(GOOD))).toBe('vault_damaged');
  }
});

test('takes its own cheap cost only where it was told to use it', () => {
  expect(acceptableCost(CHEAP, PRODUCTION_COST)).toBe(false);
  expect(acceptableCost(CHEAP, CHEAP)).toBe(true);
  expect(acceptableCost(PRODUCTION_COST, CHEAP)).toBe(true);
  expect(acceptableCost({ ...PRODUCTION_COST, passes: 2 }, PRODUCTION_COST)).toBe(false);
});

test('binds cost and salt to the wrapped key: one file’s box is of no use in another', async () => {
  const folders = [scratchFolder(), scratchFolder()] as const;
  for (const folder of folders) await vaultIn(folder).create(GOOD);
  const [one, two] = folders.map(
    (folder) => decodeVaultFile(readFileSync(join(folder, 'vault.json'), 'utf8')) as VaultFile,
  ) as [VaultFile, VaultFile];
  writeFileSync(join(folders[0], 'vault.json'), encodeVaultFile({ ...one, wrap: two.wrap }));
  expect(codeOf(await vaultIn(folders[0]).unlock(GOOD))).toBe('wrong_passphrase');
});

test('counts wrong passphrases over restarts, delays from the fourth, and forgets them after a good one', async () => {
  const folder = scratchFolder();
  const clock = createFakeClock();
  await vaultIn(folder).create(GOOD);
  for (let failure = 1; failure <= 3; failure += 1) {
    expect(codeOf(await vaultIn(folder, clock).unlock('wrong'))).toBe('wrong_passphrase');
    expect(vaultIn(folder, clock).failures()).toBe(failure);
    expect(vaultIn(folder, clock).retryAt()).toBe(null);
  }
  expect(codeOf(await vaultIn(folder, clock).verify('wrong'))).toBe('wrong_passphrase');
  const vault = vaultIn(folder, clock);
  expect(vault.failures()).toBe(4);
  expect(vault.retryAt()).toBe(START + 5);
  const refused = await vault.unlock(GOOD);
  expect(codeOf(refused)).toBe('too_soon');
  expect(messageOf(refused)).toContain('5 seconds');
  clock.advance(4);
  expect(codeOf(await vault.unlock(GOOD))).toBe('too_soon');
  expect(vault.failures()).toBe(4);
  clock.advance(1);
  expect(codeOf(await vault.unlock(GOOD))).toBe('ok');
  expect(vault.failures()).toBe(0);
  expect(vaultIn(folder, clock).failures()).toBe(0);
});

test('doubles the delay up to a quarter of an hour', async () => {
  const folder = scratchFolder();
  const clock = createFakeClock();
  const vault = vaultIn(folder, clock);
  await vault.create(GOOD);
  const delays: number[] = [];
  for (let failure = 1; failure <= 14; failure += 1) {
    expect(codeOf(await vault.unlock('wrong'))).toBe('wrong_passphrase');
    const delay = (vault.retryAt() ?? clock.now()) - clock.now();
    delays.push(delay);
    clock.advance(delay);
  }
  expect(delays).toEqual([0, 0, 0, 5, 10, 20, 40, 80, 160, 320, 640, 900, 900, 900]);
});

test('does not let a burst of tries share one count', async () => {
  const folder = scratchFolder();
  const vault = vaultIn(folder);
  await vault.create(GOOD);
  const burst = await Promise.all(Array.from({ length: 10 }, (_, index) => vault.unlock(`wrong ${index}`)));
  const codes = burst.map(codeOf);
  expect(codes.slice(0, 4)).toEqual([
    'wrong_passphrase',
    'wrong_passphrase',
    'wrong_passphrase',
    'wrong_passphrase',
  ]);
  expect(new Set(codes.slice(4))).toEqual(new Set(['too_soon']));
});

test('counts a try that was killed before its outcome was known', async () => {
  const folder = scratchFolder();
  const vault = vaultIn(folder);
  await vault.create(GOOD);
  const trying = vault.unlock('wrong');
  await Promise.resolve();
  // What a start after a kill in this moment would find.
  expect(vaultIn(folder).failures()).toBe(1);
  expect(vault.failures()).toBe(0);
  await trying;
  expect(vault.failures()).toBe(1);
});

test('neither skips nor stretches a delay when the clock is set back', async () => {
  const folder = scratchFolder();
  const clock = createFakeClock();
  const vault = vaultIn(folder, clock);
  await vault.create(GOOD);
  for (let failure = 1; failure <= 6; failure += 1) {
    clock.advance(100);
    await vault.unlock('wrong');
  }
  const year = 31_536_000;
  clock.setWall(START - year);
  expect(codeOf(await vault.unlock(GOOD))).toBe('too_soon');
  expect(vault.retryAt()).toBe(START - year + 20);

  const restarted = vaultIn(folder, clock);
  expect(codeOf(await restarted.unlock(GOOD))).toBe('too_soon');
  clock.advance(20);
  expect(codeOf(await restarted.unlock(GOOD))).toBe('ok');
});

test('takes a damaged count as the free tries used up', async () => {
  const folder = scratchFolder();
  await vaultIn(folder).create(GOOD);
  writeFileSync(join(folder, 'vault-attempts.json'), 'garbage');
  const vault = vaultIn(folder);
  expect(vault.failures()).toBe(3);
  expect(codeOf(await vault.unlock('wrong'))).toBe('wrong_passphrase');
  expect(vault.retryAt()).not.toBe(null);
});

test('lets the operator in when the count cannot be written, and goes on counting in memory', async () => {
  const folder = scratchFolder();
  const vault = vaultIn(folder);
  await vault.create(GOOD);
  // A folder in the file's place: no write can succeed, not even root's.
  mkdirSync(join(folder, 'vault-attempts.json'));
  writeFileSync(join(folder, 'vault-attempts.json', 'x'), '');
  for (let failure = 1; failure <= 4; failure += 1) await vault.unlock('wrong');
  expect(vault.failures()).toBe(4);
  expect(codeOf(await vault.unlock(GOOD))).toBe('too_soon');
});

test('puts no passphrase into any file or message', async () => {
  const folder = scratchFolder();
  const vault = vaultIn(folder);
  const texts: string[] = [];
  for (const result of [
    await vault.unlock(CANARY),
    await vault.create(CANARY),
    await vault.create(CANARY),
    await vault.unlock(`${CANARY}!`),
    await vault.verify(CANARY),
  ])
    texts.push(
      JSON.stringify(result, (_, value: unknown) => (typeof value === 'function' ? undefined : value)),
    );
  writeFileSync(join(folder, 'vault.json'), 'broken');
  texts.push(JSON.stringify(await vault.unlock(CANARY)));
  await expect(vault.create('')).rejects.toThrow(RangeError);
  for (const name of readdirSync(folder)) texts.push(readFileSync(join(folder, name), 'utf8'));
  expect(texts.length).toBeGreaterThan(7);
  for (const text of texts) expect(text).not.toContain('canary');
});

test('derives at production’s cost and opens again', async () => {
  const folder = scratchFolder();
  const make = () => createVault({ folder, clock: createFakeClock(), random: randomBytes });
  await make().create(GOOD);
  const file = decodeVaultFile(readFileSync(join(folder, 'vault.json'), 'utf8'));
  expect(file?.kdf).toMatchObject({ name: 'argon2id', memoryKib: 262_144, passes: 3, lanes: 4 });
  expect(codeOf(await make().unlock(GOOD))).toBe('ok');
  expect(existsSync(join(folder, 'vault.json.tmp'))).toBe(false);
});
