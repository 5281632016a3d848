// Entry of the practice fleet: `practice.js [--seed N] [--speed X] [--no-agents] [--standalone] [--no-blocks] [--hop-delay MS]`,
// a child of the core or a tool for tests.
import { parseArgs } from 'node:util';
import { openChannel } from './channel.ts';
import { startFleet, type Fleet } from './fleet.ts';
import { readTestCommand, readToPractice, type TestAnswer, type TestCommand } from './messages.ts';
import { runTestCommand } from './test-bench.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    speed: { type: 'string', default: '1' },
    'no-agents': { type: 'boolean', default: false },
    /** Blocks come on request alone, for who must see a transaction while it waits. */
    'no-blocks': { type: 'boolean', default: false },
    standalone: { type: 'boolean', default: false },
    'hop-delay': { type: 'string', default: '120' },
  },
});

const numberFrom = (name: string, text: string, least: number): number => {
  const value = Number(text);
  if (Number.isFinite(value) && value >= least) return value;
  process.stderr.write(`--${name} takes a number of at least ${least}, not “${text}”.\n`);
  process.exit(2);
};

const seed = numberFrom('seed', values.seed, 0);
const speed = numberFrom('speed', values.speed, 0.01);
const hopDelayMs = numberFrom('hop-delay', values['hop-delay'], 0);
const channel = openChannel(values.standalone);
if (!channel) {
  process.stderr.write('The practice fleet is started by the console. By hand: --standalone.\n');
  process.exit(2);
}
const { send } = channel;
channel.onClose(() => process.exit(0));
process.once('SIGTERM', () => process.exit(0));

const starting = startFleet({
  seed,
  speed,
  agents: !values['no-agents'],
  hopDelayMs,
  blocksByClock: !values['no-blocks'],
  log: (line) => send({ type: 'log', line }),
});

function receive(fleet: Fleet, raw: unknown): void {
  const message = readToPractice(raw);
  if (message) {
    fleet.receive(message);
    return;
  }
  // Only a test that started the fleet by itself may reach behind the protocols.
  const command = values.standalone ? readTestCommand(raw) : undefined;
  if (command) void answer(fleet, command).then(send);
  else send({ type: 'log', line: 'The practice fleet was sent something it does not know.' });
}

// Listening comes first: what is sent while the fleet starts is not lost.
channel.onMessage((raw) => void starting.then((fleet) => receive(fleet, raw)));
send((await starting).ready);

async function answer(of: Fleet, command: TestCommand): Promise<TestAnswer> {
  try {
    return { type: 'answer', id: command.id, value: await runTestCommand(of, command) };
  } catch (error) {
    return {
      type: 'answer',
      id: command.id,
      error: error instanceof Error ? error.message : 'the command failed',
    };
  }
}
