// SignedByLedger: what was asked for is signed; by which Ledger, and for how long that counts.
import { StatusChip } from '../../ui/StatusChip.tsx';
import { Time } from '../../ui/Time.tsx';

type SignedByLedgerProps = {
  readonly fingerprint: string;
  /** Unix seconds. */
  readonly until: number;
};

export function SignedByLedger({ fingerprint, until }: SignedByLedgerProps) {
  return (
    <p role="status" className="flex items-start gap-2 text-sm">
      <StatusChip tone="ok">signed</StatusChip>
      <span className="min-w-0">
        by the Ledger <span className="font-mono text-xs">{fingerprint}</span>; counts until{' '}
        <Time at={until} withSeconds />.
      </span>
    </p>
  );
}
