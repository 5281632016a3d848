// Macaroons as lnd bakes and checks them: v2 binary format, id = 0x03 + MacaroonId{nonce, storageId, ops}, HMAC-SHA256 chain.
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Random } from '../seeded.ts';
import { lndError } from './rpc/lnd-error.ts';

/** `entity:action`, as in lnd's permission table, or `uri:/package.Service/Method`. */
export type Permission = string;

export type Macaroons = {
  /** Hex. `caveats` are first-party conditions such as `time-before 2030-01-01T00:00:00Z`. */
  readonly bake: (
    permissions: readonly Permission[],
    caveats?: readonly string[],
    rootKeyId?: string,
  ) => string;
  /** Throws the `LndError` a real lnd answers. An empty `required` demands a genuine macaroon and nothing more. */
  readonly check: (
    macaroonHex: readonly string[],
    required: readonly Permission[],
    fullMethod: string,
  ) => void;
  /** True when the macaroon carries all of `required` or the method's uri; throws for one that is not genuine. */
  readonly allows: (macaroon: Buffer, required: readonly Permission[], fullMethod: string) => boolean;
  readonly rootKeyIds: () => readonly string[];
  /** Every macaroon baked under this root key stops working; false for an id that was not there. */
  readonly revoke: (rootKeyId: string) => boolean;
};

const FIELD = { end: 0, location: 1, identifier: 2, verificationId: 4, signature: 6 } as const;
const VERSION = 2;
const ID_VERSION = 3;

type Parsed = {
  readonly id: Buffer;
  readonly caveats: readonly Buffer[];
  readonly signature: Buffer;
};

/** `rootKey` is 32 bytes; `now` gives milliseconds since 1970. */
export function createMacaroons(deps: {
  readonly rootKey: Uint8Array;
  readonly random: Random;
  readonly now: () => number;
}): Macaroons {
  const hmac = (key: Uint8Array | string, data: Uint8Array): Buffer =>
    createHmac('sha256', key).update(data).digest();
  const known = new Set(['0']);
  const rootKey = (rootKeyId: string): Buffer => hmac(deps.rootKey, Buffer.from(rootKeyId));
  const firstSignature = (rootKeyId: string, id: Buffer): Buffer =>
    hmac(hmac('macaroons-key-generator', rootKey(rootKeyId)), id);

  function open(macaroon: Buffer): readonly Permission[] {
    const parsed = parse(macaroon);
    if (parsed.id[0] !== ID_VERSION) throw lndError('unknown', 'invalid ID');
    const { storageId, permissions } = parseId(parsed.id.subarray(1));
    if (!known.has(storageId))
      throw lndError(
        'unknown',
        `cannot retrieve macaroon: cannot get macaroon: root key with id ${storageId} doesn't exist`,
      );
    let signature = firstSignature(storageId, parsed.id);
    for (const caveat of parsed.caveats) signature = hmac(signature, caveat);
    // SECURITY: compared in constant time, and before any caveat is believed.
    if (parsed.signature.length !== 32 || !timingSafeEqual(signature, parsed.signature))
      throw lndError('unknown', 'verification failed: signature mismatch after caveat verification');
    for (const caveat of parsed.caveats) checkCaveat(caveat.toString('utf8'), deps.now());
    return permissions;
  }

  const allows: Macaroons['allows'] = (macaroon, required, fullMethod) => {
    const held = new Set(open(macaroon));
    return held.has(`uri:${fullMethod}`) || required.every((permission) => held.has(permission));
  };

  return {
    allows,
    rootKeyIds: () => [...known],
    revoke: (rootKeyId) => known.delete(rootKeyId),
    bake: (permissions, caveats = [], rootKeyId = '0') => {
      known.add(rootKeyId);
      const id = Buffer.concat([Buffer.from([ID_VERSION]), idBytes(deps.random(16), rootKeyId, permissions)]);
      let signature = firstSignature(rootKeyId, id);
      const sections = [packet(FIELD.location, Buffer.from('lnd')), packet(FIELD.identifier, id), END];
      for (const caveat of caveats.map((text) => Buffer.from(text, 'utf8'))) {
        signature = hmac(signature, caveat);
        sections.push(packet(FIELD.identifier, caveat), END);
      }
      return Buffer.concat([
        Buffer.from([VERSION]),
        ...sections,
        END,
        packet(FIELD.signature, signature),
      ]).toString('hex');
    },
    check: (macaroonHex, required, fullMethod) => {
      const [hex] = macaroonHex;
      if (hex === undefined || macaroonHex.length !== 1)
        throw lndError('unknown', `expected 1 macaroon, got ${macaroonHex.length}`);
      if (!allows(fromHex(hex), required, fullMethod)) throw lndError('unknown', 'permission denied');
    },
  };
}

