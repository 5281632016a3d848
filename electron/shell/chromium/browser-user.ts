// The user and profile folder the browser runs with. SECURITY: Chromium gives up its sandbox for root, so root gives up root for Chromium.
import {
  chmodSync,
  chownSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export type BrowserUser = {
  readonly uid: number;
  readonly gid: number;
  readonly environment: Readonly<Record<string, string>>;
};

export type BrowserHome = {
  readonly profile: string;
  readonly user: BrowserUser | null;
  /** Removes what must not outlive the process. */
  readonly dispose: () => void;
};

/** Where a folder outside the data folder is remembered, so that one left behind by a kill is removed at the next start. */
const REMEMBERED = 'window-profile-path';
const PREFIX = 'portcullis-window-';

/**
 * The profile lies in the data folder (mode 0700). Only as root it lies in a fresh folder of the unprivileged user, who could not
 * enter the data folder, and is removed at the end; the page keeps nothing in it that matters.
 */
export function prepareBrowserHome(dataRoot: string): BrowserHome {
  if (process.getuid?.() !== 0) {
    const profile = join(dataRoot, 'window');
    mkdirSync(profile, { recursive: true, mode: 0o700 });
    return { profile, user: null, dispose: () => {} };
  }
  const note = join(dataRoot, REMEMBERED);
  forget(note);
  const { uid, gid } = findUnprivileged(readFileSync('/etc/passwd', 'utf8'));
  const profile = mkdtempSync(join(tmpdir(), PREFIX));
  writeFileSync(note, profile, { mode: 0o600 });
  const environment: Record<string, string> = { HOME: profile, XDG_RUNTIME_DIR: profile };
  const cookie = process.env['XAUTHORITY'] ?? join(process.env['HOME'] ?? '/root', '.Xauthority');
  if (existsSync(cookie)) {
    const copy = join(profile, '.Xauthority');
    copyFileSync(cookie, copy);
    chmodSync(copy, 0o600);
    chownSync(copy, uid, gid);
    environment['XAUTHORITY'] = copy;
  }
  chownSync(profile, uid, gid);
  return { profile, user: { uid, gid, environment }, dispose: () => forget(note) };
}

/** The `nobody` of this system. Throws when there is none but root. */
export function findUnprivileged(passwd: string): { readonly uid: number; readonly gid: number } {
  const fields = passwd
    .split('\n')
    .find((line) => line.startsWith('nobody:'))
    ?.split(':');
  const uid = Number(fields?.[2] ?? 65_534);
  const gid = Number(fields?.[3] ?? 65_534);
  if (!(uid > 0) || !(gid > 0))
    throw new Error('this system has no unprivileged user “nobody” to run the window as');
  return { uid, gid };
}

function forget(note: string): void {
  if (!existsSync(note)) return;
  const profile = readFileSync(note, 'utf8');
  // SECURITY: we are root here; only a folder of the shape we make is ever removed.
  if (profile.startsWith(join(tmpdir(), PREFIX)) && !profile.includes('..')) {
    rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
  }
  rmSync(note, { force: true });
}
