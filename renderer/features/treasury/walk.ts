// The walk to a new account, step by step: which step an operation at the device stands at. Pure.
import type { Operation } from '../../../shared/contract/treasury.ts';

export const WALK = ['connect', 'unlock', 'app', 'fingerprint', 'confirm', 'address', 'stored'] as const;
export type WalkStep = (typeof WALK)[number];

const CONFIRMED: Readonly<Record<'xpub' | 'policy', string>> = {
  xpub: 'Account key shown on the Ledger',
  policy: 'Policy registered on the Ledger',
};

export const walkWords = (step: WalkStep, what: 'xpub' | 'policy'): string =>
  ({
    connect: 'Connect the Ledger',
    unlock: 'Unlock it',
    app: 'Open the Bitcoin app',
    fingerprint: 'Read its fingerprint',
    confirm: CONFIRMED[what],
    address: 'First address compared',
    stored: 'Stored',
  })[step];

/** Where it stands for sure: what is asked of the person tells, and its end. Null: not told by this. */
function told({ state, prompt }: Operation): WalkStep | null {
  if (state === 'done') return 'stored';
  switch (prompt?.kind) {
    case 'unlock':
      return 'unlock';
    case 'open-app':
      return 'app';
    case 'confirm':
      return prompt.what === 'address' ? 'address' : 'confirm';
    case undefined:
      return null;
  }
}

/**
 * The step an operation stands at, knowing the one it stood at before. Between prompts it has gone past the one that was asked;
 * it never goes back.
 */
export function walkStep(operation: Operation, before: WalkStep): WalkStep {
  const now = told(operation);
  const at = WALK.indexOf(before);
  if (now !== null) return WALK[Math.max(at, WALK.indexOf(now))] ?? before;
  // The app is open and nothing is asked: the fingerprint is what comes next.
  if (before === 'app' && operation.state === 'running') return 'fingerprint';
  return before;
}
