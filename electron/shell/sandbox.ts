// Whether the window's sandbox would be whole. SECURITY: a console that holds keys does not start without it, whoever or whatever asks.
import { readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * Switches of Chromium that take down a wall of the page: the sandbox, the origin, the transport. Some launchers add the first one by
 * themselves where user namespaces are off. Sources: chromium/src sandbox/policy/switches.cc, content/public/common/content_switches.cc.
 */
export const FORBIDDEN_SWITCHES = [
  'no-sandbox',
  'disable-setuid-sandbox',
  'disable-namespace-sandbox',
  'disable-seccomp-filter-sandbox',
  'disable-gpu-sandbox',
  'allow-sandbox-debugging',
  'no-zygote-sandbox',
  'single-process',
  'in-process-gpu',
  'disable-web-security',
  'disable-site-isolation-trials',
  'allow-running-insecure-content',
  'allow-file-access-from-files',
  'ignore-certificate-errors',
  'load-extension',
  'js-flags',
] as const;

/** Those by which another program drives the page. Tests of a build that is run from its sources need them. */
export const DRIVING_SWITCHES = [
  'remote-debugging-port',
  'remote-debugging-pipe',
  'remote-allow-origins',
] as const;

/** Environment that does the same. `ELECTRON_DISABLE_SANDBOX`: electron/shell/browser/electron_browser_main_parts. */
const FORBIDDEN_ENVIRONMENT = ['ELECTRON_DISABLE_SANDBOX', 'ELECTRON_RUN_AS_NODE'] as const;

const NOT_STARTED = 'Portcullis does not run like that. Nothing was started.';

export type Launch = {
  readonly hasSwitch: (name: string) => boolean;
  readonly argv: readonly string[];
  readonly environment: NodeJS.ProcessEnv;
  /** Installed, not run from its sources. */
  readonly packaged: boolean;
  /** A debugger is attached or its port is open. */
  readonly inspected: boolean;
};

/** A sentence for the terminal, or null when nothing about this launch loosens the window. */
export function whyNotLaunched({ hasSwitch, argv, environment, packaged, inspected }: Launch): string | null {
  const forbidden: readonly string[] = packaged
    ? [...FORBIDDEN_SWITCHES, ...DRIVING_SWITCHES]
    : FORBIDDEN_SWITCHES;
  // What stands behind a “--” or came by a second start is not in Chromium's list and must not work either.
  const given = (name: string): boolean =>
    hasSwitch(name) || argv.some((argument) => argument === `--${name}` || argument.startsWith(`--${name}=`));
  const found = forbidden.find(given);
  if (found === 'no-sandbox')
    return `--no-sandbox takes the sandbox away from the page. ${NOT_STARTED} Leave it out; a desktop file or a launcher may have added it.`;
  if (found !== undefined) return `--${found} takes a wall away from the page. ${NOT_STARTED} Leave it out.`;
  const variable = FORBIDDEN_ENVIRONMENT.find((name) => (environment[name] ?? '') !== '');
  if (variable !== undefined)
    return `The environment variable ${variable} takes a wall away from the page. ${NOT_STARTED} Unset it.`;
  // The fuse that forbids it was turned back on, or the binary is not the one that was packaged.
  if (packaged && inspected)
    return `A debugger can reach this process, which the installed program forbids. ${NOT_STARTED} Install it anew.`;
  return null;
}

export type SandboxSystem = {
  readonly platform: NodeJS.Platform;
  /** Path of the browser's or Electron's own binary. */
  readonly binary: string;
  /** Content of a file of /proc; undefined when there is none. */
  readonly read: (path: string) => string | undefined;
  /** Owner and mode; undefined when there is no such file. */
  readonly stat: (path: string) => { readonly uid: number; readonly mode: number } | undefined;
};

/**
 * A sentence when neither way into Chromium's sandbox is there: user namespaces for this user, or the setuid helper beside the binary
 * (chromium/src docs/linux/sandboxing.md). null elsewhere than on Linux, where the sandbox needs nothing from outside.
 */
export function whyNoSandbox({ platform, binary, read, stat }: SandboxSystem): string | null {
  if (platform !== 'linux') return null;
  const helper = ['chrome-sandbox', 'chromium-sandbox']
    .map((name) => stat(join(dirname(binary), name)))
    .find((found) => found !== undefined);
  if (helper && helper.uid === 0 && (helper.mode & 0o4_001) === 0o4_001) return null;
  const value = (path: string): string | undefined => read(path)?.trim();
  const namespaces =
    value('/proc/sys/user/max_user_namespaces') !== '0' &&
    value('/proc/sys/kernel/unprivileged_userns_clone') !== '0' &&
    value('/proc/sys/kernel/apparmor_restrict_unprivileged_userns') !== '1';
  if (namespaces) return null;
  return (
    'This system lets no unprivileged program make a user namespace, and the sandbox helper beside ' +
    `${binary} is ${helper ? 'not owned by root with mode 4755' : 'missing'}. Without one of them the page has no sandbox. ` +
    'Nothing was started. Install your system’s sandbox package (Debian: chromium-sandbox), or allow user namespaces.'
  );
}

/** The machine this runs on. */
export const ownSystem = (binary: string): SandboxSystem => ({
  binary,
  platform: process.platform,
  read: (path) => {
    try {
      return readFileSync(path, 'utf8');
    } catch {
      return undefined;
    }
  },
  stat: (path) => statSync(path, { throwIfNoEntry: false }),
});
