// What the page may ask of the system or the network: to copy what the operator pressed “Copy” for, and nothing else. Electron security checklist item 5.
import type { Session } from 'electron';
import { isOwnPage } from '../assets.ts';
import { mayNavigateTo } from './navigation.ts';
import { ORIGIN } from './protocol.ts';

const OWN = new URL(ORIGIN);

/**
 * SECURITY: the one permission there is: writing text to the clipboard, which Chromium allows only just after a key or a click. Reading it is
 * another permission and stays denied.
 */
const mayCopy = (permission: string, url: string | undefined, isMainFrame: boolean): boolean =>
  permission === 'clipboard-sanitized-write' && isMainFrame && url !== undefined && mayNavigateTo(url);

/** Denies every other permission, device and screen, and every request that is not for the page's own files. */
export async function denyEverything(session: Session): Promise<void> {
  // Both are needed: one is for asking, the other for looking whether asking would help.
  session.setPermissionRequestHandler((_contents, permission, answer, { requestingUrl, isMainFrame }) =>
    answer(mayCopy(permission, requestingUrl, isMainFrame)),
  );
  session.setPermissionCheckHandler((_contents, permission, _origin, { requestingUrl, isMainFrame }) =>
    mayCopy(permission, requestingUrl, isMainFrame),
  );
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
