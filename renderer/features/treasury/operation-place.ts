// Where on the screens an operation is followed, for the link to it. Pure.
import type { Operation } from '../../../shared/contract/treasury.ts';
import { FLEET_LIMITS } from '../../../shared/domain/attestation.ts';

export type OperationPlace =
  | { readonly to: '/treasury' | '/settings' }
  | { readonly to: '/treasury/new'; readonly search?: Readonly<Record<string, string>> }
  | {
      readonly to: '/treasury/accounts/$id';
      readonly params: { readonly id: string };
      readonly search?: Readonly<Record<string, string>>;
    }
  | { readonly to: '/treasury/drafts/$id'; readonly params: { readonly id: string } }
  | { readonly to: '/approvals/$id'; readonly params: { readonly id: string } };

export function placeOf({ kind, about }: Operation): OperationPlace {
  switch (kind) {
    case 'create-account':
      return { to: '/treasury/new' };
    case 'read-key':
    case 'register-policy':
      return { to: '/treasury/new', search: { kind: 'policy' } };
    case 'check-address':
      return about === null
        ? { to: '/treasury' }
        : { to: '/treasury/accounts/$id', params: { id: about }, search: { part: 'receive' } };
    case 'scan':
      return about === null ? { to: '/treasury' } : { to: '/treasury/accounts/$id', params: { id: about } };
    case 'sign':
      return about === null ? { to: '/treasury' } : { to: '/treasury/drafts/$id', params: { id: about } };
    case 'attest':
      if (about === FLEET_LIMITS) return { to: '/settings' };
      return about === null ? { to: '/treasury' } : { to: '/approvals/$id', params: { id: about } };
    case 'identify':
    case 'enrol-approver':
      return { to: '/treasury' };
  }
}
