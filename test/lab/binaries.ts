// Binaries: lnd and btcd built once from the pinned modules and kept in the user's cache, outside the clone.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { findGo } from './go-toolchain.ts';
import { LabError } from './lab-error.ts';
import { BTCD, BUILD_TAGS, cacheFolder, LAB_FOLDER, LND, LND_COMMIT, pinnedVersion } from './pins.ts';

export type LabBinaries = { readonly lnd: string; readonly btcd: string };

const inFolder = (folder: string): LabBinaries => ({ lnd: join(folder, 'lnd'), btcd: join(folder, 'btcd') });

/** Those that were built before; undefined when there are none for the present pins. */
export function cachedBinaries(): LabBinaries | undefined {
  const binaries = inFolder(cacheFolder());
  return existsSync(binaries.lnd) && existsSync(binaries.btcd) ? binaries : undefined;
}

/** Builds what is not there. Throws `LabError` with what to do when there is no Go or no way to the modules. */
export async function ensureBinaries(say: (line: string) => void): Promise<LabBinaries> {
  const cached = cachedBinaries();
  if (cached) return cached;
  const go = findGo(say);
  const folder = cacheFolder();
  mkdirSync(dirname(folder), { recursive: true });
  const fresh = mkdtempSync(`${folder}.building-`);
  try {
    say(
      `Building lnd ${pinnedVersion(LND)} and btcd ${pinnedVersion(BTCD)}: some minutes, and only this once.`,
    );
    const started = performance.now();
    await build(go, fresh, say);
    put(fresh, folder);
    say(`Built in ${Math.round((performance.now() - started) / 1_000)} s; kept in ${folder}.`);
    return inFolder(folder);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
}

/** Whole or not at all; where two built at once the first one stays. */
function put(fresh: string, folder: string): void {
  try {
    renameSync(fresh, folder);
  } catch (error) {
    if (!existsSync(join(folder, 'lnd'))) throw error;
  }
}

const TOLD_EVERY_MS = 30_000;
const LAST_LINES = 12;

function build(go: string, out: string, say: (line: string) => void): Promise<void> {
  const version = `${LND}/build`;
  const flags = `-s -w -X ${version}.Commit=${pinnedVersion(LND)} -X ${version}.CommitHash=${LND_COMMIT}`;
  const args = [
    'build',
    '-mod=readonly',
    '-trimpath',
    `-tags=${BUILD_TAGS}`,
    `-ldflags=${flags}`,
    '-o',
    `${out}/`,
  ];
  const child = spawn(go, [...args, `${LND}/cmd/lnd`, BTCD], {
    cwd: LAB_FOLDER,
    // The toolchain that was found builds; lnd needs no C compiler. The operator's proxy settings stay.
    env: { ...process.env, CGO_ENABLED: '0', GOTOOLCHAIN: 'local', GOFLAGS: '', GOWORK: 'off' },
    stdio: ['ignore', 'inherit', 'pipe'],
  });
  const started = performance.now();
  const timer = setInterval(
    () => say(`  still building, ${Math.round((performance.now() - started) / 1_000)} s`),
    TOLD_EVERY_MS,
  );
  const end = (): void => void child.kill();
  process.once('exit', end);
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said = `${said}${text}`.slice(-20_000)));
  return new Promise((resolve, reject) => {
    const done = (error?: LabError): void => {
      clearInterval(timer);
      process.removeListener('exit', end);
      if (error) reject(error);
      else resolve();
    };
    child.once('error', (error) => done(new LabError(`Go could not be started (${error.message}).`)));
    child.once('close', (code) => {
      if (code === 0) return done();
      const last = said.trim().split('\n').slice(-LAST_LINES).join('\n');
      done(
        new LabError(
          `lnd and btcd could not be built. Nothing was started. The modules come through the Go proxy (GOPROXY); check the way to it. Go says:\n${last}`,
        ),
      );
    });
  });
}
