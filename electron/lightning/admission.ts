// Admission: everything that is asked of a node before it joins the fleet. Connects for real; stores nothing.
import type { NodeId } from '../../shared/domain/ids.ts';
import type { Network } from '../../shared/domain/network.ts';
import { ok, refuse, type Result } from '../../shared/domain/result.ts';
import type { LightningNode, NodeCredentials, NodeInfo, NodeState } from './lightning-node.ts';
import { normaliseCredentials, type CredentialsRefusal } from './lnd/credentials.ts';
import { readMacaroon } from './lnd/macaroon.ts';
import { describePermissions, type PermissionReport } from './lnd/permissions.ts';

export type AdmissionRefusal =
  | CredentialsRefusal
  | 'macaroon_lacks_rights'
  | 'unreachable'
  | 'wallet_locked'
  | 'refused_by_node'
  | 'wrong_network';

export type Admitted = {
  readonly credentials: NodeCredentials;
  readonly info: NodeInfo;
  readonly permissions: PermissionReport;
  readonly warnings: readonly string[];
};

/** null: not an lnd macaroon. */
export function permissionsOf(macaroonHex: string): PermissionReport | null {
  const content = readMacaroon(Buffer.from(macaroonHex, 'hex'));
  return content ? describePermissions(content) : null;
}

/** `network`: the fleet's; null while it has no node. The probe is closed again in every case. */
export async function admit(
  given: NodeCredentials,
  network: Network | null,
  connect: (id: NodeId, credentials: NodeCredentials) => LightningNode,
): Promise<Result<Admitted, AdmissionRefusal>> {
  const credentials = normaliseCredentials(given);
  if (!credentials.ok) return credentials;
  const permissions = permissionsOf(credentials.value.macaroon);
  if (!permissions) return refuse('bad_macaroon', 'This is not a macaroon of LND. Nothing was stored.');
  if (permissions.missing.length > 0)
    return refuse(
      'macaroon_lacks_rights',
      `With this macaroon the console could not ${permissions.missing.join(', ')}. Nothing was stored. Bake one with info:read, offchain:read, offchain:write, invoices:read and invoices:write.`,
    );
  const probe = connect('probe' as NodeId, credentials.value);
  try {
    const state = await probe.refresh();
    if (state.kind !== 'ready') return refuse(codeOf(state), `${noteOf(state)} It was not added.`);
    if (network !== null && state.info.network !== network)
      return refuse(
        'wrong_network',
        `The node runs on ${state.info.network} and the fleet on ${network}. It was not added: one console serves one network.`,
      );
    return ok({
      credentials: credentials.value,
      info: state.info,
      permissions,
      warnings: [
        ...permissions.warnings,
        ...(state.info.synced
          ? []
          : ['The node is not synced to the chain yet: payments may fail until it is.']),
      ],
    });
  } finally {
    await probe.close();
  }
}

function codeOf(state: NodeState): 'unreachable' | 'wallet_locked' | 'refused_by_node' {
  if (state.kind === 'locked') return 'wallet_locked';
  return state.kind === 'refused' ? 'refused_by_node' : 'unreachable';
}

const noteOf = (state: NodeState): string => ('note' in state ? state.note : 'The node did not answer.');
