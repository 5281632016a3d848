// Joining a node: everything that can be wrong with what an operator gives, and that each fault has a word, a sentence and a next step.
import { randomBytes, X509Certificate } from 'node:crypto';
import { createSecureServer } from 'node:http2';
import { createServer as createHttps } from 'node:https';
import { createServer, type Server as NetServer } from 'node:net';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { admit } from '../../../electron/lightning/admission.ts';
import type { NodeCredentials } from '../../../electron/lightning/lightning-node.ts';
import { createLndNode } from '../../../electron/lightning/lnd/create-lnd-node.ts';
import { pinOf } from '../../../electron/lightning/lnd/credentials.ts';
import { createPracticeNetwork } from '../../../electron/practice/lightning/network.ts';
import { startLndServer, type LndServer } from '../../../electron/practice/lightning/server.ts';
import { createTlsPair } from '../../../electron/practice/lightning/tls.ts';
import { wallClock } from '../../../electron/practice/seeded.ts';
import { systemClock } from '../../../electron/store/clock.ts';
import { FITTING_RIGHTS } from '../../../shared/domain/lnd-rights.ts';
import type { Network } from '../../../shared/domain/network.ts';

let north: LndServer;
let south: LndServer;
let fitting: string;
const closing: (() => void)[] = [];
const tls = createTlsPair(new Date(), randomBytes(16));

const portOf = (server: NetServer): number => (server.address() as { port: number }).port;

async function listening(server: NetServer): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closing.push(() => server.close());
  return portOf(server);
}

beforeAll(async () => {
  const network = createPracticeNetwork({ seed: 'joining', clock: wallClock, hopDelayMs: 0 });
  [north, south] = await Promise.all([
    startLndServer({ network, nodeName: 'north' }),
    startLndServer({ network, nodeName: 'south' }),
  ]);
  fitting = north.macaroons.bake(FITTING_RIGHTS as never);
});
afterAll(async () => {
  for (const close of closing) close();
  await Promise.all([north.stop(), south.stop()]);
});

const given = (change: Partial<NodeCredentials> = {}): NodeCredentials => ({
  socket: north.socket,
  certificate: north.certificate,
  macaroon: fitting,
  ...change,
});

const join = (credentials: NodeCredentials, network: Network | null = null, unaryMs = 1_000) =>
  admit(credentials, network, (id, tried) =>
    createLndNode({
      id,
      credentials: tried,
      clock: systemClock,
      deadlines: { connection: { unaryMs, keepaliveMs: 30_000, keepaliveAnswerMs: 10_000 } },
    }),
  );

/** One sentence of what happened, one of what was not done, one of what to do. */
const WHOLE = /^[A-Z“].+[.:].* (Nothing was stored|It was not added)\b.+\.$/s;

type Fault = readonly [
  name: string,
  code: string,
  words: RegExp,
  make: () => NodeCredentials | Promise<NodeCredentials>,
];

const FAULTS: readonly Fault[] = [
  ['an address without a port', 'bad_socket', /host:port/, () => given({ socket: 'node.example' })],
  ['a web address', 'bad_socket', /host:port/, () => given({ socket: 'https://node.example:10009' })],
  ['a certificate that is none', 'bad_certificate', /tls\.cert/, () => given({ certificate: 'hello' })],
  ['a macaroon that is garbage', 'bad_macaroon', /hex or base64/, () => given({ macaroon: 'zz top' })],
  [
    'a macaroon that was cut off',
    'bad_macaroon',
    /hex or base64/,
    () => given({ macaroon: fitting.slice(0, -10) }),
  ],
  [
    'a macaroon that cannot read',
    'macaroon_lacks_rights',
    /could not .*read its balance/,
    () => given({ macaroon: north.macaroons.bake(['info:read']) }),
  ],
  ['a name nobody knows', 'no_such_host', /slip/, () => given({ socket: 'no-such-node.invalid:10009' })],
  [
    'a port nobody listens at',
    'connection_refused',
    /nothing listens/,
    async () => {
      const server = createServer();
      const port = await listening(server);
      server.close();
      return given({ socket: `127.0.0.1:${port}` });
    },
  ],
  [
    'a port that takes the connection and never speaks',
    'not_tls',
    /does not speak TLS/,
    async () => given({ socket: `127.0.0.1:${await listening(createServer(() => undefined))}` }),
  ],
  [
    'a port that speaks plain text',
    'not_tls',
    /10009/,
    async () =>
      given({
        socket: `127.0.0.1:${await listening(createServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')))}`,
      }),
  ],
  [
    'a web server of HTTP/1.1 alone, with the right certificate',
    'not_lnd',
    /speaks TLS but not gRPC/,
    async () => {
      const server = createHttps({ cert: tls.certificate, key: tls.privateKey, ALPNProtocols: ['http/1.1'] });
      return given({ socket: `127.0.0.1:${await listening(server)}`, certificate: tls.certificate });
    },
  ],
  [
    'LND’s REST port, with LND’s own certificate',
    'not_lnd',
    /REST port/,
    async () => {
      const server = createSecureServer(
        { cert: tls.certificate, key: tls.privateKey },
        (_request, answer) => {
          answer.writeHead(404, { 'content-type': 'application/json' });
          answer.end('{"code":5,"message":"Not Found"}');
        },
      );
      return given({ socket: `127.0.0.1:${await listening(server)}`, certificate: tls.certificate });
    },
  ],
  [
    'the certificate of another machine',
    'wrong_certificate',
    /another certificate .* than the one given here/,
    () => given({ certificate: south.certificate }),
  ],
  [
    'the macaroon of another node',
    'macaroon_refused',
    /another node’s/,
    () => given({ macaroon: south.macaroon }),
  ],
  [
    'a macaroon that has run out',
    'macaroon_refused',
    /expired/,
    () =>
      given({
        macaroon: north.macaroons.bake(FITTING_RIGHTS as never, ['time-before 2020-01-01T00:00:00Z']),
      }),
  ],
];

