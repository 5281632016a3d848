// The screen that is named: is it there, and if not, what is said.
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { scratchFolder } from '../../../support/scratch.ts';
import { whyNoDisplay, xEndpoints } from '../../../../electron/shell/chromium/display.ts';
import { whyEnded } from '../../../../electron/shell/chromium/why-ended.ts';

describe('a display', () => {
  it.each([
    [':0', { path: '/tmp/.X11-unix/X0' }],
    [':99.0', { path: '/tmp/.X11-unix/X99' }],
    ['unix:3', { path: '/tmp/.X11-unix/X3' }],
    ['localhost:10.0', { host: 'localhost', port: 6_010 }],
    ['machine/unix:1', { host: 'machine', port: 6_001 }],
  ])('%s is asked for at its own place', (display, first) => {
    expect(xEndpoints(display)?.[0]).toEqual(first);
  });

  it.each(['', '0', ':', ':x', 'a:b:c', ':1/../2', ':123456'])('%j names no screen', (display) => {
    expect(xEndpoints(display)).toBeNull();
  });

  it('that answers is no hindrance', async () => {
    const folder = scratchFolder();
    const server = createServer(() => undefined).listen(join(folder, 'wayland-0'));
    onTestFinished(() => void server.close());
    const environment = { WAYLAND_DISPLAY: 'wayland-0', XDG_RUNTIME_DIR: folder };
    expect(await whyNoDisplay(environment, 'linux')).toBeNull();
  });

  it.each([
    [{}, 'There is no display'],
    [{ DISPLAY: ':4321' }, 'No screen answers at DISPLAY=:4321.'],
    [{ DISPLAY: 'nonsense' }, 'names no screen'],
    [{ WAYLAND_DISPLAY: '/nowhere/wayland-7' }, 'WAYLAND_DISPLAY=/nowhere/wayland-7'],
  ])('%j is refused with what to do', async (environment, part) => {
    const sentence = await whyNoDisplay(environment, 'linux');
    expect(sentence).toContain(part);
    expect(sentence).toContain('Nothing was started.');
    expect(sentence).toContain('--headless');
  });

  it('is no question elsewhere than on Linux', async () => {
    expect(await whyNoDisplay({}, 'darwin')).toBeNull();
  });
});

describe('a browser that ended at once', () => {
  it.each([
    ['ERROR:ozone_platform_x11.cc] Missing X server or $DISPLAY', 'The screen cannot be reached'],
    ['Authorization required, but no authorization protocol specified', 'cookie'],
    ['FATAL:zygote_host_impl_linux.cc] No usable sandbox! Update your kernel', 'chromium-sandbox'],
    ['chromium: error while loading shared libraries: libnss3.so', 'library'],
    ['something else', 'Start it by hand'],
  ])('having said “%s”', (said, part) => {
    expect(whyEnded(1, null, said)).toContain(part);
    expect(whyEnded(null, 'SIGTRAP', said)).toContain('signal SIGTRAP');
  });

  it('is not quoted: it may have been told anything', () => {
    expect(whyEnded(1, null, 'secret-token')).not.toContain('secret-token');
  });
});
