// Setting up a fleet: its steps, in the order in which each needs the one before it.

export const SETUP_STEPS = ['node', 'relays', 'agent', 'pairing', 'payment'] as const;
export type SetupStep = (typeof SETUP_STEPS)[number];

/** What can be left for later without the rest being of no use. */
export const SKIPPABLE: readonly SetupStep[] = ['pairing', 'payment'];
