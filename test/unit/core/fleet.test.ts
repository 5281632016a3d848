// Fleet: order of the end, the ledger's one owner, and no way out of practice.
import { noHardware } from '../../support/no-hardware.ts';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openFleet, type FleetKind } from '../../../electron/core/fleet.ts';
import { freshPracticeFolder } from '../../../electron/core/folders.ts';
import { startPracticeFleet } from '../../../electron/core/practice-fleet.ts';
import { endInOrder } from '../../../electron/core/shutdown.ts';
import { PRACTICE_COST } from '../../../electron/core/practice-vault.ts';
import { createMacaroons } from '../../../electron/practice/lightning/macaroon.ts';
import { createTlsPair } from '../../../electron/practice/lightning/tls.ts';
import { systemRandom } from '../../../electron/store/clock.ts';
import { createVault } from '../../../electron/vault/create-vault.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { scratchFolder } from '../../support/scratch.ts';

const OPERATOR = { kind: 'operator', via: 'window' } as const;
const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

async function open(kind: FleetKind) {
  const clock = createFakeClock();
  const files = freshPracticeFolder(scratchFolder());
  const made = await createVault({
    folder: files.folder,
    clock,
    random: systemRandom,
    kdf: PRACTICE_COST,
  }).create('x');
  if (!made.ok) throw new Error(made.message);
  let lost = 0;
  const fleet = openFleet({
    hardware: noHardware,
    kind,
    files,
    vault: made.value,
    clock,
    random: systemRandom,
    log: silent,
    onChange: () => undefined,
    onLost: () => (lost += 1),
  });
  onTestFinished(async () => {
    await fleet.stop();
  });
  return { fleet, clock, lost: () => lost };
}

describe('fleet', () => {
  it('notices that another program has claimed its ledger', async () => {
    const { fleet, clock, lost } = await open('real');
    fleet.start();
    clock.advance(5);
    expect(lost()).toBe(0);
    fleet.database
      .prepare(
        `UPDATE meta SET value = '{"session":"another","since":1,"releasedAt":null}' WHERE name = 'owner'`,
      )
      .run();
    clock.advance(5);
    expect(lost()).toBe(1);
  });

  it('reaches no node and no relay beyond this machine in practice', async () => {
    const { fleet } = await open('practice');
    expect(fleet.relays.set(['wss://relay.example.com'], OPERATOR)).toMatchObject({ code: 'bad_relay' });
    const macaroon = createMacaroons({
      rootKey: Buffer.alloc(32, 1),
      random: systemRandom,
      now: () => 0,
    }).bake(['info:read', 'offchain:read', 'offchain:write', 'invoices:read', 'invoices:write']);
    const { certificate } = createTlsPair(new Date(), Buffer.alloc(16, 3));
    const added = await fleet.nodes.add(
      { name: 'real', socket: 'node.example.com:10009', certificate, macaroon },
      OPERATOR,
    );
    expect(added).toMatchObject({ ok: false, code: 'refused_by_node' });
    expect(added.ok ? '' : added.message).toContain('nothing beyond this machine');
  });

  it('never takes the practice cast into a real fleet', async () => {
    const { fleet, clock } = await open('real');
    const startChild = (): never => {
      throw new Error('a child was started');
    };
    await expect(
      startPracticeFleet({
        shell: { startChild },
        fleet,
        clock,
        signal: new AbortController().signal,
        seed: 1,
        speed: 1,
        say: () => undefined,
        onEnd: () => undefined,
      }),
    ).rejects.toThrow('never joins a real fleet');
  });
});

describe('shutdown', () => {
  it('ends every part in order, also after one that throws and one that hangs', async () => {
    const clock = createFakeClock();
    const ended: string[] = [];
    const end = endInOrder(clock, silent, [
      ['first', () => void ended.push('first')],
      [
        'throws',
        () => {
          ended.push('throws');
          throw new Error('no');
        },
      ],
      [
        'hangs',
        () => {
          ended.push('hangs');
          return new Promise(() => undefined);
        },
      ],
      ['last', () => void ended.push('last')],
    ]);
    for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
    expect(ended).toEqual(['first', 'throws', 'hangs']);
    clock.advance(3);
    await end;
    expect(ended).toEqual(['first', 'throws', 'hangs', 'last']);
  });
});
