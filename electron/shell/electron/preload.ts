// Electron's preload: three named functions cross the context bridge, nothing else. Sandboxed, CommonJS, requires only 'electron'.
import { contextBridge, ipcRenderer } from 'electron';
import type { Bridge, ChangePush } from '../../../shared/contract/push.ts';

const { sandboxed, contextIsolated } = process as {
  readonly sandboxed?: boolean;
  readonly contextIsolated?: boolean;
};

// SECURITY: a page without its sandbox gets no bridge, however it came about. It then shows nothing and can ask for nothing.
if (sandboxed === true && contextIsolated === true) expose();

function expose(): void {
  const listeners = new Set<(push: ChangePush) => void>();

  // SECURITY: the event object holds the sender; the page gets the push alone.
  ipcRenderer.on('portcullis:push', (_event, push: ChangePush) => {
    for (const listener of listeners) listener(push);
    ipcRenderer.send('portcullis:taken');
  });

  const bridge: Bridge = {
    shell: 'electron',
    call: (name, params) => ipcRenderer.invoke('portcullis:call', name, params) as Promise<unknown>,
    onPush: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };

  contextBridge.exposeInMainWorld('portcullis', bridge);
}
