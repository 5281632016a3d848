// useTimelinePieces: everything under one filter as CSV, page by page, oldest pages last; however long the log is, one page is held.
import type { TimelineFilter, TimelineRow } from '../../../shared/contract/timeline.ts';
import { unwrap, useConsole } from '../../bridge/queries.ts';
import { CSV_START, csvHead, csvLines } from '../../ui/csv.ts';
import { useDisplay } from '../../ui/display.ts';
import { csvFields, type TableColumn } from '../../ui/table-columns.ts';
import type { Piece } from '../../ui/write-export.ts';

/** As many as the contract gives at once. */
const PAGE = 500;

export function useTimelinePieces(filter: TimelineFilter, columns: readonly TableColumn<TimelineRow>[]) {
  const { client } = useConsole();
  const { hideBalances } = useDisplay();
  return async function* (signal: AbortSignal): AsyncGenerator<Piece> {
    const fields = csvFields(columns, []);
    yield { text: `${CSV_START}${csvHead(fields)}`, rows: 0 };
    let before: number | null = null;
    do {
      signal.throwIfAborted();
      const page: { rows: TimelineRow[]; nextBefore: number | null } = await unwrap<'timeline.page'>(
        client['timeline.page']({ filter, before, limit: PAGE }),
      );
      yield { text: csvLines(fields, page.rows, hideBalances), rows: page.rows.length };
      before = page.nextBefore;
    } while (before !== null);
  };
}
