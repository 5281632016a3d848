// What the page may ask of the system or the network: nothing. Electron security checklist item 5.
import type { Session } from 'electron';
import { isOwnPage } from '../assets.ts';
import { ORIGIN } from './protocol.ts';

const OWN = new URL(ORIGIN);

/** Denies every permission, device and screen, and every request that is not for the page's own files. */
export async function denyEverything(session: Session): Promise<void> {
  // Both are needed: one is for asking, the other for looking whether asking would help.
  session.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
  session.setDisplayMediaRequestHandler((_request, answer) => answer({}));
  session.on('will-download', (event) => event.preventDefault());
  // SECURITY: against a hostile package in the page. Developer tools fetch their own files.
  session.webRequest.onBeforeRequest(({ url }, answer) => {
    const asked = URL.parse(url);
    answer({ cancel: !asked || !(isOwnPage(OWN, asked) || asked.protocol === 'devtools:') });
  });
  await session.setProxy({
    mode: 'fixed_servers',
    proxyRules: '127.0.0.1:9',
    proxyBypassRules: '<-loopback>',
  });
}
