// Pushes: the core says what changed, the window asks anew for what it shows. No data travels here, so nothing can be stale or out of order.

/** A part of the core's state. Names are the first word of the calls that read it. */
export const CHANGES = [
  'app',
  'gate',
  'fleet',
  'agents',
  'approvals',
  'timeline',
  'nodes',
  'relays',
  'treasury',
  'settings',
] as const;
export type Change = (typeof CHANGES)[number];

/** Coalesced: a burst of payments is one push with the union of what changed. */
export type ChangePush = { readonly changed: readonly Change[] };

/** What the preload exposes as `window.portcullis`, in every shell. Arguments and answers are JSON values. */
export type Bridge = {
  readonly shell: 'electron' | 'chromium';
  readonly call: (name: string, params: unknown) => Promise<unknown>;
  readonly onPush: (listener: (push: ChangePush) => void) => () => void;
};
