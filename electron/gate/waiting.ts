// Waiting: how long, and how many of one agent's payments, may wait for a person. Rule: docs/gate.md, section 6.

/** Longest a held payment waits for a person, in seconds; its invoice usually expires before. Own default. */
export const HOLD_SECONDS = 86_400;

/** Held payments one agent may have waiting; more are refused, so that a flood cannot bury the operator. Own default. */
export const MAX_WAITING_PER_AGENT = 20;
