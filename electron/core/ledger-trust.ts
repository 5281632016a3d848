// Ledger trust: is this the ledger that was left here, does its log hold, and is it still ours? Rules: docs/gate.md, section 4.
import { statSync } from 'node:fs';
import type { AuditLog } from '../audit/log.ts';
import { checkTail, createLogVerification, type LogVerification } from '../audit/verify-log.ts';
import { createAttestationCheck } from '../gate/attestation-log.ts';
import { createAnchor, type Anchor } from '../store/anchor.ts';
import type { Clock, Random } from '../store/clock.ts';
import type { Database } from '../store/database.ts';
import { claimLedger } from '../store/ledger-owner.ts';
import { createLedgerWitness } from './ledger-witness.ts';

export type LedgerTrust = {
  readonly anchor: Anchor;
  readonly verification: LogVerification;
  /** Older than its anchor, another's, without one, or otherwise than its own log says: the gate opens closed. */
  readonly inDoubt: boolean;
  readonly logBroken: () => boolean;
  /** Checks the log's end at once, begins to verify the rest, and follows the ledger with the anchor when it is trusted. */
  readonly start: () => void;
  /** A person compared the ledger with the nodes' payments: from here on the anchor follows it. */
  readonly confirm: () => void;
  /** Writes the anchor and gives the ledger up. Does not close it. */
  readonly stop: () => void;
};

const OWNER_CHECK_MS = 5_000;
/** The ledger is held against its log while it runs: after its file was written, and this often in any case. */
const WITNESS_MS = 600_000;
/** A long log takes a while to be walked: never more than this part of the time. */
const WITNESS_SHARE = 1 / 200;

export function createLedgerTrust({
  database,
  audit,
  clock,
  random,
  anchorFile,
  ledgerFile,
  onLost,
  onContradiction,
}: {
  readonly database: Database;
  readonly audit: AuditLog;
  readonly clock: Clock;
  readonly random: Random;
  readonly anchorFile: string;
  /** Another process has claimed the ledger: this one must end. */
  readonly onLost: () => void;
  /** The ledger is otherwise than its own log says, seen while it runs: the gate must close until a person has looked. */
  readonly onContradiction: () => void;
  /** Path of the open database. */
  readonly ledgerFile: string;
}): LedgerTrust {
  const hashAt = database.prepare<{ hash: string }>('SELECT hash FROM audit WHERE seq = ?');
  const highestTime = database.prepare<{ value: string }>(
    `SELECT value FROM meta WHERE name = 'highest_time'`,
  );
  const anchor = createAnchor({ file: anchorFile, clock });
  const owner = claimLedger({ database, clock, random });
  const verdict = anchor.compare({
    ledgerId: owner.ledgerId,
    head: audit.head(),
    hashAt: (seq) => hashAt.get(seq)?.hash,
  });
  const witness = createLedgerWitness(database);
  const look = (): readonly string[] => {
    try {
      return witness.contradictions();
    } catch {
      return ['it cannot be read whole'];
    }
  };
  const contradictions = look();
  let told: ReadonlySet<string> = new Set(contradictions);
  const inDoubt = (verdict !== 'fresh' && verdict !== 'matches') || contradictions.length > 0;
  let confirmed = !inDoubt;
  let tailBroken = false;
  let cancelOwnerCheck = (): void => undefined;

  // A ledger in doubt closes the gate by itself; once a person has confirmed it, its old anchor is no evidence against the log.
  const evidence = () => (confirmed ? anchor.recorded() : null);
  const verification = createLogVerification({
    database,
    clock,
    anchor: evidence,
    entryCheck: createAttestationCheck,
  });

  const follow = (): void =>
    anchor.follow(() => ({
      ledgerId: owner.ledgerId,
      ...audit.head(),
      highestTime: Number(highestTime.get()?.value ?? 0),
    }));

  const putRight = (found: readonly string[]): void =>
    database.transaction(() => {
      witness.makeAnew();
      audit.append(clock.now(), {
        level: 'critical',
        category: 'gate',
        action: 'contradict',
        actor: { kind: 'gate' },
        outcome: 'failed',
        agentId: null,
        correlation: null,
        summary: `The ledger is otherwise than its own log says: ${found.join('; ')}.`,
        body: { contradictions: found },
      });
    });

  /** When the file was last written, by whomever. The inode's own time: the time of its contents can be set by its owner. */
  const written = (): string => {
    try {
      const { ctimeNs, size, ino } = statSync(ledgerFile, { bigint: true });
      return `${ctimeNs} ${size} ${ino}`;
    } catch {
      return 'gone';
    }
  };
  let seen = written();
  let lookedAt = clock.monotonic();
  let rests = 0;

  const lookAgain = (): void => {
    const since = clock.monotonic() - lookedAt;
    const now = written();
    if (since < rests || (now === seen && since < WITNESS_MS)) return;
    seen = now;
    // SECURITY: a page that was put back is read only once the one remembered is dropped; it is to be found before it is used.
    database.forgetPages();
    const begun = clock.monotonic();
    const found = look();
    lookedAt = clock.monotonic();
    rests = (lookedAt - begun) / WITNESS_SHARE;
    // What a person has been told of and let stand closes nothing a second time.
    const isNew = found.some((words) => !told.has(words));
    if (isNew) {
      onContradiction();
      putRight(found);
    }
    told = new Set(found);
  };

  const checkOwner = (): void => {
    cancelOwnerCheck = clock.after(OWNER_CHECK_MS, () => {
      if (!owner.stillOwns()) return onLost();
      checkOwner();
      try {
        lookAgain();
      } catch {
        // The gate is closed, and the disk takes no entry that says why: it is written with the next look.
      }
    });
  };

  return {
    anchor,
    verification,
    inDoubt,
    logBroken: () => tailBroken || verification.finding().state === 'broken',
    start: () => {
      if (contradictions.length > 0) putRight(contradictions);
      tailBroken = checkTail(database, evidence(), undefined, createAttestationCheck) !== null;
      if (!inDoubt && !tailBroken) follow();
      // The rest of a long log is verified while the gate already serves; a fault found later closes it.
      void verification.run();
      checkOwner();
    },
    confirm: () => {
      confirmed = true;
      follow();
    },
    stop: () => {
      cancelOwnerCheck();
      anchor.stop();
      owner.release();
    },
  };
}
