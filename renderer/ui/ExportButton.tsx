// ExportButton: writes what is filtered to a CSV file; long ones show how far they are and can be cancelled.
import { Download } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { RefusedError } from '../bridge/refused-error.ts';
import { useConsole } from '../bridge/queries.ts';
import { useDisplay } from './display.ts';
import { groupDigits } from './format.ts';
import { TOOL_SHAPE } from './Popover.tsx';
import { useToast } from './Toast.tsx';
import { writeExport, type Pieces } from './write-export.ts';

type ExportButtonProps = {
  readonly table: string;
  readonly pieces: (signal: AbortSignal) => Pieces;
  /** Rows that would be written; null when it is not known. */
  readonly rows: number | null;
  /** For whoever hears it; begins with what is seen. */
  readonly label?: string | undefined;
  readonly title?: string;
};

export function ExportButton({
  table,
  pieces,
  rows,
  label,
  title = 'Write what is filtered, in the columns shown, to a CSV file',
}: ExportButtonProps) {
  const { client } = useConsole();
  const { hideBalances } = useDisplay();
  const say = useToast();
  const [written, setWritten] = useState<number | null>(null);
  const running = useRef<AbortController>(null);
  // Leaving the screen, or its being locked, ends the writing.
  useEffect(() => () => running.current?.abort(), []);

  const start = async (): Promise<void> => {
    const abort = new AbortController();
    running.current = abort;
    setWritten(0);
    try {
      const done = await writeExport({
        client,
        table,
        pieces: pieces(abort.signal),
        amountsHidden: hideBalances,
        signal: abort.signal,
        onRows: setWritten,
      });
      const count = `${groupDigits(done.rows)} ${done.rows === 1 ? 'row' : 'rows'} written`;
      say('ok', hideBalances ? `${count}, amounts hidden` : count, done.path, done.path);
    } catch (error) {
      if (!abort.signal.aborted)
        say(
          'danger',
          'No file was written',
          error instanceof RefusedError
            ? error.message
            : 'The table could not be read to its end. Try again.',
        );
    } finally {
      running.current = null;
      setWritten(null);
    }
  };

  if (written !== null)
    return (
      <span className="flex items-center gap-2 text-xs text-muted">
        <span role="status">
          {groupDigits(written)}
          {rows !== null && ` of ${groupDigits(rows)}`} written
        </span>
        <button type="button" className={TOOL_SHAPE} onClick={() => running.current?.abort()}>
          Cancel
        </button>
      </span>
    );
  return (
    <button
      type="button"
      disabled={rows === 0}
      aria-label={label}
      title={title}
      onClick={() => void start()}
      className={TOOL_SHAPE}
    >
      <Download size={13} aria-hidden />
      Export CSV
    </button>
  );
}
