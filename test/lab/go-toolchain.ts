// Go toolchain: the machine's own, Debian's where that is installed, or installed by root from Debian's packages. None is downloaded.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { LabError } from './lab-error.ts';
import { wantedGo } from './pins.ts';

/** Debian keeps each version in a folder of its own; `go` on the path is only one of them. */
const DEBIAN = ['1.28', '1.27', '1.26', '1.25'];

/** Path of a Go that is new enough. Throws `LabError` with what to do. */
export function findGo(say: (line: string) => void): string {
  const found = presentGo() ?? installedGo(say);
  if (found !== undefined) return found;
  const [major, minor] = wantedGo();
  throw new LabError(
    `The lab builds lnd and btcd from source and needs Go ${major}.${minor} or newer, and none was found. ` +
      `Install it from https://go.dev/dl, or on Debian “apt-get install golang-${major}.${minor}” (testing has it), and try again.`,
  );
}

/** undefined when this machine has none that is new enough. */
export function presentGo(): string | undefined {
  const places = ['go', '/usr/local/go/bin/go', ...DEBIAN.map((version) => `/usr/lib/go-${version}/bin/go`)];
  return places.find(newEnough);
}

function newEnough(go: string): boolean {
  // Elsewhere than in a folder with a go.mod, and never by fetching another toolchain to answer.
  const { stdout } = spawnSync(go, ['env', 'GOVERSION'], {
    cwd: '/',
    env: { ...process.env, GOTOOLCHAIN: 'local' },
    encoding: 'utf8',
  });
  const version = /^go(\d+)\.(\d+)/.exec(stdout ?? '');
  if (!version) return false;
  const [major, minor] = wantedGo();
  const [ownMajor, ownMinor] = [Number(version[1]), Number(version[2])];
  return ownMajor > major || (ownMajor === major && ownMinor >= minor);
}

function installedGo(say: (line: string) => void): string | undefined {
  const isDebian =
    existsSync('/etc/os-release') &&
    /^ID(_LIKE)?=.*debian/m.test(readFileSync('/etc/os-release', 'utf8')) &&
    existsSync('/usr/bin/apt-get');
  if (process.getuid?.() !== 0 || !isDebian) return undefined;
  const known = DEBIAN.find(
    (version) => spawnSync('apt-cache', ['show', `golang-${version}-go`], { stdio: 'ignore' }).status === 0,
  );
  if (known === undefined) return undefined;
  say(`Installing Go ${known} from the system’s packages …`);
  spawnSync('apt-get', ['-q', 'install', '--no-install-recommends', '-y', `golang-${known}-go`], {
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    stdio: 'ignore',
  });
  return presentGo();
}
