// The one mapper from whatever a Ledger, its transports or its libraries throw to a HardwareError, and from that to a person's words.
// By name and status word, never by `instanceof`: several copies of one error class may be installed.
import type { HardwareProblem } from '../../shared/domain/treasury.ts';
import { LinkError } from './device-bus.ts';
import { HardwareError } from './hardware-wallet.ts';
import {
  BY_NAME,
  BY_STATUS,
  CANNOT_OPEN,
  NEXT_STEP,
  REASONS,
  TECHNICAL,
  type AppName,
  type ProblemRow,
} from './problem-table.ts';

export type ProblemContext = {
  /** The app that has to be open. */
  readonly app: AppName;
  readonly platform: NodeJS.Platform;
  /** The two bytes before the status word, and the instruction they belong to. */
  readonly reason?: number | null;
  readonly instruction?: number;
};

/** What a screen says of it. Anything that is not ours is told without its text, which no person was meant to read. */
export function problemOf(error: unknown): HardwareProblem {
  if (error instanceof HardwareError)
    return { kind: error.kind, sentence: error.message, next: error.next ?? NEXT_STEP[error.kind] };
  return {
    kind: 'protocol',
    sentence: 'The Ledger could not be used. Nothing was signed.',
    next: NEXT_STEP.protocol,
  };
}

export function toHardwareError(error: unknown, context: ProblemContext): HardwareError {
  if (error instanceof HardwareError) return error;
  const status = statusOf(error);
  if (status !== null) return ofStatus(status, context);
  const row = rowOf(error, context.platform);
  if (row) return of(row, context.app);
  if (error instanceof Error && /address validation mismatch/i.test(error.message))
    return new HardwareError(
      'address-differs',
      'The Ledger derives another address than its own library does. Nothing was kept.',
    );
  return new HardwareError(
    'protocol',
    `The Ledger answered in a way that is not understood${detail(error)}. Nothing was signed.`,
  );
}

function ofStatus(status: number, { app, reason, instruction }: ProblemContext): HardwareError {
  const technical = status >= TECHNICAL.from && status <= TECHNICAL.to ? TECHNICAL.row : undefined;
  const row = BY_STATUS.get(status) ?? technical;
  if (!row)
    return new HardwareError(
      'protocol',
      `The Ledger answered ${hex(status)}, which is not known here. Nothing was signed.`,
      status,
    );
  const why = reason === null || reason === undefined ? undefined : REASONS[instruction ?? -1]?.[reason];
  return of(row, app, status, why === undefined ? '' : ` It says: ${why}.`);
}

const of = (row: ProblemRow, app: AppName, status: number | null = null, more = ''): HardwareError =>
  new HardwareError(row.kind, row.sentence(app) + more, status, row.next(app));

function rowOf(error: unknown, platform: NodeJS.Platform): ProblemRow | undefined {
  if (!(error instanceof Error)) return undefined;
  if (/cannot open device/i.test(error.message)) {
    if (!(error instanceof LinkError && error.denied)) return CANNOT_OPEN.inUse;
    return platform === 'linux' ? CANNOT_OPEN.deniedOnLinux : CANNOT_OPEN.denied;
  }
  const id: unknown = Reflect.get(error, 'id');
  const named = error instanceof LinkError ? error.reason : error.name;
  return BY_NAME.get(named) ?? (typeof id === 'string' ? BY_NAME.get(id) : undefined);
}

function statusOf(error: unknown): number | null {
  const code: unknown =
    typeof error === 'object' && error !== null ? Reflect.get(error, 'statusCode') : undefined;
  return typeof code === 'number' ? code : null;
}

const hex = (status: number): string => `0x${status.toString(16).padStart(4, '0')}`;

/** Only the kind of a foreign error: its text may hold paths of this machine. */
const detail = (error: unknown): string =>
  error instanceof LinkError ? ` (${error.reason})` : error instanceof Error ? ` (${error.name})` : '';
