// Where the page may go: nowhere. No other page, no second window, no webview. Electron security checklist items 12 to 14.
import type { WebContents } from 'electron';
import { isOwnPage } from '../assets.ts';
import { ORIGIN } from './protocol.ts';

const OWN = new URL(ORIGIN);

/** true for the console's own page; reloading it is the one navigation there is. */
export function mayNavigateTo(url: string): boolean {
  const asked = URL.parse(url);
  return (
    asked !== null && isOwnPage(OWN, asked) && (asked.pathname === '/' || asked.pathname === '/index.html')
  );
}

/** For every `web-contents-created`, whoever made it. */
export function holdInPlace(contents: WebContents): void {
  contents.on('will-navigate', (event) => {
    if (!mayNavigateTo(event.url)) event.preventDefault();
  });
  contents.on('will-frame-navigate', (event) => {
    if (!event.isMainFrame || !mayNavigateTo(event.url)) event.preventDefault();
  });
  contents.on('will-redirect', (event) => event.preventDefault());
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
}
