// HTTP: one bounded request after another to the operator's own Esplora: deadline, size, number at once, no redirect, and no belief in what comes.
import { Agent as PlainAgent, request as plainRequest, type IncomingMessage } from 'node:http';
import { Agent as SecureAgent, request as secureRequest } from 'node:https';
import { BlockList, isIP } from 'node:net';
import { ChainError } from '../chain-source.ts';

export type EsploraHttp = {
  /** Body of a 200; null for 404. Everything else rejects with `ChainError`. */
  readonly get: (path: string, signal?: AbortSignal) => Promise<string | null>;
  readonly post: (path: string, body: string) => Promise<string>;
  readonly close: () => void;
};

export type EsploraLimits = {
  /** Milliseconds for a request as a whole. */
  readonly deadlineMs: number;
  readonly maxBytes: number;
  readonly atOnce: number;
};

export const ESPLORA_LIMITS: EsploraLimits = {
  deadlineMs: 20_000,
  // A page of 25 transactions of 100 kB each is an attack; one of ordinary ones is 100 kB.
  maxBytes: 8 * 1_024 * 1_024,
  atOnce: 8,
};

const SHOWN = 200;

/** Where no explorer is: `0.0.0.0`, and what a cloud machine tells of itself to whoever asks from inside. */
const NOWHERE = new BlockList();
NOWHERE.addSubnet('0.0.0.0', 8);
NOWHERE.addSubnet('169.254.0.0', 16);
NOWHERE.addAddress('::', 'ipv6');
NOWHERE.addSubnet('fe80::', 10, 'ipv6');

function isNowhere(hostname: string): boolean {
  const host = hostname.replace(/^\[|\]$/g, '');
  const family = isIP(host);
  return family !== 0 && NOWHERE.check(host, family === 6 ? 'ipv6' : 'ipv4');
}

/** undefined: not an address of an Esplora that may be used: http or https, no user, no query. */
export function readEsploraUrl(text: string): URL | undefined {
  const url = URL.parse(text.trim());
  const usable =
    url !== null &&
    (url.protocol === 'http:' || url.protocol === 'https:') &&
    url.username === '' &&
    url.password === '' &&
    url.search === '' &&
    url.hash === '' &&
    url.hostname !== '' &&
    // SECURITY: the refusal of an address is shown in the window, so a page could have the core read what only this machine may.
    !isNowhere(url.hostname);
  return usable ? url : undefined;
}

export function createEsploraHttp(base: URL, limits: EsploraLimits = ESPLORA_LIMITS): EsploraHttp {
  const secure = base.protocol === 'https:';
  const options = { keepAlive: true, maxSockets: limits.atOnce };
  const agent = secure ? new SecureAgent(options) : new PlainAgent(options);
  const request = secure ? secureRequest : plainRequest;
  const root = base.pathname.replace(/\/+$/, '');
  /** Ends of what is under way. */
  const open = new Set<() => void>();
  let closed = false;

  function ask(
    method: 'GET' | 'POST',
    path: string,
    body: string | null,
    signal: AbortSignal | undefined,
  ): Promise<{ readonly status: number; readonly text: string }> {
    return new Promise((resolve, reject) => {
      const fail = (error: unknown): void =>
        reject(error instanceof ChainError ? error : new ChainError('unreachable', reasonOf(error)));
      if (signal?.aborted === true || closed) {
        fail(new Error('it was given up'));
        return;
      }
      const sent = request(
        {
          agent,
          method,
          protocol: base.protocol,
          // Node wants an IPv6 address without its brackets.
          hostname: base.hostname.replace(/^\[|\]$/g, ''),
          port: base.port,
          path: `${root}${path}`,
          headers: {
            accept: 'application/json, text/plain',
            // Nothing says which program asks: the operator's explorer may keep a log.
            'user-agent': 'esplora-client',
            ...(body === null
              ? {}
              : { 'content-type': 'text/plain', 'content-length': Buffer.byteLength(body) }),
          },
        },
        (response) => {
          read(
            response,
            limits.maxBytes,
            (text) => finish(() => resolve({ status: response.statusCode ?? 0, text })),
            (error) => finish(() => fail(error)),
          );
        },
      );
      const giveUp = (why: string): void => void sent.destroy(new Error(why));
      const timer = setTimeout(() => giveUp('no answer in time'), limits.deadlineMs);
      const abort = (): void => giveUp('it was given up');
      signal?.addEventListener('abort', abort, { once: true });
      open.add(abort);
      const finish = (then: () => void): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', abort);
        open.delete(abort);
        then();
      };
      sent.on('error', (error) => finish(() => fail(error)));
      sent.end(body ?? undefined);
    });
  }

  return {
    get: async (path, signal) => {
      const { status, text } = await ask('GET', path, null, signal);
      if (status === 200) return text;
      if (status === 404) return null;
      throw statusError(status, text);
    },
    post: async (path, body) => {
      const { status, text } = await ask('POST', path, body, undefined);
      if (status === 200) return text;
      throw statusError(status, text);
    },
    close: () => {
      closed = true;
      for (const abort of open) abort();
      agent.destroy();
    },
  };
}

function statusError(status: number, text: string): ChainError {
  // SECURITY: a redirect would send the account's scripts, or a transaction, to a place nobody chose.
  if (status >= 300 && status < 400)
    return new ChainError('nonsense', `the chain source sends on to another address (HTTP ${status})`);
  const said = text
    .replace(/[^\x20-\x7e]+/g, ' ')
    .trim()
    .slice(0, SHOWN);
  if (status === 429) return new ChainError('unreachable', 'the chain source asks for fewer requests');
  return status >= 500
    ? new ChainError(
        'unreachable',
        `the chain source failed (HTTP ${status}${said === '' ? '' : `: ${said}`})`,
      )
    : new ChainError('refused', said === '' ? `HTTP ${status}` : said);
}

function read(
  response: IncomingMessage,
  maxBytes: number,
  done: (text: string) => void,
  fail: (error: unknown) => void,
): void {
  const parts: Buffer[] = [];
  let size = 0;
  response.on('data', (part: Buffer) => {
    size += part.length;
    parts.push(part);
    if (size <= maxBytes) return;
    fail(new ChainError('nonsense', 'the answer is too large'));
    response.destroy();
  });
  response.on('end', () =>
    done((parts.length === 1 ? (parts[0] ?? Buffer.alloc(0)) : Buffer.concat(parts)).toString('utf8')),
  );
  response.on('error', fail);
  // Cut in the middle: without it a request would wait for its deadline.
  response.on('aborted', () => fail(new Error('the connection was cut')));
}

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens at this address',
  ENOTFOUND: 'no machine of this name is known',
  ECONNRESET: 'the connection was cut',
  ETIMEDOUT: 'no answer in time',
  EHOSTUNREACH: 'the machine cannot be reached',
};

function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return REASONS[code] ?? (error instanceof Error ? error.message.slice(0, SHOWN) : 'the request failed');
}
