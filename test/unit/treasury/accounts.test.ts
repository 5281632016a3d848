// Accounts: a cold account begins at the device, with its key shown and its first address agreed to there, or it does not begin.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { treasuryCalls } from '../../../shared/contract/treasury.ts';
import { HARDWARE_PROBLEMS } from '../../../shared/domain/treasury.ts';
import { COSIGNER_MNEMONICS, createSoftSigner } from '../../support/soft-signer.ts';
import { openTreasury, OPERATOR, type TreasuryBench } from './treasury-bench.ts';

let bench: TreasuryBench;
beforeEach(async () => {
  bench = openTreasury();
  await bench.begin();
});
afterEach(() => bench.close());

const create = (accountNumber = 0, type: 'wpkh' | 'tr' = 'wpkh') =>
  bench.treasury().accounts.create({ name: 'Reserve', type, accountNumber, deviceId: null }, OPERATOR);
const newest = () => bench.treasury().operations.newest();

describe('a new account', () => {
  it.each([
    ['wpkh', "/84'/1'/3'"],
    ['tr', "/86'/1'/3'"],
  ] as const)('of type %s is what the device told, shown and agreed to there', async (type, path) => {
    const release = bench.signer.holdPrompts();
    create(3, type);
    await vi.waitFor(() => expect(newest()?.prompt).toEqual({ kind: 'confirm', what: 'xpub' }));
    expect(newest()?.onDevice.map(({ title }) => title)).toEqual(['Path', 'Public key']);
    const shown = newest()?.onDevice[1]?.text ?? '';
    expect(bench.treasury().rows.list()).toEqual([]);
    release();
    await bench.treasury().operations.idle();
    const [account] = bench.treasury().rows.list();
    expect(newest()).toMatchObject({ state: 'done', result: account?.id });
    expect(account?.descriptor).toContain(shown);
    expect(account?.descriptor).toContain(`[f5acc2fd${path.replaceAll("'", 'h')}]`);
    expect(account?.descriptor).toMatch(/#[a-z0-9]{8}$/);
    expect(account?.checkedAt).not.toBeNull();
    expect(bench.entries().at(-1)).toMatchObject({
      category: 'treasury',
      action: 'create-account',
      body: { descriptor: account?.descriptor },
    });
  });

  it('shows the address that the device shows, as the device writes it', async () => {
    const id = await bench.done(create());
    const account = bench.account(id);
    const release = bench.signer.holdPrompts();
    bench.treasury().accounts.checkAddress(account, { change: 0, index: 5 }, null, OPERATOR);
    await vi.waitFor(() => expect(newest()?.prompt).toEqual({ kind: 'confirm', what: 'address' }));
    const [line] = newest()?.onDevice ?? [];
    expect(line?.text).toMatch(/^tb1q/);
    expect(account.scripts.at(0, 5).address).toMatch(/^bcrt1q/);
    release();
    await bench.treasury().operations.idle();
    expect(bench.treasury().rows.mark(id, { change: 0, index: 5 })?.checkedAt).not.toBeNull();
    // A neighbour that a scan came by is known, and not checked.
    expect(bench.treasury().rows.mark(id, { change: 0, index: 6 })?.checkedAt ?? null).toBeNull();
  });

  it.each(HARDWARE_PROBLEMS.filter((kind) => kind !== 'cancelled'))(
    'does not come to be when the device ends on %s, and the operator is told that and what to do',
    async (kind) => {
      bench.signer.failNext(kind, kind === 'user-refused' ? 'address' : undefined);
      create();
      await bench.treasury().operations.idle();
      expect(newest()).toMatchObject({ state: 'failed', problem: { kind } });
      expect(newest()?.problem?.next).not.toBe('');
      expect(bench.treasury().rows.list()).toEqual([]);
    },
  );

  it('does not come to be when it is cancelled while the device asks', async () => {
    const release = bench.signer.holdPrompts();
    const begun = create();
    await vi.waitFor(() => expect(newest()?.prompt).not.toBeNull());
    bench.treasury().operations.cancel(begun.ok ? begun.value : '');
    await bench.treasury().operations.idle();
    release();
    expect(newest()).toMatchObject({ state: 'cancelled', problem: null });
    expect(bench.treasury().rows.list()).toEqual([]);
  });

  it('of a number that is there is refused by name', async () => {
    await bench.done(create());
    create();
    await bench.treasury().operations.idle();
    expect(newest()?.problem).toMatchObject({ kind: 'refused' });
    expect(newest()?.problem?.sentence).toContain('“Reserve”');
    expect(bench.treasury().rows.list()).toHaveLength(1);
  });

  it('is not checked on a device with another passphrase, and stays as it was', async () => {
    const id = await bench.done(create());
    bench.signer.usePassphrase('another wallet');
    bench.treasury().accounts.checkAddress(bench.account(id), { change: 0, index: 1 }, null, OPERATOR);
    await bench.treasury().operations.idle();
    expect(newest()?.problem).toMatchObject({ kind: 'wrong-device' });
    expect(bench.treasury().rows.mark(id, { change: 0, index: 1 })?.checkedAt ?? null).toBeNull();
  });
});

describe('a policy of several keys', () => {
  const template = 'wsh(sortedmulti(2,@0/**,@1/**))';
  const keys = async (): Promise<string[]> => {
    const own = await bench.done(
      bench.treasury().accounts.readKey({ accountNumber: 0, deviceId: null }, OPERATOR),
    );
    const other = createSoftSigner({ mnemonic: COSIGNER_MNEMONICS[0] });
    const session = await other.open(
      { network: 'regtest', fingerprint: null },
      { signal: new AbortController().signal, onPrompt: () => undefined },
    );
    const xpub = await session.accountXpub("m/48'/1'/0'/2'", { confirm: false });
    return [own, `[${session.info.fingerprint}/48'/1'/0'/2']${xpub}`];
  };

  it('is registered on the device, its proof kept, and its first address checked', async () => {
    const id = await bench.done(
      bench
        .treasury()
        .accounts.registerPolicy({ name: 'Two of two', template, keys: await keys() }, null, OPERATOR),
    );
    const account = bench.account(id);
    expect(account.registrations.get('f5acc2fd')).toMatch(/^[0-9a-f]{64}$/);
    expect(account.checkedAt).not.toBeNull();
    // The proof is good for the next check as well.
    await bench.done(
      bench.treasury().accounts.checkAddress(account, { change: 0, index: 1 }, null, OPERATOR),
    );
  });

  it('without a key of the attached device, or with a forged one, is not registered', async () => {
    const [own = '', other = ''] = await keys();
    const forged = `[f5acc2fd/48'/1'/0'/2']${other.split(']')[1]}`;
    for (const [wrong, kind] of [
      [[other, own.replace('f5acc2fd', 'deadbeef')], 'wrong-device'],
      [
        [forged, other.replace('73c5da0a', '00000000')]
          .slice(0, 1)
          .concat(own.replace('f5acc2fd', 'deadbeef')),
        'rejected-data',
      ],
    ] as const) {
      bench
        .treasury()
        .accounts.registerPolicy({ name: 'Forged', template, keys: [...wrong] }, null, OPERATOR);
      await bench.treasury().operations.idle();
      expect(newest()?.problem?.kind).toBe(kind);
    }
    expect(bench.treasury().rows.list()).toEqual([]);
  });

  it('that can be received to and not be spent, or is none, is not registered, and says why', async () => {
    const [own = '', other = ''] = await keys();
    for (const [unspendable, with_] of [
      [`wsh(and_v(v:pk(@0/**),sha256(${'ab'.repeat(32)})))`, [own]],
      ['wsh(or_b(pk(@0/**),pk(@1/**)))', [own, other]],
      ['wsh(foo(@0/**))', [own]],
    ] as const)
      expect(
        bench
          .treasury()
          .accounts.registerPolicy({ name: 'Trap', template: unspendable, keys: [...with_] }, null, OPERATOR),
      ).toMatchObject({ ok: false, code: 'bad_template' });
    expect(bench.treasury().operations.newest()?.kind).not.toBe('register-policy');
  });
});

describe('no cold account exists from a software seed', () => {
  const root = fileURLToPath(new URL('../../..', import.meta.url));
  const sources = (folder: string): [string, string][] =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name))
      .map((path) => [path.slice(root.length), readFileSync(path, 'utf8')]);
  const product = ['shared', 'electron', 'renderer'].flatMap(sources);

  it('for no call takes anything a key could be made of', () => {
    const taken = JSON.stringify(Object.values(treasuryCalls).map(({ params }) => Object.keys(params.shape)));
    expect(taken).not.toMatch(/seed|mnemonic|phrase|secret|private|xprv|wif|entropy|path/i);
  });

  it('for only one file writes accounts, and writes them behind the device', () => {
    const writers = product.filter(([, text]) => text.includes('INSERT INTO treasury_accounts'));
    expect(writers.map(([path]) => path)).toEqual(['electron/treasury/account-rows.ts']);
    const callers = product.filter(
      ([path, text]) =>
        path.startsWith('electron/') && /\b(?:account[rR]ows|rows|accounts)\.insert\(account/.test(text),
    );
    expect(callers.map(([path]) => path)).toEqual(['electron/treasury/accounts.ts']);
  });

  it('for no file of the product makes a master key, reads words, or knows the signer of the tests', () => {
    const found = product.flatMap(([path, text]) =>
      // The practice fleet plays nodes and agents; nothing imports it (test/unit/floors.test.ts).
      path.startsWith('electron/practice/')
        ? []
        : [
            ...text.matchAll(
              /fromSeed|fromMasterSeed|mnemonicTo|scure\/bip39|from 'bip39'|soft-signer|fromPrivateKey/g,
            ),
          ].map(([word]) => `${path}: ${word}`),
    );
    expect(found).toEqual([]);
  });
});
