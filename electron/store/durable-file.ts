// Small files that must be whole or absent after a crash: write beside, fsync, put in place, fsync the folder. Mode 0600.
import { closeSync, fsyncSync, linkSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Puts `content` at `path`, replacing what is there. After a kill or a power cut the file is the old one or the new one, never a part.
 * Throws the file system's error; the old file is then untouched. One writer per path (see instance-lock.ts).
 */
export function replaceFile(path: string, content: string | Uint8Array): void {
  const beside = writeBeside(path, content);
  try {
    renameSync(beside, path);
  } catch (error) {
    rmSync(beside, { force: true });
    throw error;
  }
  syncFolder(path);
}

/** As `replaceFile`, but throws `EEXIST` rather than replace: `link` is atomic and never overwrites, `rename` does. */
export function createFile(path: string, content: string): void {
  const beside = writeBeside(path, content);
  try {
    linkSync(beside, path);
  } finally {
    rmSync(beside, { force: true });
  }
  syncFolder(path);
}

function writeBeside(path: string, content: string | Uint8Array): string {
  // One name per path: what a killed writer left behind is taken away here and never piles up.
  const beside = `${path}.tmp`;
  rmSync(beside, { force: true });
  const bytes = typeof content === 'string' ? Buffer.from(content, 'utf8') : content;
  const file = openSync(beside, 'wx', 0o600);
  try {
    for (let written = 0; written < bytes.length;) written += writeSync(file, bytes, written);
    fsyncSync(file);
  } catch (error) {
    rmSync(beside, { force: true });
    throw error;
  } finally {
    closeSync(file);
  }
  return beside;
}

function syncFolder(path: string): void {
  // Windows has no handle to a folder and makes the rename durable with the file.
  if (process.platform === 'win32') return;
  const folder = openSync(dirname(path), 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
