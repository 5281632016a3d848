// PsbtDialog: a transaction to another signer and back (BIP-174): as a file, as text, as a row of QR codes; signatures return by paste or file.
import { useEffect, useRef, useState } from 'react';
import type { DraftRow } from '../../../shared/contract/treasury.ts';
import { useAct } from '../../bridge/queries.ts';
import { refusalText } from '../../bridge/refused-error.ts';
import { Button } from '../../ui/Button.tsx';
import { CopyButton } from '../../ui/CopyButton.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { TextArea } from '../../ui/Field.tsx';
import { Qr } from '../../ui/Qr.tsx';
import { useToast } from '../../ui/Toast.tsx';
import { base64OfFile, bbqrParts, bytesOfBase64 } from './bbqr.ts';

type PsbtDialogProps = { readonly draft: DraftRow; readonly onClose: () => void };

export function PsbtDialog({ draft, onClose }: PsbtDialogProps) {
  const out = useAct('treasury.exportPsbt');
  const back = useAct('treasury.importPsbt');
  const say = useToast();
  const [typed, setTyped] = useState('');
  const picker = useRef<HTMLInputElement>(null);
  const refusal = refusalText(back.error);
  const take = (): void => {
    if (typed.trim() === '' || back.isPending) return;
    back.mutate(
      { draftId: draft.id, psbt: typed.trim() },
      {
        onSuccess: ({ draft: after }) => {
          say('ok', 'Signatures taken', `${after.signatures.have} of ${after.signatures.needed} are there.`);
          onClose();
        },
      },
    );
  };
  return (
    <Dialog
      open
      width="wide"
      onOpenChange={onClose}
      title="Sign it elsewhere"
      description="A PSBT holds the transaction and no key. Whoever has it learns what you are about to pay."
    >
      <div className="flex flex-col gap-5">
        <section aria-labelledby="psbt-out" className="flex flex-col gap-2.5">
          <h3 id="psbt-out" className="text-xs font-semibold text-muted">
            Take it there
          </h3>
          {out.data ? (
            <Exported {...out.data} />
          ) : (
            <div>
              <Button busy={out.isPending} onClick={() => out.mutate({ draftId: draft.id })}>
                Write the file and show its codes
              </Button>
            </div>
          )}
          {refusalText(out.error) !== null && (
            <p role="alert" className="text-sm text-danger">
              {refusalText(out.error)}
            </p>
          )}
        </section>
        <form
          aria-labelledby="psbt-back"
          className="flex flex-col gap-2.5 border-t border-line pt-4"
          onSubmit={(event) => {
            event.preventDefault();
            take();
          }}
        >
          <h3 id="psbt-back" className="text-xs font-semibold text-muted">
            Bring signatures back
          </h3>
          <div className="relative">
            <TextArea
              label="Signed PSBT, as base64"
              mono
              rows={3}
              value={typed}
              onValue={setTyped}
              maxLength={1_000_000}
              placeholder="cHNidP8B…"
              hint="Only signatures of this very transaction are taken; anything else is refused."
              error={refusal}
            />
            <span className="absolute -top-1.5 right-0">
              <Button
                size="small"
                variant="quiet"
                aria-label="Signed PSBT: choose a file"
                onClick={() => picker.current?.click()}
              >
                Choose a file
              </Button>
            </span>
            <input
              ref={picker}
              type="file"
              accept=".psbt,.txt"
              aria-label="Signed PSBT from a file"
              tabIndex={-1}
              className="hidden"
              onChange={(event) => {
                const file = event.target.files?.[0];
                event.target.value = '';
                if (file && file.size <= 1_000_000)
                  void file.arrayBuffer().then((buffer) => setTyped(base64OfFile(new Uint8Array(buffer))));
                else if (file)
                  say('danger', 'Nothing was read', 'The file is too large to be this transaction.');
              }}
            />
          </div>
          <div className="flex justify-end">
            <Button variant="primary" type="submit" busy={back.isPending} disabled={typed.trim() === ''}>
              Take the signatures
            </Button>
          </div>
        </form>
      </div>
    </Dialog>
  );
}

function Exported({ psbt, path }: { readonly psbt: string; readonly path: string }) {
  const bytes = bytesOfBase64(psbt);
  const parts = bytes === undefined ? [] : bbqrParts(bytes);
  return (
    <div className="flex flex-wrap items-start gap-5">
      {parts.length > 0 && <Codes parts={parts} />}
      <div className="flex min-w-0 flex-1 flex-col gap-2 text-sm">
        <p className="text-ok">The file is written.</p>
        <p className="flex items-start gap-1 text-xs wrap-anywhere text-muted">
          <span className="select-text">{path}</span>
          <CopyButton text={path} what="its path" />
        </p>
        <div>
          <CopyButton text={psbt} what="the PSBT as base64" withLabel />
        </div>
        <p className="text-xs text-faint">
          The codes are BBQr: Sparrow, Nunchuk and Coldcard read them with a camera, in any order.
        </p>
      </div>
    </div>
  );
}

/** Milliseconds a code stays: long enough for a webcam. */
const CODE_MS = 500;

function Codes({ parts }: { readonly parts: readonly string[] }) {
  const [at, setAt] = useState(0);
  const still = useState(() => matchMedia('(prefers-reduced-motion: reduce)').matches)[0];
  const [playing, setPlaying] = useState(parts.length > 1 && !still);
  useEffect(() => {
    if (!playing) return;
    const timer = setInterval(() => setAt((now) => (now + 1) % parts.length), CODE_MS);
    return () => clearInterval(timer);
  }, [playing, parts.length]);
  const step = (by: number): void => {
    setPlaying(false);
    setAt((now) => (now + by + parts.length) % parts.length);
  };
  return (
    <div className="flex flex-col items-center gap-2">
      <Qr text={parts[at] ?? ''} label={`Code ${at + 1} of ${parts.length}`} size={240} />
      {parts.length > 1 && (
        <div className="flex items-center gap-1.5 text-xs text-muted">
          <Button size="small" aria-label="Code before" onClick={() => step(-1)}>
            ‹
          </Button>
          <span className="min-w-14 text-center">
            {at + 1} of {parts.length}
          </span>
          <Button size="small" aria-label="Next code" onClick={() => step(1)}>
            ›
          </Button>
          <Button size="small" onClick={() => setPlaying(!playing)}>
            {playing ? 'Pause' : 'Play'}
          </Button>
        </div>
      )}
    </div>
  );
}
