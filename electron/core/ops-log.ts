// The operations log: what the program did, for whoever runs it. Structured lines by pino; never the audit log, and never a secret.
import { existsSync, renameSync, statSync } from 'node:fs';
import { destination, pino, type DestinationStream } from 'pino';
import { redact } from './redact.ts';

export type LogDetails = Readonly<Record<string, unknown>>;

export type OpsLog = {
  readonly info: (what: string, details?: LogDetails) => void;
  readonly warn: (what: string, details?: LogDetails) => void;
  /** `error` may be anything thrown; its stack is kept, redacted. */
  readonly error: (what: string, error: unknown, details?: LogDetails) => void;
};

/** A file above this many bytes is moved to `<file>.1` at the next start. */
const ROTATE_BYTES = 5_000_000;

/** Standard error, for a service whose supervisor keeps the log. */
export const logToTerminal = (): OpsLog => createOpsLog(destination({ dest: 2, sync: true }));

/** A file of mode 0600. Each line is written before the call returns, so the last words of a crash are in it. */
export function logToFile(file: string): OpsLog {
  if (existsSync(file) && statSync(file).size > ROTATE_BYTES) renameSync(file, `${file}.1`);
  return createOpsLog(destination({ dest: file, mode: 0o600, sync: true, append: true }));
}

export function createOpsLog(stream: DestinationStream): OpsLog {
  const logger = pino(
    {
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    stream,
  );
  const clean = (details: LogDetails): LogDetails => redact(details) as LogDetails;
  return {
    info: (what, details = {}) => logger.info(clean(details), what),
    warn: (what, details = {}) => logger.warn(clean(details), what),
    error: (what, error, details = {}) => logger.error(clean({ ...details, error }), what),
  };
}
