// RPC: one call to the node, with gRPC's errors told apart for a chain source: it said no, or nobody knows.
import { status } from '@grpc/grpc-js';
import { codeName, grpcErrorOf, quoted } from '../../lightning/lnd/grpc-error.ts';
import { ask } from '../../lightning/lnd/raw.ts';
import { ChainError } from '../chain-source.ts';

const SILENT: ReadonlySet<number> = new Set([
  status.UNAVAILABLE,
  status.DEADLINE_EXCEEDED,
  status.CANCELLED,
  status.INTERNAL,
  status.RESOURCE_EXHAUSTED,
]);

/** Rejects with `ChainError`; ends within the connection's deadline. */
export async function askLnd(call: Parameters<typeof ask>[0]): Promise<unknown> {
  try {
    return await ask(call);
  } catch (error) {
    const grpc = grpcErrorOf(error);
    if (!grpc || SILENT.has(grpc.code))
      throw new ChainError(
        'unreachable',
        grpc ? `the node did not answer (${codeName(grpc.code)})` : 'the node did not answer',
      );
    throw new ChainError('refused', quoted(grpc.details));
  }
}
