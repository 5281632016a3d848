// Why the fleet was not opened, in one sentence for the start screen: what happened, what was not done, what to do next.
import { isDiskTrouble } from '../gate/ledger.ts';
import { NewerSchemaError } from '../store/migrations.ts';
import { PracticeFolderError } from './folders.ts';
import { PracticeError } from './practice-fleet.ts';

/** Never holds more of the error than its kind: what it says in full is in the operations log. */
export function whyNotOpened(error: unknown): string {
  if (error instanceof NewerSchemaError)
    return 'The ledger was written by a newer version of Portcullis. It was left as it is; start that version.';
  if (error instanceof PracticeFolderError || error instanceof PracticeError) return error.message;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code.startsWith('SQLITE_NOTADB') || code.startsWith('SQLITE_CORRUPT'))
    return 'The ledger cannot be read with this vault: it is damaged or belongs to another one. It was left as it is; restore both from the same backup.';
  if (isDiskTrouble(error) || code === 'ENOSPC' || code === 'EROFS' || code === 'EACCES')
    return 'The ledger cannot be written (disk full, read-only or not permitted). Nothing was opened; make room or fix the rights and unlock again.';
  return 'The fleet could not be opened. Nothing was paid. The operations log says why.';
}
