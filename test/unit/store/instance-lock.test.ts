// One console per data folder, between real processes: the lock dies with its holder, and two starts at once never both win.
import { fork, type ChildProcess } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { takeInstanceLock } from '../../../electron/store/instance-lock.ts';
import { scratchFolder } from '../../support/scratch.ts';

const HOLDER = join(import.meta.dirname, '..', '..', 'support', 'lock-holder.ts');
type Said = {
  readonly ok: boolean;
  readonly pid: number;
  readonly otherPid?: number | null;
  readonly focused?: true;
};

function start(folder: string): { child: ChildProcess; says: (key: 'ok' | 'focused') => Promise<Said> } {
  const child = fork(HOLDER, [folder], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const heard: Said[] = [];
  child.on('message', (said) => heard.push(said as Said));
  const says = (key: 'ok' | 'focused'): Promise<Said> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        const said = heard.find((one) => key in one);
        if (said) resolve(said);
      };
      child.on('message', look);
      child.on('exit', () => reject(new Error('the process ended without a word')));
      look();
    });
  return { child, says };
}

const ended = (child: ChildProcess): Promise<void> =>
  new Promise((resolve) => {
    child.on('exit', () => resolve());
    child.kill('SIGKILL');
  });

test('lets one process hold a folder; a second learns who and can call it', async () => {
  const folder = scratchFolder();
  const first = start(folder);
  const { pid } = await first.says('ok');
  const lock = await takeInstanceLock({ folder, onFocus: () => undefined });
  if (lock.ok) expect.unreachable('two holders');
  else {
    expect(lock.otherPid).toBe(pid);
    expect(await lock.focus()).toBe(true);
  }
  await first.says('focused');
});

test('is free at once after its holder was killed', async () => {
  const folder = scratchFolder();
  for (let round = 0; round < 3; round += 1) {
    const holder = start(folder);
    expect((await holder.says('ok')).ok).toBe(true);
    await ended(holder.child);
  }
  const lock = await takeInstanceLock({ folder, onFocus: () => undefined });
  expect(lock.ok).toBe(true);
  if (lock.ok) await lock.release();
});

test('lets exactly one of several simultaneous starts win, also over a dead one’s socket', async () => {
  const folder = scratchFolder();
  const dead = start(folder);
  await dead.says('ok');
  await ended(dead.child);
  const starts = Array.from({ length: 4 }, () => start(folder));
  const said = await Promise.all(starts.map((one) => one.says('ok')));
  const winners = said.filter((one) => one.ok);
  expect(winners).toHaveLength(1);
  for (const loser of said.filter((one) => !one.ok)) expect(loser.otherPid).toBe(winners[0]?.pid);
}, 30_000);

test('holds against a second caller in the same process and is free after its release', async () => {
  const folder = join(scratchFolder(), 'new', 'folder');
  let focused = 0;
  const take = () => takeInstanceLock({ folder, onFocus: () => (focused += 1) });
  const first = await take();
  const second = await take();
  expect([first.ok, second.ok]).toEqual([true, false]);
  if (!second.ok) {
    expect(second.otherPid).toBe(process.pid);
    await second.focus();
    expect(focused).toBe(1);
  }
  if (first.ok) await first.release();
  expect(readdirSync(folder)).toEqual(['instance.lock']);
  const third = await take();
  expect(third.ok).toBe(true);
  if (third.ok) await third.release();
  if (!second.ok) expect(await second.focus()).toBe(false);
});

test('keeps folder, lock and socket private to their owner', async () => {
  const folder = join(scratchFolder(), 'data');
  const lock = await takeInstanceLock({ folder, onFocus: () => undefined });
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  for (const name of ['instance.lock', 'instance.sock'])
    expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);
  if (lock.ok) await lock.release();
});

test('is not fooled when somebody deletes the lock file under a running console', async () => {
  const folder = scratchFolder();
  const first = await takeInstanceLock({ folder, onFocus: () => undefined });
  rmSync(join(folder, 'instance.lock'));
  const second = await takeInstanceLock({ folder, onFocus: () => undefined });
  expect(second).toMatchObject({ ok: false, otherPid: process.pid });
  if (first.ok) await first.release();
});

test('holds without a socket where the path is too long for one', async () => {
  const folder = join(scratchFolder(), 'a'.repeat(60), 'b'.repeat(60));
  const first = await takeInstanceLock({ folder, onFocus: () => undefined });
  const second = await takeInstanceLock({ folder, onFocus: () => undefined });
  expect(first.ok).toBe(true);
  expect(second).toMatchObject({ ok: false, otherPid: null });
  if (first.ok) await first.release();
});

test('starts over what is left where the socket belongs', async () => {
  const folder = scratchFolder();
  writeFileSync(join(folder, 'instance.sock'), 'not a socket');
  const first = await takeInstanceLock({ folder, onFocus: () => undefined });
  expect(await takeInstanceLock({ folder, onFocus: () => undefined })).toMatchObject({
    otherPid: process.pid,
  });
  if (first.ok) await first.release();
  mkdirSync(join(folder, 'instance.sock'));
  const second = await takeInstanceLock({ folder, onFocus: () => undefined });
  expect(second.ok).toBe(true);
  if (second.ok) await second.release();
});

test('answers no other word, and drops who sends garbage', async () => {
  const folder = scratchFolder();
  let focused = 0;
  const lock = await takeInstanceLock({ folder, onFocus: () => (focused += 1) });
  for (const text of ['FOCUS\n', 'quit\n', `${'x'.repeat(100_000)}`, '\n', 'focus now\n']) {
    const heard = await new Promise<string>((resolve) => {
      let answer = '';
      const socket = connect(join(folder, 'instance.sock'), () => socket.write(text));
      socket.on('data', (chunk) => (answer += String(chunk)));
      socket.on('error', () => undefined);
      socket.on('close', () => resolve(answer));
    });
    expect(heard).toBe('');
  }
  expect(focused).toBe(0);
  if (lock.ok) await lock.release();
});
