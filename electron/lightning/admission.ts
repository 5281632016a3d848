// Admission: everything that is asked of a node before it joins the fleet. Connects for real; stores nothing.
import type { NodeId } from '../../shared/domain/ids.ts';
import type { Network } from '../../shared/domain/network.ts';
import { ok, refuse, type Result } from '../../shared/domain/result.ts';
import type {
  LightningNode,
  NodeBalance,
  NodeCredentials,
  NodeInfo,
  NodeState,
  TroubleCause,
} from './lightning-node.ts';
import { normaliseCredentials, type CredentialsRefusal } from './lnd/credentials.ts';
import { readMacaroon } from './lnd/macaroon.ts';
import { describePermissions, type PermissionReport } from './lnd/permissions.ts';

export type AdmissionRefusal =
  | CredentialsRefusal
  | TroubleCause
  | 'macaroon_lacks_rights'
  | 'unreachable'
  | 'refused_by_node'
  | 'wrong_network';

export type Admitted = {
  readonly credentials: NodeCredentials;
  readonly info: NodeInfo;
  readonly balance: NodeBalance;
  readonly permissions: PermissionReport;
  /** Sentences for the operator; what the macaroon could do beyond its purpose stands in `permissions`. */
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
      `With this macaroon the console could not ${permissions.missing.join(', ')}. Nothing was stored. Bake one that can: the line is beside the field.`,
    );
  const probe = connect('probe' as NodeId, credentials.value);
  try {
    const state = await firstLook(probe);
    if (state.kind !== 'ready') return refuse(codeOf(state), noteOf(state));
    if (network !== null && state.info.network !== network)
      return refuse(
        'wrong_network',
        `The node runs on ${state.info.network} and the fleet on ${network}. It was not added: one console serves one network.`,
      );
    return ok({
      credentials: credentials.value,
      info: state.info,
      balance: state.balance,
      permissions,
      warnings: [
        ...permissions.warnings,
        ...(state.info.synced
          ? []
          : ['The node is not synced to the chain yet: payments may fail until it is.']),
        ...(state.info.channels.active > 0
          ? []
          : [
              'The node has no active channel, so it can pay nothing yet. Open one, or wait until one is up.',
            ]),
      ],
    });
  } finally {
    await probe.close();
  }
}

/** The look that begins with the connection is new enough; waiting for one more would double the wait for a node that is not there. */
const firstLook = (probe: LightningNode): Promise<NodeState> =>
  Promise.race([new Promise<NodeState>((resolve) => void probe.onState(resolve)), probe.refresh()]);

function codeOf(state: NodeState): AdmissionRefusal {
  if ('cause' in state && state.cause !== undefined) return state.cause;
  if (state.kind === 'locked') return 'wallet_locked';
  return state.kind === 'refused' ? 'refused_by_node' : 'unreachable';
}

function noteOf(state: NodeState): string {
  if (!('note' in state)) return 'The node did not answer. It was not added. Try again in a moment.';
  const { note, happened, next } = state;
  return happened === undefined || next === undefined
    ? `${note} It was not added.`
    : `${happened} Nothing was stored. ${next}`;
}
