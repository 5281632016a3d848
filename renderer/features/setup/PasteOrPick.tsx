// PasteOrPick: a text that may be pasted or read from a file the person picks. The file's path is never seen by the page.
import { useRef, useState, type ReactNode, type Ref } from 'react';
import { Button } from '../../ui/Button.tsx';
import { TextArea } from '../../ui/Field.tsx';
import { textOfFile } from './credentials.ts';

/** No certificate or macaroon is near this; a wrong file is refused before it is read. */
const MAX_BYTES = 20_000;

type PasteOrPickProps = {
  readonly label: string;
  readonly value: string;
  readonly onValue: (text: string) => void;
  readonly accept: string;
  readonly rows: number;
  readonly placeholder: string;
  readonly hint?: ReactNode;
  readonly error: string | null;
  readonly inputRef?: Ref<HTMLTextAreaElement>;
};

export function PasteOrPick({ label, onValue, accept, error, hint, inputRef, ...rest }: PasteOrPickProps) {
  const picker = useRef<HTMLInputElement>(null);
  const [tooLarge, setTooLarge] = useState(false);
  const pick = async (file: File | undefined): Promise<void> => {
    if (!file) return;
    setTooLarge(file.size > MAX_BYTES);
    if (file.size <= MAX_BYTES) onValue(textOfFile(new Uint8Array(await file.arrayBuffer())));
  };
  return (
    <div className="relative">
      <TextArea
        {...rest}
        {...(inputRef === undefined ? {} : { ref: inputRef })}
        label={label}
        mono
        hint={hint}
        onValue={onValue}
        error={tooLarge ? 'That file is too large to be the right one. Nothing was read.' : error}
      />
      <span className="absolute -top-1.5 right-0">
        <Button
          size="small"
          variant="quiet"
          aria-label={`${label}: choose a file`}
          onClick={() => picker.current?.click()}
        >
          Choose a file
        </Button>
      </span>
      <input
        ref={picker}
        type="file"
        accept={accept}
        aria-label={`${label} from a file`}
        tabIndex={-1}
        className="hidden"
        onChange={(event) => {
          void pick(event.target.files?.[0]);
          // The same file again is a new choice, for example after it was written anew.
          event.target.value = '';
        }}
      />
    </div>
  );
}
