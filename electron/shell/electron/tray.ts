// The tray: the gate's state in the corner of the screen, and the way back to a closed window.
import { Menu, nativeImage, Tray } from 'electron';
import { join } from 'node:path';
import type { ConsoleState } from '../desktop-shell.ts';
import { gateWords, stateWords, waitingWords } from '../state-words.ts';

export type GateTray = { readonly show: (state: ConsoleState) => void };

export type GateTrayDeps = {
  /** Folder that holds `tray/<state>.png` and its `@2x`. */
  readonly pictures: string;
  readonly onOpen: () => void;
  readonly onLock: () => void;
  readonly onQuit: () => void;
};

/** One picture per state, told apart by shape as well as by colour. */
const PICTURE: Readonly<Record<ConsoleState['gate'], string>> = {
  off: 'closed',
  open: 'open',
  closed: 'closed',
  frozen: 'frozen',
};

/** The icon appears with the first state. The app must be ready by then. */
export function createGateTray({ pictures, onOpen, onLock, onQuit }: GateTrayDeps): GateTray {
  let tray: Tray | undefined;
  const picture = (state: ConsoleState): Electron.NativeImage =>
    nativeImage.createFromPath(join(pictures, 'tray', `${PICTURE[state.gate]}.png`));

  return {
    show: (state) => {
      if (tray) tray.setImage(picture(state));
      else {
        tray = new Tray(picture(state));
        tray.on('click', onOpen);
      }
      tray.setToolTip(stateWords(state));
      const waiting = waitingWords(state);
      // A whole new menu each time: on Linux a menu that was handed over does not change.
      tray.setContextMenu(
        Menu.buildFromTemplate([
          { label: gateWords(state), enabled: false },
          ...(waiting === null ? [] : [{ label: waiting, enabled: false }]),
          { type: 'separator' },
          { label: 'Show Portcullis', click: onOpen },
          { label: 'Lock the screen', enabled: !state.screenLocked, click: onLock },
          { type: 'separator' },
          { label: 'Quit: stop serving agents', click: onQuit },
        ]),
      );
    },
  };
}
