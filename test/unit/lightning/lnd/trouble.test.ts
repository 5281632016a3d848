// What the operator is told when a node does not serve.
import { describe, expect, it } from 'vitest';
import type { Presented } from '../../../../electron/lightning/lnd/presented-certificate.ts';
import { troubleOf } from '../../../../electron/lightning/lnd/trouble.ts';
import { unixSeconds } from '../../../../shared/domain/time.ts';

const PIN = 'a'.repeat(64);
const NOW = unixSeconds(1_780_000_000);
const DAY = 86_400;
const shown = (pin: string, fromDays: number, toDays: number): Presented => ({
  kind: 'certificate',
  pin,
  validFrom: new Date((NOW + fromDays * DAY) * 1_000),
  validTo: new Date((NOW + toDays * DAY) * 1_000),
});
const trouble = (code: number, details: string, presented: Presented | null = null) =>
  troubleOf({ code, details }, { socket: 'node:10009', pin: PIN, now: NOW }, presented);

describe('by lnd’s own words', () => {
  it.each([
    [2, 'wallet locked, unlock it to enable full RPC access', 'locked', /lncli unlock/],
    [2, 'wallet not created, create one to enable full RPC access', 'locked', /lncli create/],
    [
      2,
      'the RPC server is in the process of starting up, but not yet ready to accept calls',
      'locked',
      /starting/,
    ],
    [2, 'waiting to start, RPC services not available', 'locked', /starting/],
    [12, 'unknown service lnrpc.Lightning', 'locked', /locked or it is starting/],
    [2, 'permission denied', 'refused', /does not allow/],
    [2, 'verification failed: signature mismatch after caveat verification', 'refused', /does not accept/],
    [2, "cannot get macaroon: root key with id 0 doesn't exist", 'refused', /does not accept/],
    [
      2,
      "cannot retrieve macaroon: cannot get macaroon: root key with id 7 doesn't exist",
      'refused',
      /does not accept/,
    ],
    [2, 'expected 1 macaroon, got 0', 'refused', /does not accept/],
    [2, 'caveat "time-before x" not satisfied: macaroon has expired', 'refused', /expired/],
    [2, 'caveat "ipaddr x" not satisfied: macaroon locked to different IP address', 'refused', /conditions/],
    [16, 'no macaroon', 'refused', /does not accept/],
    [4, 'Deadline exceeded after 15s', 'unreachable', /in time/],
    [13, 'panic', 'unreachable', /INTERNAL/],
    [2, 'something new', 'unreachable', /UNKNOWN/],
  ])('%i %s is %s', (code, details, kind, note) => {
    expect(trouble(code, details)).toMatchObject({ kind, note: expect.stringMatching(note) });
  });
});

describe('by the certificate that is shown', () => {
  it('refuses another certificate, and shows the beginning of it', () => {
    expect(trouble(14, 'x', shown('b'.repeat(64), -1, 1))).toMatchObject({
      kind: 'refused',
      note: expect.stringContaining('bbbbbbbbbbbbbbbb…'),
    });
  });
  it('refuses an expired certificate and one that is not valid yet', () => {
    expect(trouble(14, 'x', shown(PIN, -9, -1))).toMatchObject({
      kind: 'refused',
      note: expect.stringMatching(/valid from/),
    });
    expect(trouble(14, 'x', shown(PIN, 1, 9)).kind).toBe('refused');
  });
  it('calls the right certificate a lost connection', () => {
    expect(trouble(14, 'x', shown(PIN, -1, 1)).kind).toBe('unreachable');
  });
  it('knows a port that speaks no TLS from one that nobody listens at', () => {
    expect(trouble(14, 'x', { kind: 'no-tls' }).note).toMatch(/does not speak TLS/);
  });
  it.each([
    ['no-such-host', 'no_such_host', /No machine is known by the name in node:10009/],
    ['refused', 'connection_refused', /turns the connection away: nothing listens/],
    ['unreachable', 'host_unreachable', /no way to node:10009/],
    ['silent', 'no_answer', /Nothing answers at node:10009/],
  ] as const)('says why nobody answered: %s', (why, cause, note) => {
    expect(trouble(14, 'x', { kind: 'no-answer', why })).toMatchObject({
      cause,
      note: expect.stringMatching(note),
    });
  });
  it('knows a machine that drops every packet from an LND that is slow', () => {
    expect(trouble(4, 'Deadline exceeded', { kind: 'no-answer', why: 'silent' }).note).toMatch(
      /Nothing answers/,
    );
    expect(trouble(4, 'Deadline exceeded', shown(PIN, -1, 1)).note).toMatch(/does not answer in time/);
  });
  it('knows a port of LND that is not its gRPC', () => {
    expect(trouble(12, 'Received HTTP status code 404', shown(PIN, -1, 1)).note).toMatch(/REST port/);
  });
});

it('says what was not done and what to do in every note', () => {
  for (const code of [1, 2, 4, 5, 7, 8, 12, 13, 14, 16])
    expect(trouble(code, 'x').note).toMatch(/Nothing is paid through (it|this node).*\. /);
  expect(troubleOf(null, { socket: 'n:1', pin: PIN, now: NOW }, null).note).toMatch(
    /form this console does not know/,
  );
});
