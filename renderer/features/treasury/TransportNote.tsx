// TransportNote: by which way the Ledger is reached; anything but USB is no real Ledger and is said to be none.
import { StatusChip } from '../../ui/StatusChip.tsx';
import type { TreasuryStatus } from './use-treasury.ts';

/** SECURITY: what is no USB device is never shown as if it were one. */
export function TransportNote({ transport }: { readonly transport: TreasuryStatus['device']['transport'] }) {
  switch (transport) {
    case 'usb':
      return <>USB</>;
    case 'speculos':
      return <StatusChip tone="danger">emulator, not a real Ledger</StatusChip>;
    case 'replay':
      return <StatusChip tone="danger">recorded answers, not a real Ledger</StatusChip>;
    case 'test':
      return <StatusChip tone="danger">test signer, not a real Ledger</StatusChip>;
  }
}
