// ReasonDialog: a consequence in a sentence, a reason for the log, one verb.
import { useId, useState, type ReactNode } from 'react';
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
  /** false: something above is not right yet. */
  readonly ready?: boolean;
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
  ready = true,
  width = 'medium',
}: ReasonDialogProps) {
  const [reason, setReason] = useState('');
  const form = useId();
  const refusal = refusalText(act.error);
  const able = ready && reason.trim() !== '' && !act.isPending;
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
          <Button
            variant={tone}
            type="submit"
            form={form}
            busy={act.isPending}
            disabled={!ready || reason.trim() === ''}
          >
            {verb}
          </Button>
        </>
      }
    >
      <form
        id={form}
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (able) onConfirm(reason.trim());
        }}
      >
        {children}
        <TextArea
          label="Reason"
          value={reason}
          onValue={setReason}
          rows={2}
          maxLength={1_000}
          placeholder="Kept in the log"
          autoFocus={children === undefined}
          error={refusal !== null && notDone !== undefined ? `${notDone} ${refusal}` : refusal}
        />
      </form>
    </Dialog>
  );
}
