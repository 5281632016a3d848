// ReasonDialog: a consequence in a sentence, a reason for the log, one verb.
import { useId, useRef, useState, type ReactNode } from 'react';
import { refusalText, type RefusedError } from '../bridge/refused-error.ts';
import { Button } from './Button.tsx';
import { Dialog } from './Dialog.tsx';
import { TextArea } from './Field.tsx';

type ReasonDialogProps = {
  readonly title: string;
  readonly consequence?: ReactNode;
  readonly verb: ReactNode;
  readonly tone: 'primary' | 'danger';
  /** What was not done, said before the refusal: "Not frozen." */
  readonly notDone?: string;
  readonly act: { readonly isPending: boolean; readonly error: RefusedError | null };
  readonly onConfirm: (reason: string) => void;
  readonly onClose: () => void;
  /** More to fill in, above the reason. */
  readonly children?: ReactNode;
  /** What is missing above the reason, in a sentence; null and undefined when nothing is. */
  readonly missing?: string | null;
  readonly width?: 'medium' | 'wide';
};

/** Mount it to open it; the caller unmounts it in `onClose`. */
export function ReasonDialog({
  title,
  consequence,
  verb,
  tone,
  notDone,
  act,
  onConfirm,
  onClose,
  children,
  missing = null,
  width = 'medium',
}: ReasonDialogProps) {
  const [reason, setReason] = useState('');
  const form = useId();
  const refusal = refusalText(act.error);
  const [asked, setAsked] = useState(false);
  const box = useRef<HTMLFormElement>(null);
  const noReason = reason.trim() === '';
  const notYet = noReason ? 'Write a reason first: it is kept in the log.' : null;
  return (
    <Dialog
      open
      width={width}
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title={title}
      description={consequence}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant={tone} type="submit" form={form} busy={act.isPending}>
            {verb}
          </Button>
        </>
      }
    >
      <form
        ref={box}
        id={form}
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (act.isPending) return;
          setAsked(true);
          if (missing === null && !noReason) return onConfirm(reason.trim());
          // A button that cannot be pressed says nothing; this one says what it waits for, where it is to be put.
          const fields = box.current?.querySelectorAll<HTMLElement>('input, textarea');
          (missing === null ? fields?.[fields.length - 1] : fields?.[0])?.focus();
        }}
      >
        {children}
        {asked && missing !== null && (
          <p role="alert" className="text-xs text-danger">
            {missing}
          </p>
        )}
        <TextArea
          label="Reason"
          value={reason}
          onValue={setReason}
          rows={2}
          maxLength={1_000}
          placeholder="Kept in the log"
          autoFocus={children === undefined}
          hint="Required"
          error={
            refusal !== null && notDone !== undefined
              ? `${notDone} ${refusal}`
              : (refusal ?? (asked ? notYet : null))
          }
        />
      </form>
    </Dialog>
  );
}
