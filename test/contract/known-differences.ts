// Known differences between the practice nodes and lnd. Each stands in docs/practice-vs-lnd.md with its reason, which a test holds.

/** `path` is matched at the start: `ListChannels.channels[].lifetime` covers whatever differs there. */
export type Difference = { readonly path: string; readonly reason: string };

export const KNOWN: readonly Difference[] = [
  {
    path: 'unknown method',
    reason:
      'The gRPC library of the practice node words it otherwise. The code, 12, is the same, and only that is looked at.',
  },
  {
    path: 'GetTransactions',
    reason:
      'A practice wallet lists what it holds without inputs, outputs and raw transactions: nothing of ours reads those.',
  },
  {
    path: 'QueryRoutes.routes[].first_hop_amount_msat',
    reason: 'lnd fills it in once the route is used. Nothing of ours reads it.',
  },
];

export const isKnown = (difference: string): boolean =>
  KNOWN.some(
    ({ path }) =>
      difference.startsWith(path) && /^($|[:.[{])/.test(difference.slice(path.length, path.length + 1)),
  );
