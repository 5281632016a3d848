// Channel backups: keeps each node's static channel backup as a file that lnd restores from, verified by the node before it is kept, the
// newest three per node and the last of a day before. It is encrypted under the wallet's seed: useless without the words, and the only way to the channels' money with them.
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { NodeId } from '../../shared/domain/ids.ts';
import { unixSeconds, type UnixSeconds } from '../../shared/domain/time.ts';
import type { Clock } from '../store/clock.ts';
import { replaceFile } from '../store/durable-file.ts';
import type { LightningNode } from './lightning-node.ts';
import type { ChannelBackup } from './node-insight.ts';

export type BackupCopy = {
  /** Full path; `lncli restorechanbackup --multi_file` takes it as it is. */
  readonly file: string;
  readonly takenAt: UnixSeconds;
  readonly channels: number;
};

export type BackupState = {
  /** Newest first. */
  readonly copies: readonly BackupCopy[];
  /** When the node last sent a backup of the very channels the newest copy covers; null when it has sent none since this start. */
  readonly coveredAt: UnixSeconds | null;
  /** What is wrong with what the node sent last; empty when nothing is. */
  readonly note: string;
};

export type ChannelBackups = {
  /** Follows whoever is there now and nobody else. */
  readonly follow: (nodes: readonly LightningNode[]) => void;
  readonly state: (id: NodeId) => BackupState;
  readonly close: () => void;
};

const KEPT = 3;
const DAY_SECONDS = 86_400;
/** Between two copies of one node: its changes may come as fast as it likes, and each copy is a file and an entry of the log. */
const PAUSE_MS = 30_000;
const NAME = /^([a-z2-9]+)\.(\d{9,12})\.(\d{1,6})\.backup$/;
/** Even when no channel came or went: a file that was kept last week is better proved than one kept last year. */
const ANEW_SECONDS = 7 * 86_400;

/** Milliseconds until what could not be verified or written is tried again. */
const AGAIN_MS = 60_000;

type Watched = { readonly node: LightningNode; readonly stop: () => void };
type Seen = { digest: string | null; coveredAt: UnixSeconds | null; note: string };
/** `again`: nobody knows whether it is whole, or the disk did not take it. */
type Taken = 'kept' | 'passed-over' | 'again';
/** One after the other, or a slow verdict on an older backup would put that above a newer one. Only the last that came waits. */
type Queue = { next: ChannelBackup | null; busy: boolean; cancel: () => void };

