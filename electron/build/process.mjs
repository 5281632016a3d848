// Child processes of the run script: arguments and terminal passed through, signals forwarded, exit codes kept.
// @ts-check
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { delimiter } from 'node:path';
import { ROOT } from './places.mjs';

/** A failure that is told in one sentence and needs no stack. */
export class Stop extends Error {
  /** @param {string} message @param {number} [code] */
  constructor(message, code = 1) {
    super(message);
    this.code = code;
  }
}

/** @param {string} line */
export const say = (line) => void process.stderr.write(`${line}\n`);

/**
 * Runs to the end and answers with the exit code; a signal's is 128 + its number.
 * @param {string} file @param {readonly string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, quiet?: boolean, gather?: boolean, timeout?: number }} [options] `gather`: what it says is shown in
 *   one piece at its end, so that two at once can be read.
 * @returns {Promise<number>}
 */
export function run(file, args, { env = process.env, quiet = false, gather = false, timeout = 0 } = {}) {
  return new Promise((resolve, reject) => {
    const stdio = quiet ? 'ignore' : gather ? 'pipe' : 'inherit';
    const child = spawn(file, args, { cwd: ROOT, env, timeout, stdio });
    /** @type {Buffer[]} */
    const said = [];
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (part) => void said.push(part));
    /** @type {NodeJS.Signals[]} */
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
    const forward = signals.map((signal) => /** @type {const} */ ([signal, () => void child.kill(signal)]));
    for (const [signal, listener] of forward) process.on(signal, listener);
    const end = () => forward.forEach(([signal, listener]) => process.removeListener(signal, listener));
    child.once('error', (error) => {
      end();
      reject(new Stop(`“${file}” could not be started (${error.message}).`));
    });
    child.once('close', (code, signal) => {
      end();
      if (gather) process.stderr.write(Buffer.concat(said));
      resolve(code ?? 128 + (signal ? constants.signals[signal] : 0));
    });
  });
}

/** The environment without this clone's own `node_modules/.bin`: `npm ci` would delete the Node it is running on. */
export function outsideEnvironment() {
  const path = (process.env['PATH'] ?? '')
    .split(delimiter)
    .filter((folder) => !folder.includes('node_modules'))
    .join(delimiter);
  return { ...process.env, PATH: path };
}
