// UdevRule: what Linux wants before it lets a program talk to a Ledger, with the line to copy.
import { CopyButton } from '../../ui/CopyButton.tsx';

/** Vendor 0x2c97 is Ledger. The file's name must sort before 73-seat-late.rules, which gives the seat's user the device. */
export const UDEV_LINE = 'KERNEL=="hidraw*", ATTRS{idVendor}=="2c97", TAG+="uaccess"';
const FILE = '/etc/udev/rules.d/70-portcullis-ledger.rules';
const COMMAND = `echo '${UDEV_LINE}' | sudo tee ${FILE} && sudo udevadm control --reload && sudo udevadm trigger`;

export function UdevRule() {
  return (
    <div className="mt-2.5 flex flex-col gap-1.5 border-t border-line pt-2.5">
      <p className="text-sm text-muted">
        Linux keeps USB devices to itself until a rule says whose they are. The Debian package brings this
        one; where the console was started another way, run this once in a terminal, then unplug the Ledger
        and connect it again:
      </p>
      <div className="flex items-start gap-2 rounded-lg border border-line-strong bg-bg px-3 py-2">
        <code className="min-w-0 flex-1 font-mono text-xs leading-5 wrap-anywhere select-text">
          {COMMAND}
        </code>
        <CopyButton text={COMMAND} what="the command" />
      </div>
      <p className="text-xs text-faint">
        It lets whoever sits at this machine use Ledgers, and nothing else.
      </p>
    </div>
  );
}
