// Electron's preload: three named functions cross the context bridge, nothing else. Sandboxed, CommonJS, requires only 'electron'.
import { contextBridge, ipcRenderer } from 'electron';
import type { Bridge, ChangePush } from '../../../shared/contract/push.ts';

const bridge: Bridge = {
  shell: 'electron',
  call: (name, params) => ipcRenderer.invoke('portcullis:call', name, params) as Promise<unknown>,
  onPush: (listener) => {
    // SECURITY: the event object holds the sender; the page gets the push alone.
    const take = (_event: unknown, push: ChangePush): void => {
      listener(push);
      ipcRenderer.send('portcullis:taken');
    };
    ipcRenderer.on('portcullis:push', take);
    return () => void ipcRenderer.removeListener('portcullis:push', take);
  },
};

contextBridge.exposeInMainWorld('portcullis', bridge);
