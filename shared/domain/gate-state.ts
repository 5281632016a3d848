// Gate state: why the gate is open or closed. "When in doubt it refuses": any reason closes it.

export const CLOSED_REASONS = {
  'vault-locked': 'The vault is locked since the start. Unlock it to let the agents spend.',
  'clock-in-doubt': 'The clock jumped. Compare it with a second clock and confirm it.',
  'log-broken': 'The audit log does not verify. Nothing is paid until it is understood.',
  'ledger-rolled-back':
    'The ledger is older than its anchor or than its own log: it was restored, replaced or altered. Compare it with the node’s payments.',
  reconciling: 'Payments of unknown outcome are being compared with the node.',
  'node-unreachable': 'The node does not answer.',
  'node-behind': 'The node is behind the chain, so it cannot say yet whether the clock is right.',
  'node-short': 'The node can spend less than its agents were allotted.',
  'node-wrong-network': 'The node is on another network than the fleet.',
  'store-unwritable': 'The ledger cannot be written (disk full or read-only).',
  stopping: 'The console is shutting down.',
} as const;
export type ClosedReason = keyof typeof CLOSED_REASONS;

/** `nodeId` null: the whole gate; otherwise only payments through that node. */
export type GateDoubt = {
  readonly reason: ClosedReason;
  readonly nodeId: string | null;
  readonly since: number;
};
