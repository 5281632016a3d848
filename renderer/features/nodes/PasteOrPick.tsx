// PasteOrPick: a text that may be pasted or read from a file the person picks. The file's path is never seen by the page.
import { useRef, useState } from 'react';
import { Button } from '../../ui/Button.tsx';
import { TextArea } from '../../ui/Field.tsx';

/** No certificate or macaroon is near this; a wrong file is refused before it is read. */
const MAX_BYTES = 20_000;

type PasteOrPickProps = {
  readonly label: string;
  readonly value: string;
  readonly onValue: (text: string) => void;
  readonly accept: string;
  readonly read: (bytes: Uint8Array) => string;
  readonly rows: number;
  readonly placeholder: string;
  readonly hint?: string;
  readonly error: string | null;
};

export function PasteOrPick({ label, onValue, accept, read, error, hint, ...rest }: PasteOrPickProps) {
  const picker = useRef<HTMLInputElement>(null);
  const [tooLarge, setTooLarge] = useState(false);
  const pick = async (file: File | undefined): Promise<void> => {
    if (!file) return;
    setTooLarge(file.size > MAX_BYTES);
    if (file.size <= MAX_BYTES) onValue(read(new Uint8Array(await file.arrayBuffer())));
  };
  return (
    <div className="relative">
      <TextArea
        {...rest}
        label={label}
        mono
        hint={hint}
        onValue={onValue}
        error={tooLarge ? 'That file is too large to be the right one. Nothing was read.' : error}
      />
      <span className="absolute -top-1.5 right-0">
        <Button size="small" variant="quiet" onClick={() => picker.current?.click()}>
          From a file
        </Button>
      </span>
      <input
        ref={picker}
        type="file"
        accept={accept}
        aria-label={`${label} from a file`}
        tabIndex={-1}
        className="hidden"
        onChange={(event) => void pick(event.target.files?.[0])}
      />
    </div>
  );
}
