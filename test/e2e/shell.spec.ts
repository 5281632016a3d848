// The shell itself: a window that listens on nothing, a page that can reach nothing, and one life with its core.
import { existsSync, readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { attach, expect, onElectron, startApp, test, violations, type Started } from './fixtures/app.ts';
import { startProduct } from './fixtures/product.ts';

test.describe('the page', () => {
  const complaints: string[] = [];
  let started: Started;
  test.beforeAll(async () => {
    started = await startApp({ mode: 'ask' }, complaints);
  });
  test.afterAll(() => started?.stop());
  test.afterEach(async () => {
    const info = test.info();
    if (info.status === info.expectedStatus)
      expect(complaints.splice(0), 'violations and console errors').toEqual([]);
    else
      await info.attach('terminal', { body: started.app.product?.output() ?? '', contentType: 'text/plain' });
  });

  test('shows its window with the name of the console', async () => {
    await expect(started.app.page).toHaveTitle(/Portcullis/);
    await expect(started.app.page.locator('#root')).not.toBeEmpty();
  });

  test('gives the page the three functions of the bridge, frozen, and nothing else of ours', async () => {
    const found = await started.app.page.evaluate(() => {
      const bridge = (globalThis as unknown as { portcullis: object }).portcullis;
      return {
        keys: Object.keys(bridge).sort(),
        frozen: Object.isFrozen(bridge),
        ours: Object.getOwnPropertyNames(globalThis).filter((name) => /portcullis/i.test(name)),
        node: ['require', 'process', 'module', 'Buffer'].filter((name) => name in globalThis),
        isolated: globalThis.crossOriginIsolated,
        secure: globalThis.isSecureContext,
      };
    });
    expect(found.keys).toEqual(['call', 'onPush', 'shell']);
    expect(found.frozen).toBe(true);
    expect(found.ours.filter((name) => name !== '__portcullisDeliver')).toEqual(['portcullis']);
    expect(found.node).toEqual([]);
    expect(found.secure).toBe(true);
  });

  test('answers the page and refuses what the contract does not know', async () => {
    const answers = await started.app.page.evaluate(async () => {
      const { call } = (
        globalThis as unknown as { portcullis: { call: (n: unknown, p: unknown) => Promise<unknown> } }
      ).portcullis;
      return Promise.all([
        call('app.status', {}),
        call('__proto__', {}),
        call('app.status', { extra: 1 }),
        call('app.status', { text: 'x'.repeat(2_000_000) }),
        call('gate.status', {}),
      ]);
    });
    expect(answers).toMatchObject([
      { ok: true, value: { shell: onElectron ? 'electron' : 'chromium' } },
      { ok: false, code: 'unknown_call' },
      { ok: false, code: 'bad_arguments' },
      { ok: false, code: 'too_large' },
      { ok: false, code: 'not_ready' },
    ]);
  });

  test('lets the page run no foreign code and reach no other place', async () => {
    const tried = await started.app.page.evaluate(async () => {
      // From a timer: what the debugger itself evaluates is let past the policy.
      const outcome = (act: () => unknown): Promise<string> =>
        new Promise((resolve) =>
          setTimeout(() => {
            (async () => act())().then(
              () => resolve('done'),
              (error: unknown) => resolve((error as Error).name),
            );
          }),
        );
      const global = globalThis as unknown as { ran?: boolean };
      const inline = document.createElement('script');
      inline.setAttribute('nonce', 'x');
      const image = document.createElement('img');
      return {
        // oxlint-disable-next-line no-eval -- the very thing that must not work
        eval: await outcome(() => (0, eval)('1')),
        innerHTML: await outcome(() => {
          document.createElement('div').innerHTML = '<b>x</b>';
        }),
        inline: await outcome(() => {
          inline.textContent = 'globalThis.ran = true';
          document.head.append(inline);
        }),
        ran: global.ran === true,
        fetch: await outcome(() => fetch('https://example.com/')),
        fetchOwn: await outcome(() => fetch('/index.html')),
        socket: await outcome(
          () =>
            new Promise((resolve, reject) => {
              const socket = new WebSocket('wss://example.com/');
              socket.onopen = resolve;
              socket.onerror = () => reject(new Error('refused'));
            }),
        ),
        image: await outcome(
          () =>
            new Promise((resolve, reject) => {
              image.onload = resolve;
              image.onerror = () => reject(new Error('refused'));
              image.src = 'https://example.com/x.png';
            }),
        ),
        frame: await outcome(async () => {
          const frame = document.createElement('iframe');
          frame.src = 'https://example.com/';
          document.body.append(frame);
          await new Promise((resolve) => setTimeout(resolve, 200));
          const blocked = frame.contentDocument === null;
          frame.remove();
          if (blocked) throw new Error('refused');
        }),
        style: await outcome(() => document.body.setAttribute('style', 'color: red')),
        window: window.open('https://example.com/') === null,
      };
    });
    expect(tried).toMatchObject({
      ran: false,
      fetch: 'TypeError',
      fetchOwn: 'TypeError',
      socket: 'Error',
      image: 'Error',
    });
    expect(tried.eval).toBe('EvalError');
    expect(tried.innerHTML).toBe('TypeError');
    expect(tried.inline).toBe('TypeError');
    const reported = (await violations(started.app.page)).join('\n');
    for (const directive of [
      'style-src',
      'require-trusted-types-for',
      'connect-src',
      'img-src',
      'frame-src',
    ]) {
      expect(reported).toContain(directive);
    }
    expect(started.app.page.url()).toMatch(/^(https:\/\/console\.local|app:\/\/portcullis)\//);
    complaints.length = 0;
  });

  test('stays where it is when the page tries to leave', async () => {
    const home = started.app.page.url();
    for (const away of [
      'https://example.com/',
      'http://127.0.0.1:9/',
      'file:///etc/passwd',
      `${home}nothing-here`,
    ]) {
      await started.app.page.evaluate((url) => void (location.href = url), away);
      await wait(300);
      expect(started.app.page.url()).toBe(home);
      expect(await started.app.page.evaluate(askStatus)).toMatchObject({ ok: true });
    }
    if (!onElectron) {
      await started.app.page.evaluate(() => void (location.href = 'about:blank'));
      await expect(async () => {
        expect(started.app.page.url()).toBe(home);
        expect(await started.app.page.evaluate(askStatus)).toMatchObject({ ok: true });
      }).toPass({ timeout: 10_000 });
    }
    complaints.length = 0;
  });
});

test.describe('life and death', () => {
  test.skip(onElectron, 'Playwright starts and ends Electron itself; these watch our own process');

  test('opens no listening socket, and runs the browser sandboxed and not as root', async () => {
    const product = startProduct({ mode: 'ask', testPort: false });
    try {
      const processes = await browserProcesses(product.profile);
      expect(processes.length).toBeGreaterThan(2);
      const inodes = new Set([product.process.pid ?? 0, ...processes].flatMap(socketInodes));
      expect(listening().filter(({ inode }) => inodes.has(inode))).toEqual([]);
      for (const pid of processes) expect(statusOf(pid, 'Uid').split('\t')[0]).not.toBe('0');
      const renderers = processes.filter((pid) => commandOf(pid).includes('--type=renderer'));
      expect(renderers.length).toBeGreaterThan(0);
      for (const pid of renderers) {
        // A renderer is listed a moment before it has locked itself in.
        await expect.poll(() => statusOf(pid, 'Seccomp')).toBe('2');
        expect(statusOf(pid, 'NoNewPrivs')).toBe('1');
        expect(BigInt(`0x${statusOf(pid, 'CapEff')}`)).toBe(0n);
      }
      expect(statSync(product.data).mode & 0o077).toBe(0);
    } finally {
      await product.stop();
    }
  });

  test('takes its window along when the core is killed', async () => {
    const product = startProduct({ mode: 'ask' });
    try {
      await attach(product, []);
      const processes = await browserProcesses(product.profile);
      product.process.kill('SIGKILL');
      await product.ended;
      const killed = Date.now();
      while (processes.some(isAlive) && Date.now() - killed < 5_000) await wait(20);
      expect(processes.filter(isAlive)).toEqual([]);
      expect(Date.now() - killed).toBeLessThan(1_000);
    } finally {
      await product.stop();
    }
  });

  test('ends with code 0 when its window is closed, and leaves no profile behind', async () => {
    const product = startProduct({ mode: 'ask' });
    try {
      const page = await attach(product, []);
      const profile = product.profile();
      await page.close();
      expect(await product.ended).toEqual({ code: 0, signal: null });
      if (process.getuid?.() === 0) expect(existsSync(profile)).toBe(false);
    } finally {
      await product.stop();
    }
  });

  test('ends with 143 on SIGTERM and with 1 when the browser is killed', async () => {
    for (const [kill, code] of [
      [(core: number) => process.kill(core, 'SIGTERM'), 143],
      [(_core: number, browser: number) => process.kill(browser, 'SIGKILL'), 1],
    ] as const) {
      const product = startProduct({ mode: 'ask' });
      try {
        await attach(product, []);
        const [browser = 0] = (await browserProcesses(product.profile)).filter(
          (pid) => !commandOf(pid).includes('--type='),
        );
        kill(product.process.pid ?? 0, browser);
        expect((await product.ended).code).toBe(code);
      } finally {
        await product.stop();
      }
    }
  });

  test('comes back with its bridge after the page crashed', async () => {
    const product = startProduct({ mode: 'ask' });
    try {
      const page = await attach(product, []);
      // Only the connection ends; Playwright could not follow a page through its crash.
      await page.context().browser()?.close();
      const renderers = async (): Promise<number[]> =>
        (await browserProcesses(product.profile)).filter((pid) => commandOf(pid).includes('--type=renderer'));
      const before = await renderers();
      for (const pid of before) process.kill(pid, 'SIGKILL');
      while (before.some(isAlive)) await wait(20);
      await expect.poll(async () => (await renderers()).some((pid) => !before.includes(pid))).toBe(true);
      const again = await attach(product, []);
      await expect.poll(() => again.evaluate(askStatus)).toMatchObject({ ok: true });
    } finally {
      await product.stop();
    }
  });
});

function askStatus(): Promise<unknown> {
  type Exposed = { portcullis: { call: (name: string, params: unknown) => Promise<unknown> } };
  return (globalThis as unknown as Exposed).portcullis.call('app.status', {});
}

/** Every process of the browser with that profile, once there is one that draws. */
async function browserProcesses(profile: () => string): Promise<number[]> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const own = readdirSync('/proc')
      .map(Number)
      .filter((pid) => pid > 0 && commandOf(pid).includes(`--user-data-dir=${profile()}`));
    if (own.some((pid) => commandOf(pid).includes('--type=renderer'))) return own;
    await wait(100);
  }
  throw new Error('the browser never drew anything');
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return '';
  }
}

const statusOf = (pid: number, name: string): string =>
  new RegExp(`^${name}:\\s*(.*)$`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? '';

function isAlive(pid: number): boolean {
  try {
    return !/^State:\s*Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

function socketInodes(pid: number): string[] {
  const folder = `/proc/${pid}/fd`;
  return readdirSync(folder).flatMap((fd) => {
    try {
      return /^socket:\[(\d+)\]$/.exec(readlinkSync(join(folder, fd)))?.[1] ?? [];
    } catch {
      return [];
    }
  });
}

/** TCP sockets that listen and UDP sockets that are bound, of the whole machine. */
function listening(): { readonly inode: string; readonly line: string }[] {
  return ['tcp', 'tcp6', 'udp', 'udp6'].flatMap((kind) =>
    readFileSync(`/proc/net/${kind}`, 'utf8')
      .split('\n')
      .slice(1)
      .map((line) => line.trim().split(/\s+/))
      .filter((fields) => (kind.startsWith('tcp') ? fields[3] === '0A' : fields.length > 9))
      .map((fields) => ({ inode: fields[9] ?? '', line: fields.join(' ') })),
  );
}
