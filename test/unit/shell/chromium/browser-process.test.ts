// How the browser is started: sandboxed, cut off, and told nothing of our environment.
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { browserArguments, browserEnvironment } from '../../../../electron/shell/chromium/browser-process.ts';
import { findUnprivileged, prepareBrowserHome } from '../../../../electron/shell/chromium/browser-user.ts';
import { scratchFolder } from '../../../support/scratch.ts';

const OPTIONS = {
  binary: '/c',
  origin: 'https://console.local',
  profile: '/p',
  user: null,
  headless: false,
  testPort: false,
  area: undefined,
};

describe('browser arguments', () => {
  it('never give up the sandbox or the page’s walls', () => {
    for (const headless of [true, false]) {
      for (const testPort of [true, false]) {
        const text = browserArguments({ ...OPTIONS, headless, testPort }).join(' ');
        expect(text).not.toMatch(
          /no-sandbox|disable-web-security|disable-site-isolation|allow-running-insecure|test-type/,
        );
      }
    }
  });

  it('open no port unless a test wants one', () => {
    expect(browserArguments(OPTIONS).join(' ')).not.toContain('--remote-debugging-port');
    expect(browserArguments(OPTIONS)).toContain('--remote-debugging-pipe');
    expect(browserArguments({ ...OPTIONS, testPort: true })).toContain('--remote-debugging-port=0');
  });

  it('lead every connection to a proxy that nobody answers', () => {
    expect(browserArguments(OPTIONS)).toEqual(
      expect.arrayContaining(['--proxy-server=127.0.0.1:9', '--proxy-bypass-list=<-loopback>']),
    );
  });
});

describe('browser environment', () => {
  it('passes on the screen and the language, and no secret of the operator’s shell', () => {
    const passed = browserEnvironment({
      DISPLAY: ':1',
      LANG: 'C',
      AWS_SECRET_ACCESS_KEY: 'x',
      LND_MACAROON: 'y',
      NODE_OPTIONS: 'z',
    });
    expect(passed).toEqual({ DISPLAY: ':1', LANG: 'C' });
  });
});

describe('browser user', () => {
  it('is the system’s nobody', () => {
    expect(findUnprivileged('root:x:0:0::/root:/bin/sh\nnobody:x:65534:65533:n:/:/x\n')).toEqual({
      uid: 65_534,
      gid: 65_533,
    });
  });

  it.each(['nobody:x:0:0::/:/x', 'nobody:x:65534:0::/:/x', 'nobody:x:abc:1::/:/x'])(
    'is never root: %s',
    (line) => {
      expect(() => findUnprivileged(line)).toThrow('unprivileged');
    },
  );

  it.runIf(process.getuid?.() === 0)(
    'gets a folder of its own, which is gone afterwards and replaced after a kill',
    () => {
      const data = scratchFolder();
      const first = prepareBrowserHome(data);
      const second = prepareBrowserHome(data);
      expect(existsSync(first.profile)).toBe(false);
      expect(statSync(second.profile)).toMatchObject({ uid: second.user?.uid, mode: 0o40700 });
      second.dispose();
      expect(existsSync(second.profile)).toBe(false);
    },
  );

  it.runIf(process.getuid?.() === 0)('never removes a folder it did not make', () => {
    const data = scratchFolder();
    const precious = mkdtempSync(join(tmpdir(), 'precious-'));
    for (const path of [
      precious,
      `${join(tmpdir(), 'portcullis-window-x')}/../${precious.split('/').at(-1)}`,
    ]) {
      writeFileSync(join(data, 'window-profile-path'), path);
      prepareBrowserHome(data).dispose();
      expect(existsSync(precious), path).toBe(true);
    }
    rmSync(precious, { recursive: true });
  });
});

describe('places', () => {
  it('name binaries, not the wrapper that adds keys and flags, before anything else', () => {
    const places = JSON.parse(readFileSync('electron/shell/chromium/places.json', 'utf8')) as {
      linux: string[];
    };
    expect(places.linux.indexOf('/usr/lib/chromium/chromium')).toBeLessThan(
      places.linux.indexOf('/usr/bin/chromium'),
    );
  });
});
