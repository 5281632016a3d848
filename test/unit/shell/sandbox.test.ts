// No start without a sandbox: by argument, environment, debugger, or a system that has none to give.
import { describe, expect, it } from 'vitest';
import {
  DRIVING_SWITCHES,
  FORBIDDEN_SWITCHES,
  whyNoSandbox,
  whyNotLaunched,
  type Launch,
  type SandboxSystem,
} from '../../../electron/shell/sandbox.ts';

const CLEAN: Launch = {
  hasSwitch: () => false,
  argv: ['/opt/Portcullis/portcullis', '--practice'],
  environment: { PATH: '/bin', ELECTRON_RUN_AS_NODE: '' },
  packaged: true,
  inspected: false,
};

describe('a launch', () => {
  it('that loosens nothing goes on', () => {
    expect(whyNotLaunched(CLEAN)).toBeNull();
  });

  it.each([...FORBIDDEN_SWITCHES])('with --%s is refused, as a switch and in the arguments', (name) => {
    for (const packaged of [true, false]) {
      const sentence = whyNotLaunched({ ...CLEAN, packaged, hasSwitch: (asked) => asked === name });
      expect(sentence).toContain(`--${name}`);
      expect(sentence).toContain('Nothing was started.');
      for (const argument of [`--${name}`, `--${name}=1`])
        expect(whyNotLaunched({ ...CLEAN, packaged, argv: ['/x', argument] })).toContain(`--${name}`);
    }
  });

  it('may be driven by a test when run from its sources, never when installed', () => {
    for (const name of DRIVING_SWITCHES) {
      const driven = { ...CLEAN, hasSwitch: (asked: string) => asked === name };
      expect(whyNotLaunched(driven)).toContain(`--${name}`);
      expect(whyNotLaunched({ ...driven, packaged: false })).toBeNull();
    }
  });

  it.each(['ELECTRON_DISABLE_SANDBOX', 'ELECTRON_RUN_AS_NODE'])(
    'with %s in the environment is refused',
    (name) => {
      expect(whyNotLaunched({ ...CLEAN, environment: { [name]: '1' } })).toContain(name);
    },
  );

  it('of an installed program with a debugger on it is refused, because its fuse forbids one', () => {
    expect(whyNotLaunched({ ...CLEAN, inspected: true })).toContain('debugger');
    expect(whyNotLaunched({ ...CLEAN, inspected: true, packaged: false })).toBeNull();
  });
});

describe('a system', () => {
  const system = (
    files: Readonly<Record<string, string>>,
    helper?: { readonly uid: number; readonly mode: number },
  ): SandboxSystem => ({
    platform: 'linux',
    binary: '/opt/Portcullis/portcullis',
    read: (path) => files[path],
    stat: (path) => (path === '/opt/Portcullis/chrome-sandbox' ? helper : undefined),
  });
  const CLONE = '/proc/sys/kernel/unprivileged_userns_clone';
  const APPARMOR = '/proc/sys/kernel/apparmor_restrict_unprivileged_userns';
  const MOST = '/proc/sys/user/max_user_namespaces';
  const GOOD = { uid: 0, mode: 0o104755 };

  it.each<[string, SandboxSystem]>([
    ['with user namespaces', system({ [MOST]: '62000\n', [CLONE]: '1\n' })],
    ['without, but with the setuid helper', system({ [CLONE]: '0\n' }, GOOD)],
    ['where AppArmor restricts them, with the helper', system({ [APPARMOR]: '1\n' }, GOOD)],
    ['that is not Linux', { ...system({ [CLONE]: '0' }), platform: 'darwin' }],
  ])('%s has a sandbox', (_what, given) => {
    expect(whyNoSandbox(given)).toBeNull();
  });

  it.each<[string, SandboxSystem, string]>([
    ['without namespaces and without the helper', system({ [CLONE]: '0\n' }), 'missing'],
    ['with no namespace left to make', system({ [MOST]: '0\n' }), 'missing'],
    ['where AppArmor restricts them', system({ [APPARMOR]: '1\n' }), 'missing'],
    ['whose helper is not root’s', system({ [CLONE]: '0' }, { uid: 1000, mode: 0o104755 }), 'mode 4755'],
    ['whose helper lost its setuid bit', system({ [CLONE]: '0' }, { uid: 0, mode: 0o100755 }), 'mode 4755'],
  ])('%s has none, and the sentence says what to do', (_what, given, part) => {
    expect(whyNoSandbox(given)).toContain(part);
    expect(whyNoSandbox(given)).toMatch(/Nothing was started\. Install .*chromium-sandbox/);
  });
});
