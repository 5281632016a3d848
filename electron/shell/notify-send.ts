// Desktop notifications where there is no Electron: the desktop's own command, when there is one. Losing one loses nothing.
import { spawn } from 'node:child_process';
import { plainLine } from './state-words.ts';

/** `--` because a title may begin with a dash. Both texts hold no amount, by the port's contract. */
export function notifySend(title: string, body: string): void {
  if (process.platform !== 'linux') return;
  const child = spawn('notify-send', ['--app-name=Portcullis', '--', plainLine(title), plainLine(body)], {
    stdio: 'ignore',
  });
  child.on('error', () => {});
  child.unref();
}
