// Groups 1 to 3, 17 to 19: who the node is, which macaroons it takes, signatures, macaroons baked and revoked, calls it does not know.
import { createHmac } from 'node:crypto';
import { ChannelCredentials, makeGenericClientConstructor } from '@grpc/grpc-js';
import { describe, expect, it } from 'vitest';
import { openRpc } from '../../lab/rpc.ts';
import { refusalOf, type ContractNode } from '../fixture.ts';
import type { Suite } from '../suite.ts';

/** A first-party condition added by whoever holds the macaroon: libmacaroons v2, its signature is the key of the next. */
export function restricted(macaroon: string, condition: string): string {
  const bytes = Buffer.from(macaroon, 'hex');
  const signature = bytes.subarray(-32);
  const caveat = Buffer.from(condition);
  const next = createHmac('sha256', signature).update(caveat).digest();
  // … end of caveats (0), signature field (6, 32), signature. The caveat goes before the end of caveats.
  const head = bytes.subarray(0, -35);
  return Buffer.concat([
    head,
    Buffer.from([2, caveat.length]),
    caveat,
    Buffer.from([0, 0, 6, 32]),
    next,
  ]).toString('hex');
}

export function accessGroups({ world, adapter, likeLnd, refusedLikeLnd }: Suite): void {
  const call = (node: ContractNode, macaroon: string | undefined, method: string, request: object = {}) => {
    const rpc = openRpc({
      socket: node.socket,
      certificate: node.certificate(),
      ...(macaroon === undefined ? {} : { macaroon }),
    });
    return rpc.call(method, request).finally(rpc.close);
  };
  const bake = async (permissions: readonly string[], rootKeyId = '0'): Promise<string> => {
    const answer = await world()
      .payer.rpc()
      .call('lnrpc.Lightning/BakeMacaroon', {
        permissions: permissions.map((permission) => {
          const cut = permission.indexOf(':');
          return { entity: permission.slice(0, cut), action: permission.slice(cut + 1) };
        }),
        root_key_id: rootKeyId,
        allow_external_permissions: false,
      });
    return String(answer['macaroon']);
  };
  const getInfo = 'lnrpc.Lightning/GetInfo';

  describe('1: who the node is', () => {
    it('GetInfo, GetVersion, GetState and the chain’s newest block agree with each other and the adapter', async () => {
      const { payer } = world();
      const info = await payer.rpc().call(getInfo);
      likeLnd('GetInfo', info);
      const version = await payer.rpc().call('verrpc.Versioner/GetVersion');
      likeLnd('GetVersion', version);
      expect(String(info['version'])).toMatch(new RegExp(`^${String(version['version'])}`));
      const state = await payer.rpc().call('lnrpc.State/GetState');
      likeLnd('GetState', state);
      const node = await adapter();
      expect(node.state()).toMatchObject({
        kind: 'ready',
        info: {
          publicKey: payer.publicKey,
          network: 'regtest',
          synced: true,
          blockHash: String(info['block_hash']),
          channels: { active: 2, inactive: 0, pending: 0 },
        },
      });
      const stream = payer.rpc().stream('chainrpc.ChainNotifier/RegisterBlockEpochNtfn');
      const block = await new Promise<Record<string, unknown>>((resolve, reject) => {
        stream.once('data', resolve);
        stream.once('error', reject);
      });
      stream.on('error', () => undefined);
      stream.cancel();
      likeLnd('RegisterBlockEpochNtfn', block);
      expect(block['height']).toBe(info['block_height']);
      expect(
        Buffer.from(block['hash'] as Buffer)
          .reverse()
          .toString('hex'),
      ).toBe(info['block_hash']);
    });
  });

  describe('2: macaroons', () => {
    const turnedAway: readonly (readonly [string, () => Promise<string> | string | undefined, string])[] = [
      ['none', () => undefined, getInfo],
      ['not hex', () => 'nothex', getInfo],
      ['empty', () => '', getInfo],
      ['cut short', async () => (await bake(['info:read'])).slice(0, -20), getInfo],
      ['of another version', async () => `01${(await bake(['info:read'])).slice(2)}`, getInfo],
      ['of another node', () => world().far.macaroon, getInfo],
      ['without the right', async () => bake(['invoices:read']), getInfo],
      [
        'for reading, on a payment',
        async () => bake(['info:read', 'offchain:read']),
        'lnrpc.Lightning/AddInvoice',
      ],
      ['for another call', async () => bake(['uri:/lnrpc.Lightning/ListChannels']), getInfo],
      [
        'that has expired',
        async () => restricted(await bake(['info:read']), 'time-before 2020-01-01T00:00:00Z'),
        getInfo,
      ],
      [
        'bound to another address',
        async () => restricted(await bake(['info:read']), 'ipaddr 10.9.8.7'),
        getInfo,
      ],
      [
        'with a condition nobody knows',
        async () => restricted(await bake(['info:read']), 'colour blue'),
        getInfo,
      ],
    ];
    it.each(turnedAway)('a macaroon %s is turned away in lnd’s words', async (name, macaroon, method) => {
      const given = await macaroon();
      refusedLikeLnd(`macaroon ${name}`, await refusalOf(call(world().payer, given, method)));
    });

    it.each([
      ['by call', async () => bake(['uri:/lnrpc.Lightning/GetInfo'])],
      [
        'with conditions that are met',
        async () =>
          restricted(
            restricted(await bake(['info:read']), 'time-before 2099-01-01T00:00:00Z'),
            'ipaddr 127.0.0.1',
          ),
      ],
    ] as const)('a macaroon %s is taken', async (_name, macaroon) => {
      const answer = await call(world().payer, await macaroon(), getInfo);
      expect(answer['identity_pubkey']).toBe(world().payer.publicKey);
    });

    it('the adapter takes a refused macaroon for what it is', async () => {
      const { payer } = world();
      const expired = restricted(
        await bake(['info:read', 'offchain:read']),
        'time-before 2020-01-01T00:00:00Z',
      );
      const node = await adapter({ ...payer, macaroon: expired });
      expect(node.state()).toMatchObject({ kind: 'refused', cause: 'macaroon_refused' });
    });
  });

  describe('3: certificates', () => {
    it('another node’s certificate is refused before the macaroon is shown', async () => {
      const { payer, far } = world();
      const node = await adapter({ ...payer, certificate: far.certificate });
      expect(node.state()).toMatchObject({ kind: 'refused', cause: 'wrong_certificate' });
    });
    it('a port where nobody listens is said to be that', async () => {
      const node = await adapter({ ...world().payer, socket: 'localhost:9' });
      expect(node.state()).toMatchObject({ kind: 'unreachable', cause: 'connection_refused' });
    });
  });

  describe('17: signatures', () => {
    it('what one node signed another one verifies, and a changed text not', async () => {
      const { payer, hub } = world();
      const msg = Buffer.from('signed by the payer');
      const { signature } = await payer.rpc().call('lnrpc.Lightning/SignMessage', { msg });
      const verified = await hub.rpc().call('lnrpc.Lightning/VerifyMessage', { msg, signature });
      likeLnd('VerifyMessage', verified);
      expect(verified).toEqual({ valid: true, pubkey: payer.publicKey });
      const changed = await hub
        .rpc()
        .call('lnrpc.Lightning/VerifyMessage', { msg: Buffer.from('signed by another'), signature });
      expect(changed['pubkey']).not.toBe(payer.publicKey);
    });
  });

  describe('18: macaroons baked, listed, revoked', () => {
    it('a revoked root key ends every macaroon under it and no other', async () => {
      const { payer } = world();
      const mine = await bake(['info:read'], '7');
      const other = await bake(['info:read'], '8');
      const ids = await payer.rpc().call('lnrpc.Lightning/ListMacaroonIDs');
      expect((ids['root_key_ids'] as readonly string[]).toSorted()).toEqual(['0', '7', '8']);
      expect(await payer.rpc().call('lnrpc.Lightning/DeleteMacaroonID', { root_key_id: '7' })).toEqual({
        deleted: true,
      });
      refusedLikeLnd('macaroon revoked', await refusalOf(call(payer, mine, getInfo)));
      expect(await call(payer, other, getInfo)).toMatchObject({ identity_pubkey: payer.publicKey });
      const node = await adapter({ ...payer, macaroon: mine });
      expect(node.state()).toMatchObject({ kind: 'refused', cause: 'macaroon_refused' });
    });
    it('refuses to bake one that may nothing, and to revoke the first root key', async () => {
      refusedLikeLnd('bake nothing', await refusalOf(bake([])));
      refusedLikeLnd(
        'revoke root key 0',
        await refusalOf(world().payer.rpc().call('lnrpc.Lightning/DeleteMacaroonID', { root_key_id: '0' })),
      );
    });
  });

  describe('19: calls a node does not have', () => {
    it('are answered as gRPC has it', async () => {
      const { payer } = world();
      const definition = {
        NoSuchCall: {
          path: '/lnrpc.Lightning/NoSuchCall',
          requestStream: false,
          responseStream: false,
          requestSerialize: (): Buffer => Buffer.alloc(0),
          requestDeserialize: (): object => ({}),
          responseSerialize: (): Buffer => Buffer.alloc(0),
          responseDeserialize: (): object => ({}),
        },
      };
      const Client = makeGenericClientConstructor(definition, 'Lightning');
      const client = new Client(payer.socket, ChannelCredentials.createSsl(Buffer.from(payer.certificate())));
      const asked = new Promise((resolve, reject) => {
        const method = Reflect.get(client, 'NoSuchCall') as (
          request: object,
          done: (error: unknown) => void,
        ) => void;
        method.call(client, {}, (error) => (error instanceof Error ? reject(error) : resolve(null)));
      });
      refusedLikeLnd('unknown method', await refusalOf(asked));
      client.close();
    });
  });
}
