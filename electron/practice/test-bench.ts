// Test bench: commands by which a test outside the process makes invoices, reads the books and switches faults on.
import { msat, msatText, sats } from '../../shared/domain/money.ts';
import type { Fleet } from './fleet.ts';
import type { TestCommand } from './messages.ts';
import { payFrom } from './agents/shops.ts';
import { sha256 } from './seeded.ts';

/** Throws with a sentence when the command cannot be done; the value is JSON. */
export async function runTestCommand(fleet: Fleet, command: TestCommand): Promise<unknown> {
  const { network, relay } = fleet;
  switch (command.type) {
    case 'make-invoice':
      return makeInvoice(fleet, command);
    case 'settle':
      network.node(command.payee).invoices.settle(command.preimage);
      return true;
    case 'cancel':
      network.node(command.payee).invoices.cancel(command.hash);
      return true;
    case 'pay':
      payFrom(network, command.payer, command.request);
      return true;
    case 'books':
      return network.books().map((entry) => ({
        ...entry,
        amount: msatText(entry.amount),
        fee: msatText(entry.fee),
      }));
    case 'chain-faucet':
      return network.faucet.give(command.address, BigInt(command.sats));
    case 'chain-mine':
      network.chain.mine(command.blocks);
      return network.chain.tip();
    case 'chain-reorg':
      return network.chain.reorganise(command.depth, command.drop);
    case 'chain-take-back':
      return network.faucet.takeBack(command.txid) ?? null;
    case 'balances':
      return {
        total: msatText(network.total()),
        nodes: Object.fromEntries(
          network.nodes().map((node) => {
            const { local, sendable, inFlight } = node.balance();
            return [
              node.name,
              {
                publicKey: node.publicKey,
                local: msatText(local),
                sendable: msatText(sendable),
                inFlight: msatText(inFlight),
              },
            ];
          }),
        ),
      };
    case 'node-faults':
      Object.assign(network.node(command.node).faults, command.faults);
      return true;
    case 'release-held':
      network.node(command.node).invoices.releaseHeld(command.hash);
      return true;
    case 'node-stop':
      await fleet.server(command.node).stop();
      return true;
    case 'node-start':
      await fleet.server(command.node).restart();
      return true;
    case 'relay-faults':
      Object.assign(relay.faults, command.faults);
      return true;
    case 'relay-replay':
      return relay.replay(command.kinds);
    case 'relay-cut':
      relay.cutAll();
      return true;
    case 'reset-faults':
      relay.resetFaults();
      network.nodes().forEach((node) => node.resetFaults());
      return true;
  }
}

function makeInvoice(fleet: Fleet, command: Extract<TestCommand, { type: 'make-invoice' }>): unknown {
  const { network } = fleet;
  const fixed = command.msat === undefined ? command.sats && sats(command.sats) : msat(BigInt(command.msat));
  const preimage = Buffer.from(network.random(32)).toString('hex');
  const { invoices } = network.node(command.payee);
  const terms = {
    amount: fixed === 0 ? null : fixed,
    description: command.description,
    expirySeconds: command.expirySeconds,
  };
  const invoice = invoices.add(command.hold ? { ...terms, hash: hashOf(preimage) } : { ...terms, preimage });
  return { request: invoice.request, hash: invoice.hash, preimage };
}

const hashOf = (preimage: string): string => sha256(Buffer.from(preimage, 'hex')).toString('hex');