function fromHex(hex: string): Buffer {
  const bad = /[^0-9a-fA-F]/.exec(hex);
  if (bad) {
    const code = bad[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
    throw lndError('unknown', `encoding/hex: invalid byte: U+${code} '${bad[0]}'`);
  }
  if (hex.length % 2) throw lndError('unknown', 'encoding/hex: odd length hex string');
  return Buffer.from(hex, 'hex');
}

function checkCaveat(condition: string, nowMs: number): void {
  const [name, argument = ''] = condition.split(' ', 2);
  if (name === 'time-before') {
    if (nowMs < Date.parse(argument)) return;
    throw lndError('unknown', `caveat "${condition}" not satisfied: macaroon has expired`);
  }
  if (name === 'ipaddr') {
    if (argument === '127.0.0.1' || argument === '::1') return;
    throw lndError('unknown', `caveat "${condition}" not satisfied: macaroon locked to different IP address`);
  }
  throw lndError('unknown', `caveat "${condition}" not satisfied: caveat not recognized`);
}

const END = Buffer.from([FIELD.end]);

const packet = (field: number, data: Buffer): Buffer =>
  Buffer.concat([varint(field), varint(data.length), data]);

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  while (rest > 0x7f) {
    bytes.push((rest & 0x7f) | 0x80);
    rest >>>= 7;
  }
  return Buffer.from([...bytes, rest]);
}

/** Reads LEB128 numbers and length-prefixed bytes; every overrun is lnd's "unmarshal" error. */
function createReader(data: Buffer): {
  readonly number: () => number;
  readonly bytes: () => Buffer;
  readonly done: () => boolean;
} {
  let at = 0;
  const number = (): number => {
    let value = 0;
    for (let shift = 0; shift < 28; shift += 7) {
      const byte = data[at];
      if (byte === undefined) break;
      at += 1;
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
    throw lndError('unknown', 'unmarshal v2: varint value extends past end of buffer');
  };
  return {
    number,
    bytes: () => {
      const length = number();
      if (at + length > data.length)
        throw lndError('unknown', 'unmarshal v2: field data extends past end of buffer');
      at += length;
      return data.subarray(at - length, at);
    },
    done: () => at >= data.length,
  };
}

function parse(data: Buffer): Parsed {
  if (data.length === 0) throw lndError('unknown', 'empty macaroon data');
  if (data[0] !== VERSION)
    throw lndError('unknown', 'cannot determine data format of binary-encoded macaroon');
  const reader = createReader(data.subarray(1));
  const section = (): Map<number, Buffer> => {
    const fields = new Map<number, Buffer>();
    for (let field = reader.number(); field !== FIELD.end; field = reader.number())
      fields.set(field, reader.bytes());
    return fields;
  };
  const id = section().get(FIELD.identifier);
  if (!id?.length) throw lndError('unknown', 'unmarshal v2: macaroon identifier not present');
  const caveats: Buffer[] = [];
  for (let caveat = section(); caveat.size > 0; caveat = section()) {
    const condition = caveat.get(FIELD.identifier);
    if (!condition || caveat.has(FIELD.verificationId))
      throw lndError('unknown', 'unmarshal v2: no identifier in caveat');
    caveats.push(condition);
  }
  if (reader.number() !== FIELD.signature) throw lndError('unknown', 'unmarshal v2: signature not found');
  return { id, caveats, signature: reader.bytes() };
}

// MacaroonId in protobuf: 1 nonce bytes, 2 storageId bytes, 3 repeated Op { 1 entity, 2 repeated actions }.
const field = (number: number, data: Buffer): Buffer => packet((number << 3) | 2, data);

function idBytes(nonce: Uint8Array, storageId: string, permissions: readonly Permission[]): Buffer {
  const byEntity = new Map<string, string[]>();
  for (const permission of permissions) {
    const cut = permission.indexOf(':');
    const entity = permission.slice(0, cut);
    byEntity.set(entity, [...(byEntity.get(entity) ?? []), permission.slice(cut + 1)]);
  }
  const ops = [...byEntity].map(([entity, actions]) =>
    field(
      3,
      Buffer.concat([
        field(1, Buffer.from(entity)),
        ...actions.map((action) => field(2, Buffer.from(action))),
      ]),
    ),
  );
  return Buffer.concat([field(1, Buffer.from(nonce)), field(2, Buffer.from(storageId)), ...ops]);
}

function parseId(data: Buffer): { readonly storageId: string; readonly permissions: readonly Permission[] } {
  const reader = createReader(data);
  const permissions: Permission[] = [];
  let storageId = '';
  while (!reader.done()) {
    const tag = reader.number();
    const value = reader.bytes();
    if (tag >> 3 === 2) storageId = value.toString('utf8');
    if (tag >> 3 !== 3) continue;
    const op = createReader(value);
    let entity = '';
    while (!op.done()) {
      const inner = op.number() >> 3;
      const text = op.bytes().toString('utf8');
      if (inner === 1) entity = text;
      if (inner === 2) permissions.push(`${entity}:${text}`);
    }
  }
  return { storageId, permissions };
}
