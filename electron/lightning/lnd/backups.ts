// Backups: the static channel backup as lnd streams it at every opening and closing, and lnd's own verdict on one. lnd docs: recovery.
import { status } from '@grpc/grpc-js';
import { z } from 'zod';
import type { Clock } from '../../store/clock.ts';
import type { ChannelBackup, NodeInsight } from '../node-insight.ts';
import type { LndConnection } from './connection.ts';
import { grpcErrorOf } from './grpc-error.ts';
import { ask, cancelStream } from './raw.ts';

const bytes = z.instanceof(Uint8Array);
const snapshot = z.object({
  multi_chan_backup: z.object({
    chan_points: z.array(z.object({ funding_txid_bytes: bytes, output_index: z.number().int().min(0) })),
    multi_chan_backup: bytes,
  }),
});

function backupOf(answer: unknown): ChannelBackup {
  const { chan_points, multi_chan_backup } = snapshot.parse(answer).multi_chan_backup;
  return {
    bytes: Buffer.from(multi_chan_backup),
    points: chan_points.map(
      (point) => `${Buffer.from(point.funding_txid_bytes).reverse().toString('hex')}:${point.output_index}`,
    ),
  };
}

const FIRST_PAUSE_MS = 2_000;
const LONGEST_PAUSE_MS = 60_000;

/** Calls `listener` with the present backup and each later one until disposed. lnd tells changes only, so each stream begins with a question. */
export function followBackups(
  connection: LndConnection,
  clock: Clock,
  listener: (backup: ChannelBackup) => void,
): () => void {
  let disposed = false;
  let pauseMs = FIRST_PAUSE_MS;
  let cancelTimer = (): void => undefined;
  let closeStream = (): void => undefined;

  const again = (): void => {
    cancelTimer();
    closeStream();
    closeStream = () => undefined;
    if (disposed) return;
    cancelTimer = clock.after(pauseMs, () => void begin());
    pauseMs = Math.min(LONGEST_PAUSE_MS, pauseMs * 2);
  };
  const tell = (answer: unknown): void => {
    if (disposed) return;
    listener(backupOf(answer));
    pauseMs = FIRST_PAUSE_MS;
  };
  const begin = async (): Promise<void> => {
    try {
      // Opened before the question, so that nothing falls between.
      const stream = connection.raw.default.subscribeChannelBackups({});
      closeStream = () => cancelStream(stream);
      stream.on('data', (answer: unknown) => {
        try {
          tell(answer);
        } catch {
          again();
        }
      });
      stream.on('end', again);
      stream.on('error', again);
      tell(await ask((done) => connection.raw.default.exportAllChannelBackups({}, done)));
    } catch {
      again();
    }
  };
  void begin();
  return () => {
    disposed = true;
    cancelTimer();
    closeStream();
  };
}

/** lnd's words for bytes it cannot open; any other error is the call's, and says nothing about the bytes. */
const DAMAGED = /^invalid (multi|single) channel backup/;

export async function verifyBackup(
  { raw }: LndConnection,
  backup: Uint8Array,
): Promise<Awaited<ReturnType<NodeInsight['verifyBackup']>>> {
  try {
    await ask((done) =>
      raw.default.verifyChanBackup({ multi_chan_backup: { multi_chan_backup: Buffer.from(backup) } }, done),
    );
    return 'good';
  } catch (error) {
    const grpc = grpcErrorOf(error);
    return grpc?.code === status.UNKNOWN && DAMAGED.test(grpc.details) ? 'damaged' : 'no-answer';
  }
}
