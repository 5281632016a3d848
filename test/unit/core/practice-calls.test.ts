// Drills and pace reach the practice fleet, and nothing but the practice fleet.
import { expect, it } from 'vitest';
import { practiceHandlers } from '../../../electron/core/handlers/practice.ts';
import type { ToPractice } from '../../../shared/domain/practice.ts';

const caller = { via: 'window', session: 'test' } as const;

it('hands a drill and a pace to the running practice fleet', async () => {
  const told: ToPractice[] = [];
  const handlers = practiceHandlers({
    lifecycle: { practice: () => ({ tell: (message) => void told.push(message), stop: () => undefined }) },
  });
  expect(await handlers['practice.drill']({ name: 'flood' }, caller)).toEqual({ ok: true, value: {} });
  expect(await handlers['practice.setSpeed']({ factor: 10 }, caller)).toEqual({ ok: true, value: {} });
  expect(told).toEqual([
    { type: 'drill', name: 'flood' },
    { type: 'speed', factor: 10 },
  ]);
});

it('refuses both where the money is real', async () => {
  const handlers = practiceHandlers({ lifecycle: { practice: () => undefined } });
  expect(await handlers['practice.drill']({ name: 'flood' }, caller)).toMatchObject({ code: 'not_practice' });
  expect(await handlers['practice.setSpeed']({ factor: 2 }, caller)).toMatchObject({ code: 'not_practice' });
});
