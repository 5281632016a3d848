// Writes text to a file through the core in parts, however long it is; what is cancelled or refused leaves no file.
import type { PortcullisClient } from '../../shared/contract/contract.ts';
import { EXPORT_PART_CHARACTERS } from '../../shared/domain/export-part.ts';
import { unwrap } from '../bridge/queries.ts';

export type Piece = { readonly text: string; readonly rows: number };
export type Pieces = AsyncIterable<Piece> | Iterable<Piece>;

type Job = {
  readonly client: PortcullisClient;
  readonly table: string;
  readonly pieces: Pieces;
  readonly amountsHidden: boolean;
  readonly signal: AbortSignal;
  /** Rows written so far. */
  readonly onRows: (rows: number) => void;
};

/** Resolves to the file's path; rejects with a `RefusedError`, or with the signal's reason when cancelled. */
export async function writeExport(job: Job): Promise<{ readonly path: string; readonly rows: number }> {
  const { client, table, pieces, signal, onRows } = job;
  const { id } = await unwrap<'exports.begin'>(client['exports.begin']({ table }));
  try {
    let rows = 0;
    let waiting = '';
    const send = async (text: string): Promise<void> => {
      signal.throwIfAborted();
      if (text !== '') await unwrap<'exports.add'>(client['exports.add']({ id, text }));
    };
    for await (const piece of pieces) {
      rows += piece.rows;
      waiting += piece.text;
      const parts = partsOf(waiting);
      waiting = parts.pop() ?? '';
      for (const part of parts) await send(part);
      signal.throwIfAborted();
      onRows(rows);
    }
    await send(waiting);
    const ended = { id, rows, amountsHidden: job.amountsHidden };
    const { path } = await unwrap<'exports.end'>(client['exports.end'](ended));
    return { path, rows };
  } catch (error) {
    await client['exports.drop']({ id });
    throw error;
  }
}

/** Parts of the length the core takes, the last one shorter. A character of two halves is never cut. */
export function partsOf(text: string, length: number = EXPORT_PART_CHARACTERS): string[] {
  const parts: string[] = [];
  let from = 0;
  while (text.length - from > length) {
    const last = text.charCodeAt(from + length - 1);
    const to = from + length - (last >= 0xd800 && last <= 0xdbff ? 1 : 0);
    parts.push(text.slice(from, to));
    from = to;
  }
  return [...parts, text.slice(from)];
}
