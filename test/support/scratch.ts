// A folder for one test, removed after it, and a real encrypted ledger in it.
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { openDatabase, type Database } from '../../electron/store/database.ts';

export function scratchFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'portcullis-test-'));
  // A write that was begun may still end meanwhile; the folder is tried again then.
  onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 }));
  return folder;
}

export function scratchDatabase(
  folder: string = scratchFolder(),
  key: Uint8Array = randomBytes(32),
): Database {
  const database = openDatabase({ path: join(folder, 'ledger.db'), key });
  onTestFinished(() => database.close());
  return database;
}
