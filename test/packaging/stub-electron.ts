// A stand-in for Electron's distribution, for the package step where the real one cannot be had: the files the builder looks for, and a
// binary that carries a genuine fuse wire (Electron 45: version 1, nine fuses, as its release build sets them).
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** As in Electron 45.4.1's own builds: fuses 0, 2, 3, 7 and 8 on. */
const SHIPPED_WIRE = '101100011';
const SENTINEL = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';

/** A binary with `slices` copies of the wire; `wire` holds one character per fuse. */
export const stubBinary = (wire: string = SHIPPED_WIRE, version = 1, slices = 1): Buffer =>
  Buffer.concat(
    Array.from({ length: slices }, () => [
      Buffer.alloc(4_096, 7),
      Buffer.from(SENTINEL, 'latin1'),
      Buffer.from([version, wire.length]),
      Buffer.from(wire, 'latin1'),
      Buffer.alloc(4_096, 9),
    ]).flat(),
  );

export function makeStubElectron(folder: string): string {
  for (const sub of ['locales', 'resources']) mkdirSync(join(folder, sub), { recursive: true });
  writeFileSync(join(folder, 'electron'), stubBinary(), { mode: 0o755 });
  writeFileSync(join(folder, 'version'), '45.4.1');
  for (const file of ['LICENSE', 'LICENSES.chromium.html', 'chrome-sandbox', 'locales/en-US.pak'])
    writeFileSync(join(folder, file), '');
  return folder;
}
