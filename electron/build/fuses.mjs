// Electron's fuses: bits in the packaged binary that no argument and no environment can turn back on. Wire version 1, docs/tutorial/fuses.md
// of Electron 45: sentinel, version, length, then one character per fuse. Written here because the pinned @electron/fuses knows eight of
// the nine and refuses, strictly, to leave one undecided; it reads all of them, and the tests read back with it.
// @ts-check
import { readFileSync, writeFileSync } from 'node:fs';

const SENTINEL = Buffer.from('dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX', 'latin1');
const WIRE_VERSION = 1;
const OFF = '0'.charCodeAt(0);
const ON = '1'.charCodeAt(0);

/**
 * In the order of the wire. Every one is decided; a binary with another number of fuses is refused rather than half protected.
 * @type {readonly (readonly [name: string, on: boolean])[]}
 */
export const FUSES = [
  // SECURITY: the binary cannot be used as a plain Node that runs anything in the app's name.
  ['RunAsNode', false],
  ['EnableCookieEncryption', true],
  // SECURITY: no code by NODE_OPTIONS, no debugger by --inspect.
  ['EnableNodeOptionsEnvironmentVariable', false],
  ['EnableNodeCliInspectArguments', false],
  // Effective on macOS and Windows, where the hash of the archive is in the signed binary.
  ['EnableEmbeddedAsarIntegrityValidation', true],
  // SECURITY: without it a folder `resources/app` beside the archive would be run in its place.
  ['OnlyLoadAppFromAsar', true],
  ['LoadBrowserProcessSpecificV8Snapshot', false],
  // The page comes by its own scheme; file: has nothing to give.
  ['GrantFileProtocolExtraPrivileges', false],
  ['WasmTrapHandlers', true],
];

/**
 * Sets every fuse of the binary, in each of its slices (a universal macOS binary has two). Throws, with the file untouched, when there is
 * no wire, when it is of another version or length, or when a fuse was removed.
 * @param {string} file
 */
export function setFuses(file) {
  const binary = readFileSync(file);
  const wires = findWires(binary, file);
  for (const wire of wires) {
    for (const [index, [name, on]] of FUSES.entries()) {
      const state = binary[wire + index];
      if (state !== ON && state !== OFF)
        throw new Error(
          `${file}: the fuse ${name} is no longer there. Look at Electron’s release notes before packaging.`,
        );
      binary[wire + index] = on ? ON : OFF;
    }
  }
  writeFileSync(file, binary);
}

/** @param {Buffer} binary @param {string} file @returns {number[]} where the first fuse of each slice is */
function findWires(binary, file) {
  const wires = [];
  for (let at = binary.indexOf(SENTINEL); at !== -1; at = binary.indexOf(SENTINEL, at + 1)) {
    const version = binary[at + SENTINEL.length];
    const length = binary[at + SENTINEL.length + 1];
    if (version !== WIRE_VERSION)
      throw new Error(`${file}: fuse wire of version ${version}; known is ${WIRE_VERSION}.`);
    if (length !== FUSES.length)
      throw new Error(
        `${file}: the binary has ${length} fuses, ${FUSES.length} are decided here. Decide every one.`,
      );
    wires.push(at + SENTINEL.length + 2);
  }
  if (wires.length === 0) throw new Error(`${file}: no fuse wire; this is no Electron binary.`);
  return wires;
}
