// The walk to a new account: it goes forward with what the Ledger asks, and ends where the operation does.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keysNamed, PRESETS } from '../../../../renderer/features/treasury/policy-template.ts';
import { WALK, walkStep, type WalkStep } from '../../../../renderer/features/treasury/walk.ts';
import type { Operation } from '../../../../shared/contract/treasury.ts';

const at = (prompt: Operation['prompt'], state: Operation['state'] = 'running') =>
  ({ prompt, state }) as Operation;
const confirm = (what: 'xpub' | 'address' | 'policy') => at({ kind: 'confirm', what });

describe('the walk to a new account', () => {
  it('follows the prompts of a whole operation', () => {
    const seen: WalkStep[] = [];
    let now: WalkStep = 'connect';
    for (const operation of [
      at(null),
      at({ kind: 'unlock' }),
      at({ kind: 'open-app', app: 'Bitcoin Test' }),
      at(null),
      confirm('xpub'),
      confirm('address'),
      at(null),
      at(null, 'done'),
    ])
      seen.push((now = walkStep(operation, now)));
    expect(seen).toEqual([
      'connect',
      'unlock',
      'app',
      'fingerprint',
      'confirm',
      'address',
      'address',
      'stored',
    ]);
  });

  it('finds its place again after a reload, by what is asked then', () => {
    expect(walkStep(confirm('policy'), 'connect')).toBe('confirm');
  });

  it('never goes back', () => {
    const operation = fc.constantFrom(at(null), at({ kind: 'unlock' }), confirm('xpub'), confirm('address'));
    fc.assert(
      fc.property(operation, fc.constantFrom(...WALK), (one, before) => {
        expect(WALK.indexOf(walkStep(one, before))).toBeGreaterThanOrEqual(WALK.indexOf(before));
      }),
    );
  });

  it('stays where it was when it fails', () => {
    expect(walkStep(at(null, 'failed'), 'app')).toBe('app');
  });
});

describe('policy templates', () => {
  it('name as many keys as they say', () => {
    for (const { keys, template } of Object.values(PRESETS)) expect(keysNamed(template)).toBe(keys);
  });

  it.each([
    ['', 0],
    ['wsh(pk(@0/**))', 1],
    ['tr(@0/**,{pk(@2/**),pk(@1/**)})', 3],
    ['wsh(multi(2,@0/**,@99/**))', 15],
  ])('counts the keys of “%s”', (template, keys) => expect(keysNamed(template)).toBe(keys));
});
