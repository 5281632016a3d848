// An attested approval through the window's own calls, in practice: a payment is held, the Ledger enrolled, the approval signed there, the
// money leaves, and the log proves it. The device alone is a soft signer.
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { startCoreBench, type CoreBench } from '../../support/core-bench.ts';
import { createSoftSigner } from '../../support/soft-signer.ts';

const PRACTICE = fileURLToPath(new URL('../../../electron/practice/main.ts', import.meta.url));

async function atDevice(bench: CoreBench, begun: Promise<{ operation: string }>) {
  const { operation: id } = await begun;
  const { operation } = await bench.until(
    'treasury.status',
    {},
    ({ operation: now }) => now?.id === id && now.state !== 'running',
    30,
  );
  return operation;
}

it(
  'pays above the fleet’s limit only what the enrolled Ledger has signed, and the log proves it',
  { timeout: 120_000 },
  async () => {
    const signer = createSoftSigner();
    const bench = await startCoreBench({
      hardware: signer,
      practice: { seed: 3, speed: 20 },
      shell: {
        startChild: (_entry, { args }) => {
          const child = fork(PRACTICE, [...args], { env: {}, execArgv: [], stdio: ['ignore', 2, 2, 'ipc'] });
          return {
            send: (message) => void child.send(message as object),
            onMessage: (listener) => void child.on('message', listener),
            onExit: (listener) => void child.once('exit', listener),
            kill: () => void child.kill(),
          };
        },
      },
    });
    const { ask, until, code } = bench;
    await until('app.status', {}, ({ phase }) => phase === 'open', 30);
    const { version, maxFleetDailySpend } = await ask('fleet.policy', {});
    await ask('fleet.setPolicy', {
      expectedVersion: version,
      maxFleetDailySpend,
      attestAbove: '0' as never,
      reason: 'all',
    });

    const { approvals } = await until(
      'approvals.list',
      { which: 'waiting', limit: 10 },
      (list) => list.approvals.length > 0,
      60,
    );
    const id = approvals[0]?.id ?? '';
    const { shown, attestation } = await ask('approvals.get', { id });
    expect(attestation).toMatchObject({ needed: true, approver: null, signedAt: null });
    expect(await code('approvals.approve', { id, reason: 'fine', shown })).toBe('attestation_needed');
    expect(await code('approvals.attest', { id, shown, deviceId: null })).toBe('no_approver');

    expect(
      await atDevice(bench, ask('treasury.enrolApprover', { reason: 'mine', deviceId: null })),
    ).toMatchObject({
      state: 'done',
      result: signer.fingerprint(),
    });
    signer.failNext('user-refused', 'message');
    expect(await atDevice(bench, ask('approvals.attest', { id, shown, deviceId: null }))).toMatchObject({
      state: 'failed',
      problem: { kind: 'user-refused' },
    });
    expect(await code('approvals.approve', { id, reason: 'fine', shown })).toBe('attestation_needed');

    expect(await atDevice(bench, ask('approvals.attest', { id, shown, deviceId: null }))).toMatchObject({
      state: 'done',
      about: id,
    });
    expect((await ask('approvals.get', { id })).attestation).toMatchObject({
      approver: { fingerprint: signer.fingerprint() },
      signedAt: expect.any(Number) as number,
    });
    const { seq } = await ask('approvals.approve', { id, reason: 'fine', shown });
    const entry = await ask('timeline.entry', { seq });
    expect(entry).toMatchObject({
      fits: true,
      attestation: { holds: true, fingerprint: signer.fingerprint() },
    });
    expect(entry.attestation?.text).toContain(`payment ${id} of agent`);

    // Who asks for the Ledger is not switched off without it, and a signature lets go what it names and nothing more.
    const now = await ask('fleet.policy', {});
    expect(now).toMatchObject({ attestAbove: '0', approver: signer.fingerprint(), loosening: null });
    const change = (attestAbove: string | null) => ({
      expectedVersion: now.version,
      maxFleetDailySpend,
      attestAbove: attestAbove as never,
      reason: 'less often',
    });
    expect(await code('fleet.setPolicy', change(null))).toBe('attestation_needed');
    const toSign = { expectedVersion: now.version, attestAbove: '5000' as never, deviceId: null };
    expect(await code('fleet.attestPolicy', { ...toSign, attestAbove: '0' as never })).toBe(
      'nothing_to_sign',
    );
    expect(await atDevice(bench, ask('fleet.attestPolicy', toSign))).toMatchObject({
      state: 'done',
      about: 'fleet-limits',
    });
    expect((await ask('fleet.policy', {})).loosening).toMatchObject({ attestAbove: '5000' });
    expect(await code('fleet.setPolicy', change(null))).toBe('attestation_wrong');
    const loosened = await ask('fleet.setPolicy', change('5000'));
    expect(await ask('fleet.policy', {})).toMatchObject({ attestAbove: '5000', loosening: null });
    expect(await code('fleet.setPolicy', { ...change('6000'), expectedVersion: loosened.version })).toBe(
      'attestation_needed',
    );
    // Less is signed for by nobody.
    await ask('fleet.setPolicy', { ...change('4000'), expectedVersion: loosened.version });
    const { entries } = await ask('timeline.log', {});
    const log = await Promise.all(
      Array.from({ length: entries }, (_, index) => ask('timeline.entry', { seq: index + 1 })),
    );
    const signed = log.filter(({ canonical }) => canonical.includes('"set-fleet-policy"')).at(-2);
    expect(signed?.attestation).toMatchObject({
      holds: true,
      text: expect.stringContaining(
        'of up to 5 sat go without this Ledger; until now it signs above 0 sat',
      ) as string,
    });

    await ask('timeline.verify', {});
    expect(await until('timeline.log', {}, ({ state }) => state !== 'verifying', 30)).toMatchObject({
      state: 'intact',
    });

    // Nothing of it is on its way any more when the nodes are closed.
    await ask('gate.freezeFleet', { reason: 'the end' });
    await until(
      'approvals.get',
      { id },
      ({ approval }) => !['reserved', 'dispatched'].includes(approval.state),
      30,
    );
  },
);
