// What the Electron shell does around its window: tray, notifications, place, title, and locking when nobody is there.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { ConsoleState, DesktopShell } from '../../../../electron/shell/desktop-shell.ts';
import { createFakeClock, type FakeClock } from '../../../support/fake-clock.ts';
import { scratchFolder } from '../../../support/scratch.ts';

const STATE: ConsoleState = {
  gate: 'open',
  waiting: 0,
  screenLocked: false,
  practice: false,
  keepRunning: false,
};

let fake: Awaited<ReturnType<typeof freshElectron>>;
let clock: FakeClock;
let data: string;
const begun: [string, number][] = [];

async function freshElectron() {
  vi.resetModules();
  return (await import('../../../fakes/electron.ts')).resetElectron();
}

beforeEach(async () => {
  fake = await freshElectron();
  clock = createFakeClock();
  data = scratchFolder();
  begun.length = 0;
});

async function open(): Promise<{ readonly shell: DesktopShell; readonly away: ReturnType<typeof vi.fn> }> {
  const { createElectronShell } = await import('../../../../electron/shell/electron/electron-shell.ts');
  const shell = createElectronShell({
    clock,
    preload: '/preload.cjs',
    entries: '/main',
    page: '/page',
    dataRoot: data,
    session: 's',
    quit: {
      begin: (why, code) => void begun.push([why, code]),
      onQuit: () => undefined,
      end: () => undefined,
    },
  });
  const away = vi.fn();
  shell.onAway(away);
  void shell.openWindow();
  return { shell, away };
}

const lastWindow = () => {
  const window = fake.windows.at(-1);
  if (!window) throw new Error('no window');
  return window;
};

describe('tray', () => {
  it('appears with the first state and then only changes', async () => {
    const { shell } = await open();
    expect(fake.trays).toHaveLength(0);
    shell.showState(STATE);
    shell.showState({ ...STATE, gate: 'frozen', waiting: 3 });
    expect(fake.trays).toHaveLength(1);
    const [tray] = fake.trays;
    expect(tray?.picture).toEqual({ path: '/page/tray/frozen.png' });
    expect(tray?.toolTip).toBe('Portcullis: The fleet is frozen: nothing is paid. 3 payments wait for you.');
    expect(tray?.menu.map(({ label }) => label)).toEqual([
      'The fleet is frozen: nothing is paid',
      '3 payments wait for you',
      undefined,
      'Show Portcullis',
      'Lock the screen',
      undefined,
      'Quit: stop serving agents',
    ]);
  });

  it('has a picture of its own for every state, as the build ships it', () => {
    const pictures = ['open', 'closed', 'frozen'].map((name) =>
      readFileSync(join('assets', 'tray', `${name}.png`)).toString('base64'),
    );
    expect(new Set(pictures).size).toBe(3);
    for (const name of ['open', 'closed', 'frozen'])
      expect(readFileSync(join('assets', 'tray', `${name}@2x.png`)).readUInt32BE(16)).toBe(44);
  });

  it('shows, locks and quits', async () => {
    const { shell, away } = await open();
    shell.showState(STATE);
    const click = (label: string) => fake.trays[0]?.menu.find((item) => item.label === label)?.click?.();
    click('Show Portcullis');
    expect(lastWindow().focused).toBe(1);
    click('Lock the screen');
    expect(away).toHaveBeenCalledTimes(1);
    click('Quit: stop serving agents');
    expect(begun).toEqual([['the user quit', 0]]);
  });

  it('offers no lock where the screen is locked', async () => {
    const { shell } = await open();
    shell.showState({ ...STATE, screenLocked: true });
    expect(fake.trays[0]?.menu.find(({ label }) => label === 'Lock the screen')?.enabled).toBe(false);
  });
});

describe('closing the window', () => {
  it('ends the console, unless the operator wants it to go on', async () => {
    const { shell, away } = await open();
    shell.showState(STATE);
    lastWindow().emit('closed');
    expect(begun).toEqual([['the window was closed', 0]]);
    expect(away).not.toHaveBeenCalled();
  });

  it('locks the screen when the gate keeps running, and the tray brings a new window', async () => {
    const { shell, away } = await open();
    shell.showState({ ...STATE, keepRunning: true });
    lastWindow().emit('closed');
    expect(begun).toEqual([]);
    expect(away).toHaveBeenCalledTimes(1);
    fake.trays[0]?.emit('click');
    expect(fake.windows).toHaveLength(2);
    expect(lastWindow().loaded).toBe('app://portcullis/');
  });
});

describe('leaving', () => {
  it.each(['suspend', 'lock-screen'])('locks the screen on %s', async (event) => {
    const { away } = await open();
    fake.powerMonitor.emit(event);
    expect(away).toHaveBeenCalledTimes(1);
  });
});

describe('notification', () => {
  it('has no markup in it and brings the window when clicked', async () => {
    const { shell } = await open();
    shell.notify('A payment waits for you', '<b>Bot</b>\u202E asks');
    const [notification] = fake.notifications;
    expect(notification?.options).toEqual({
      title: 'A payment waits for you',
      body: '‹b›Bot‹/b› asks',
    });
    notification?.shown.emit('click');
    expect(lastWindow().focused).toBe(1);
  });
});

describe('window', () => {
  it('opens where it was closed, on a screen that is there', async () => {
    writeFileSync(
      join(data, 'window.json'),
      JSON.stringify({ area: { x: 5_000, y: 5_000, width: 1_200, height: 700 }, maximized: true }),
    );
    await open();
    expect(lastWindow().options).toMatchObject({ x: 360, y: 190, width: 1_200, height: 700 });
    await vi.waitFor(() => expect(lastWindow().maximized).toBe(true));
  });

  it('fits a small screen, its least size too', async () => {
    fake.displays.splice(0, 1, { id: 1, workArea: { x: 0, y: 24, width: 800, height: 456 } });
    await open();
    expect(lastWindow().options).toMatchObject({
      x: 0,
      y: 24,
      width: 800,
      height: 456,
      minWidth: 800,
      minHeight: 456,
    });
  });

  it('remembers where it was moved', async () => {
    await open();
    lastWindow().bounds = { x: 10, y: 20, width: 1_000, height: 650 };
    lastWindow().emit('move');
    lastWindow().emit('resize');
    clock.advance(1);
    await vi.waitFor(() =>
      expect(JSON.parse(readFileSync(join(data, 'window.json'), 'utf8'))).toEqual({
        area: { x: 10, y: 20, width: 1_000, height: 650 },
        maximized: false,
      }),
    );
  });

  it('takes from the page no title but a screen’s', async () => {
    await open();
    const event = { preventDefault: vi.fn() };
    lastWindow().emit('page-title-updated', event, '(2) Approvals · Portcullis');
    expect(lastWindow().title).toBe('(2) Approvals · Portcullis');
    lastWindow().emit('page-title-updated', event, '250,000 sats · Portcullis');
    expect(lastWindow().title).toBe('Portcullis');
    expect(event.preventDefault).toHaveBeenCalledTimes(2);
  });
});
