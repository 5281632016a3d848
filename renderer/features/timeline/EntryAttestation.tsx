// EntryAttestation: an approval that a Ledger signed: what it signed, by which key, and whether that still holds.
import type { Value } from '../../bridge/client.ts';
import { Address } from '../../ui/Address.tsx';
import { CopyButton } from '../../ui/CopyButton.tsx';
import { FencedInline } from '../../ui/Fenced.tsx';
import { useDisplay } from '../../ui/display.ts';
import { StatusChip } from '../../ui/StatusChip.tsx';

type Props = { readonly attestation: NonNullable<Value<'timeline.entry'>['attestation']> };

export function EntryAttestation({ attestation }: Props) {
  const { holds, fingerprint, address, text } = attestation;
  const { hideBalances } = useDisplay();
  return (
    <section aria-labelledby="entry-attestation" className="flex flex-col gap-3">
      <h3 id="entry-attestation" className="flex items-center gap-2 text-xs font-semibold text-muted">
        Signed on the Ledger
        {holds ? (
          <StatusChip tone="ok">signature verified</StatusChip>
        ) : (
          <StatusChip tone="danger">not valid</StatusChip>
        )}
      </h3>
      {!holds && (
        <p role="alert" className="text-sm text-danger">
          This is not the signature of the key beside it for this payment. Verify the log.
        </p>
      )}
      <p className="text-sm">
        Ledger <span className="font-mono text-xs">{fingerprint}</span>
      </p>
      <div>
        <p className="mb-0.5 text-xs text-faint">Address of the key that signed</p>
        <Address text={address} what="address" />
      </div>
      {hideBalances ? (
        <p className="text-xs text-faint">The text is hidden with the amounts.</p>
      ) : (
        <div>
          <p className="mb-0.5 text-xs text-faint">What it signed</p>
          <p className="font-mono text-xs wrap-anywhere select-text">
            <FencedInline text={text} />
          </p>
          <CopyButton text={text} what="signed text" withLabel />
        </div>
      )}
    </section>
  );
}
