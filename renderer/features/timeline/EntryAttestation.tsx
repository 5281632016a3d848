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
        {holds ? 'Signed on the Ledger' : 'Said to be signed on a Ledger'}
        {holds ? (
          <StatusChip tone="ok">signature verified</StatusChip>
        ) : (
          <StatusChip tone="danger">not valid</StatusChip>
        )}
      </h3>
      {!holds && (
        <p role="alert" className="rounded-lg border border-danger/60 bg-danger/8 px-3 py-2 text-sm">
          <span className="font-semibold text-danger">The key below did not sign this payment.</span> The
          entry was altered, or never came from this console. Verify the log.
        </p>
      )}
      <dl className="grid grid-cols-[6rem_minmax(0,1fr)] text-sm">
        <dt className="text-muted">Ledger</dt>
        <dd className="font-mono text-xs leading-5">{fingerprint}</dd>
      </dl>
      <div>
        <p className="mb-0.5 text-xs text-faint">
          {holds ? 'Address of the key that signed' : 'Address of the key it names'}
        </p>
        <Address text={address} what="address" />
      </div>
      {hideBalances ? (
        <p className="text-xs text-faint">The text is hidden with the amounts.</p>
      ) : (
        <div>
          <p className="mb-0.5 text-xs text-faint">
            {holds ? 'What it signed' : 'What it is said to have signed'}
          </p>
          <p className="font-mono text-xs wrap-anywhere select-text">
            <FencedInline text={text} />
          </p>
          <div className="mt-1 -ml-2">
            <CopyButton text={text} what="signed text" withLabel />
          </div>
        </div>
      )}
    </section>
  );
}