describe('a node is not joined, and it is said why and what to do', { timeout: 30_000 }, () => {
  it.each(FAULTS)('%s: %s', async (_name, code, words, make) => {
    const refused = await join(await make());
    expect(refused).toMatchObject({ ok: false, code, message: expect.stringMatching(words) });
    if (!refused.ok) expect(refused.message).toMatch(WHOLE);
  });

  it('when it is on another network than the fleet', async () => {
    const refused = await join(given(), 'mainnet');
    expect(refused).toMatchObject({
      ok: false,
      code: 'wrong_network',
      message: expect.stringMatching(/regtest and the fleet on mainnet/),
    });
  });

  it.each([
    ['locked', 'wallet_locked', /lncli unlock/],
    ['starting', 'node_starting', /Wait a moment/],
  ] as const)('while its wallet is %s', async (wallet, code, words) => {
    north.node.faults.wallet = wallet;
    try {
      const refused = await join(given());
      expect(refused).toMatchObject({ ok: false, code, message: expect.stringMatching(words) });
      if (!refused.ok) expect(refused.message).toMatch(WHOLE);
    } finally {
      north.node.faults.wallet = 'active';
    }
  });

  it('while it takes calls and never answers', async () => {
    north.node.faults.muteUnary = true;
    try {
      const refused = await join(given(), null, 300);
      expect(refused).toMatchObject({
        ok: false,
        code: 'no_answer',
        message: expect.stringMatching(/does not answer in time. Nothing was stored/),
      });
    } finally {
      north.node.faults.muteUnary = false;
    }
  });
});

describe('a node is joined', { timeout: 30_000 }, () => {
  it.each([
    ['hex', () => fitting],
    ['upper-case hex, folded', () => fitting.toUpperCase().replace(/(.{60})/g, '$1\n')],
    ['base64', () => Buffer.from(fitting, 'hex').toString('base64')],
    ['base64url, as lndconnect has it', () => Buffer.from(fitting, 'hex').toString('base64url')],
  ])('with its macaroon as %s', async (_name, macaroon) => {
    expect(await join(given({ macaroon: macaroon() }))).toMatchObject({
      ok: true,
      value: { credentials: { macaroon: fitting }, warnings: [] },
    });
  });

  it('under a name its certificate does not bear, because the certificate itself is what is pinned', async () => {
    const port = north.socket.split(':')[1] ?? '';
    expect(new X509Certificate(north.certificate).subjectAltName).not.toContain('127.0.0.9');
    const joined = await join(given({ socket: `127.0.0.1:${port}` }));
    expect(joined).toMatchObject({ ok: true });
    if (joined.ok) expect(pinOf(joined.value.credentials.certificate)).toBe(pinOf(north.certificate));
  });

  it('with a macaroon for the console’s own calls alone, without a warning', async () => {
    expect(await join(given())).toMatchObject({
      ok: true,
      value: { permissions: { excess: [] }, warnings: [] },
    });
  });

  it('with the admin macaroon, and a warning of what a thief could do with it', async () => {
    const joined = await join(given({ macaroon: north.macaroon }));
    expect(joined).toMatchObject({
      ok: true,
      value: {
        permissions: {
          excess: expect.arrayContaining(['bake further macaroons', 'spend the on-chain wallet']),
          excessWarning: expect.stringMatching(/needs none of that/),
        },
        warnings: [],
      },
    });
  });
});
