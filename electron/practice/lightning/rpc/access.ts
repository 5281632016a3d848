// Access RPCs: the permission table, checking, baking and revoking macaroons.
import { PERMISSIONS } from '../permissions.ts';
import { LndError, lndError } from './lnd-error.ts';
import { bytesOf, flagOf, listOf, textOf, type Message } from './message.ts';
import type { RpcContext, RpcGroup } from './service.ts';

const split = (permission: string): Message => {
  const cut = permission.indexOf(':');
  return { entity: permission.slice(0, cut), action: permission.slice(cut + 1) };
};

const join = (permission: unknown): string => {
  const { entity, action } = permission as { readonly entity: string; readonly action: string };
  return `${entity}:${action}`;
};

export function accessRpcs({ macaroons }: RpcContext): RpcGroup {
  return {
    unary: {
      ListPermissions: () => ({
        method_permissions: Object.fromEntries(
          [...PERMISSIONS].map(([method, permissions]) => [method, { permissions: permissions.map(split) }]),
        ),
      }),
      CheckMacaroonPermissions: (request) => {
        const method = textOf(request, 'fullMethod');
        const byDefault = flagOf(request, 'check_default_perms_from_full_method');
        const required = byDefault ? PERMISSIONS.get(method) : listOf(request, 'permissions').map(join);
        if (!required) throw lndError('unknown', `no permissions found for full method ${method}`);
        try {
          if (macaroons.allows(bytesOf(request, 'macaroon'), required, method)) return { valid: true };
        } catch (error) {
          if (error instanceof LndError) throw lndError('invalid-argument', error.details);
          throw error;
        }
        throw lndError('invalid-argument', 'permission denied');
      },
      BakeMacaroon: (request) => {
        const permissions = listOf(request, 'permissions').map(join);
        if (permissions.length === 0)
          throw lndError(
            'unknown',
            'permission list cannot be empty. specify at least one action/entity pair. supported actions are [read write generate], supported entities are [onchain offchain address message peers info invoices signer macaroon uri]',
          );
        const rootKeyId = textOf(request, 'root_key_id') || '0';
        return { macaroon: macaroons.bake(permissions, [], rootKeyId) };
      },
      ListMacaroonIDs: () => ({ root_key_ids: macaroons.rootKeyIds() }),
      DeleteMacaroonID: (request) => {
        const id = textOf(request, 'root_key_id');
        if (id === '0') throw lndError('unknown', 'the specified ID cannot be deleted');
        return { deleted: macaroons.revoke(id) };
      },
    },
  };
}
