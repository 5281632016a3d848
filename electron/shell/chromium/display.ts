// Whether the screen named by DISPLAY or WAYLAND_DISPLAY is there at all, asked before a browser is started that would only vanish.
import { connect } from 'node:net';
import { isAbsolute, join } from 'node:path';

const ANSWER_MS = 2_000;

export type Endpoint = { readonly path: string } | { readonly host: string; readonly port: number };

/** Where the X server of a `DISPLAY` listens (X(7), “display names”); null when it is no such name. */
export function xEndpoints(display: string): readonly Endpoint[] | null {
  const named = /^(?:(?<host>[^:/]*)(?:\/unix)?)?:(?<number>\d{1,4})(?:\.\d{1,3})?$/.exec(display)?.groups;
  if (!named) return null;
  const number = Number(named['number']);
  const host = named['host'] ?? '';
  if (host !== '' && host !== 'unix') return [{ host, port: 6_000 + number }];
  const path = `/tmp/.X11-unix/X${number}`;
  // The abstract socket first: a container may share the network but not /tmp.
  return [{ path }, { path: `\0${path}` }, { host: '127.0.0.1', port: 6_000 + number }];
}

/** A sentence for the terminal when no window could be shown; null when one of the named screens takes connections. */
export async function whyNoDisplay(
  environment: NodeJS.ProcessEnv,
  platform: NodeJS.Platform = process.platform,
): Promise<string | null> {
  if (platform !== 'linux') return null;
  const { DISPLAY: display, WAYLAND_DISPLAY: wayland, XDG_RUNTIME_DIR: runtime } = environment;
  if (wayland) {
    const path = isAbsolute(wayland) ? wayland : join(runtime ?? '', wayland);
    if (await answers({ path })) return null;
  }
  if (display) {
    const endpoints = xEndpoints(display);
    if (endpoints === null) return `DISPLAY is “${display}”, which names no screen. ${ADVICE}`;
    for (const endpoint of endpoints) if (await answers(endpoint)) return null;
  }
  const named = [display && `DISPLAY=${display}`, wayland && `WAYLAND_DISPLAY=${wayland}`].filter(Boolean);
  if (named.length === 0) return `There is no display to show the window on. ${ADVICE}`;
  return `No screen answers at ${named.join(' or ')}. ${ADVICE}`;
}

const ADVICE =
  'Nothing was started. Start it in a desktop session, or use “npm start -- --headless” to run the gate without a window.';

function answers(endpoint: Endpoint): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(endpoint);
    const end = (yes: boolean): void => {
      socket.destroy();
      resolve(yes);
    };
    socket.setTimeout(ANSWER_MS, () => end(false));
    socket.once('connect', () => end(true));
    socket.once('error', () => end(false));
  });
}
