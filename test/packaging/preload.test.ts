// The preload as it is built and shipped, run as Electron would: what it requires, what it exposes, what it keeps to itself.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';

const FILE = resolve(import.meta.dirname, '../../out/preload/electron.cjs');
const source = readFileSync(FILE, 'utf8');

type Bridge = Readonly<Record<string, (...args: unknown[]) => unknown>>;

function load(process: object) {
  const exposed = new Map<string, Bridge>();
  const listeners = new Map<string, (...args: unknown[]) => void>();
  const sent: unknown[][] = [];
  const required: string[] = [];
  const electron = {
    contextBridge: { exposeInMainWorld: (name: string, api: Bridge) => void exposed.set(name, api) },
    ipcRenderer: {
      on: (channel: string, listener: (...args: unknown[]) => void) => void listeners.set(channel, listener),
      send: (...args: unknown[]) => void sent.push(args),
      invoke: (...args: unknown[]) => {
        sent.push(args);
        return Promise.resolve('answer');
      },
    },
  };
  const require = (name: string): unknown => {
    required.push(name);
    if (name !== 'electron') throw new Error(`a sandboxed preload cannot require ${name}`);
    return electron;
  };
  runInNewContext(source, { require, process, module: { exports: {} }, exports: {} });
  return { exposed, listeners, sent, required };
}

describe('the built preload', () => {
  it('requires electron and nothing else, once', () => {
    expect(load({ sandboxed: true, contextIsolated: true }).required).toEqual(['electron']);
    expect(source).not.toMatch(/\bimport\s*\(|\beval\b|new Function|sourceMappingURL/);
  });

  it('exposes three named members and no Electron API', () => {
    const { exposed } = load({ sandboxed: true, contextIsolated: true });
    expect([...exposed.keys()]).toEqual(['portcullis']);
    expect(Object.keys(exposed.get('portcullis') ?? {}).toSorted()).toEqual(['call', 'onPush', 'shell']);
  });

  it('names its one channel itself and strips the event off what it hands on', async () => {
    const { exposed, listeners, sent } = load({ sandboxed: true, contextIsolated: true });
    const bridge = exposed.get('portcullis');
    await bridge?.['call']?.('shell.openExternal', { url: 'https://example.com' }, 'more');
    expect(sent).toEqual([['portcullis:call', 'shell.openExternal', { url: 'https://example.com' }]]);
    const heard: unknown[][] = [];
    bridge?.['onPush']?.((...args: unknown[]) => void heard.push(args));
    listeners.get('portcullis:push')?.({ sender: 'the whole of ipcRenderer' }, { changed: ['gate'] });
    expect(heard).toEqual([[{ changed: ['gate'] }]]);
  });

  it('exposes nothing in a page without its sandbox', () => {
    for (const process of [
      {},
      { sandboxed: false, contextIsolated: true },
      { sandboxed: true, contextIsolated: false },
    ]) {
      const { exposed, listeners } = load(process);
      expect(exposed.size + listeners.size).toBe(0);
    }
  });
});
