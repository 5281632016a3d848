// What the console says of its log: length, head, finding of the verification, and the tail that no anchor holds yet.
import type { AuditHead, AuditLog } from './log.ts';
import { faultSentence } from './verification.ts';
import type { LogFinding } from './verify-log.ts';

/** The answer to `timeline.log`. */
export type LogState = {
  readonly entries: number;
  readonly headHash: string;
  readonly state: LogFinding['state'];
  readonly verified: number;
  readonly verifiedAt: number | null;
  readonly firstBroken: number | null;
  readonly fault: string | null;
  /** Entries newer than the anchor: what a rollback could take away unnoticed. */
  readonly unanchored: number;
};

export function describeLog({
  log,
  finding,
  anchored,
}: {
  readonly log: Pick<AuditLog, 'head'>;
  readonly finding: LogFinding;
  /** `anchor.recorded()` */
  readonly anchored: AuditHead | null;
}): LogState {
  const head = log.head();
  return {
    entries: head.seq,
    headHash: head.hash,
    state: finding.state,
    verified: finding.verified,
    verifiedAt: finding.verifiedAt,
    // A stray row may bear a number below 1; the count on the wire has none.
    firstBroken: finding.fault && Math.max(0, finding.fault.seq),
    fault: finding.fault && faultSentence(finding.fault),
    unanchored: Math.max(0, head.seq - (anchored?.seq ?? 0)),
  };
}