export function createChannelBackups({
  folder,
  clock,
  onKept,
  onChange,
}: {
  /** Made on the first backup. */
  readonly folder: string;
  readonly clock: Clock;
  /** A new copy was written. */
  readonly onKept: (id: NodeId, copy: BackupCopy) => void;
  readonly onChange: () => void;
}): ChannelBackups {
  const watched = new Map<NodeId, Watched>();
  const seen = new Map<NodeId, Seen>();
  const seenOf = (id: NodeId): Seen => {
    const found = seen.get(id) ?? { digest: null, coveredAt: null, note: '' };
    seen.set(id, found);
    return found;
  };

  /** SECURITY: what was named while the clock was ahead is the oldest of all, or nothing that comes would be kept until that day. */
  const ageOf = ({ takenAt }: BackupCopy): number => {
    const age = clock.now() - takenAt;
    return age < 0 ? Infinity : age;
  };

  const copiesOf = (id: NodeId): readonly BackupCopy[] =>
    listed(folder)
      .filter((copy) => copy.id === id)
      .toSorted((a, b) => ageOf(a) - ageOf(b))
      .map(({ file, takenAt, channels }) => ({ file, takenAt, channels }));

  /** SECURITY: beside the newest the last of a day ago: a node in foreign hands cannot push out within minutes what it had before. */
  const tidy = (id: NodeId): void => {
    const [newest, ...others] = copiesOf(id);
    const dayOld = others.find((copy) => newest && newest.takenAt - copy.takenAt >= DAY_SECONDS);
    for (const old of others.slice(KEPT - 1)) if (old !== dayOld) rmSync(old.file, { force: true });
  };

  const take = async (node: LightningNode, backup: ChannelBackup): Promise<Taken> => {
    const { id } = node;
    const mine = seenOf(id);
    // lnd encrypts anew each time, so that only the list tells whether anything changed.
    const digest = createHash('sha256').update(backup.points.toSorted().join('\n')).digest('hex');
    const [newest] = copiesOf(id);
    const due = newest === undefined || ageOf(newest) > ANEW_SECONDS;
    if (digest === mine.digest && !due) {
      mine.coveredAt = clock.now();
      return 'passed-over';
    }
    if (backup.points.length === 0) {
      // Nothing to restore. What was kept of channels that are closed by now stays: the node may be a restored one.
      mine.note = '';
      return 'passed-over';
    }
    const verdict = await node.insight?.verifyBackup(backup.bytes);
    if (watched.get(id)?.node !== node) return 'passed-over';
    if (verdict !== 'good') {
      mine.note =
        verdict === 'damaged'
          ? 'The node sent a channel backup that it cannot read itself. It was not kept; the last good one was.'
          : 'The node did not say whether its channel backup is whole. It was not kept; the console asks again.';
      onChange();
      return verdict === 'damaged' ? 'passed-over' : 'again';
    }
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const takenAt = clock.now();
    const file = join(folder, `${id}.${takenAt}.${backup.points.length}.backup`);
    replaceFile(file, backup.bytes);
    Object.assign(mine, { digest, coveredAt: takenAt, note: '' });
    tidy(id);
    onKept(id, { file, takenAt, channels: backup.points.length });
    onChange();
    return 'kept';
  };

  const watch = (node: LightningNode): Watched => {
    const queue: Queue = { next: null, busy: false, cancel: () => undefined };
    const goOn = (): void => {
      const backup = queue.next;
      if (backup === null || queue.busy) return;
      queue.next = null;
      queue.busy = true;
      void take(node, backup)
        .catch((): Taken => {
          seenOf(node.id).note =
            'The channel backup could not be written to this machine’s disk. Look whether it is full.';
          onChange();
          return 'again';
        })
        .then((taken) => {
          const rest = (): void => {
            queue.busy = false;
            goOn();
          };
          const isWatched = watched.get(node.id)?.node === node;
          if (taken === 'kept' && isWatched) queue.cancel = clock.after(PAUSE_MS, rest);
          if (taken === 'kept') return;
          rest();
          // lnd tells changes only: what was not kept is not sent again until the next channel comes or goes.
          if (taken === 'again' && isWatched && !queue.busy)
            queue.cancel = clock.after(AGAIN_MS, () => {
              queue.next = backup;
              goOn();
            });
        });
    };
    const stop = node.insight?.onBackup((backup) => {
      // Not busy, only an older one can be waiting to be tried again.
      if (!queue.busy) queue.cancel();
      queue.next = backup;
      goOn();
    });
    return {
      node,
      stop: () => {
        queue.next = null;
        queue.cancel();
        stop?.();
      },
    };
  };

  return {
    follow: (nodes) => {
      for (const [id, entry] of watched)
        if (!nodes.includes(entry.node)) {
          watched.delete(id);
          entry.stop();
        }
      for (const node of nodes) if (!watched.has(node.id)) watched.set(node.id, watch(node));
    },
    state: (id) => {
      const { coveredAt, note } = seenOf(id);
      return { copies: copiesOf(id), coveredAt, note };
    },
    close: () => {
      for (const { stop } of watched.values()) stop();
      watched.clear();
    },
  };
}

function listed(folder: string): readonly (BackupCopy & { readonly id: string })[] {
  try {
    return readdirSync(folder).flatMap((name) => {
      const [, id, takenAt, channels] = NAME.exec(name) ?? [];
      return id === undefined
        ? []
        : [
            {
              id,
              file: join(folder, name),
              takenAt: unixSeconds(Number(takenAt)),
              channels: Number(channels),
            },
          ];
    });
  } catch {
    // No folder yet.
    return [];
  }
}
