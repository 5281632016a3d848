// One at a time: order, and a task that fails.
import { expect, test } from 'vitest';
import { createOneAtATime } from '../../../electron/store/one-at-a-time.ts';

test('begins a task only when the one before it has ended', async () => {
  const oneAtATime = createOneAtATime();
  const { promise, resolve } = Promise.withResolvers<void>();
  const seen: string[] = [];
  const first = oneAtATime(async () => {
    seen.push('first begins');
    await promise;
    seen.push('first ends');
  });
  const second = oneAtATime(() => Promise.resolve(void seen.push('second')));
  await new Promise(setImmediate);
  expect(seen).toEqual(['first begins']);
  resolve();
  await Promise.all([first, second]);
  expect(seen).toEqual(['first begins', 'first ends', 'second']);
});

test('goes on after a task that failed, and tells its caller alone', async () => {
  const oneAtATime = createOneAtATime();
  const failing = oneAtATime(() => Promise.reject(new Error('no')));
  const next = oneAtATime(() => Promise.resolve('yes'));
  await expect(failing).rejects.toThrow('no');
  expect(await next).toBe('yes');
});
