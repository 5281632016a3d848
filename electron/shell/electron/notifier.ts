// Desktop notifications of the Electron shell; a click brings the window.
import { Notification } from 'electron';
import { plainLine } from '../state-words.ts';

/** The last ones are held: one that was collected as garbage takes its click with it. */
const HELD = 20;

export function createNotifier(onClick: () => void): (title: string, body: string) => void {
  const held: Notification[] = [];
  return (title, body) => {
    if (!Notification.isSupported()) return;
    const shown = new Notification({ title: plainLine(title), body: plainLine(body) });
    shown.on('click', onClick);
    held.push(shown);
    if (held.length > HELD) held.shift();
    shown.show();
  };
}
