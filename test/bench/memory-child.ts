// One whole core with as many agents and connections as its argument says; prints its resident bytes.
import { startStandalonePractice } from '../support/standalone-practice.ts';
import { openWholeFleet, OPERATOR } from '../support/whole-fleet.ts';
import { pairAgent } from './pair-agent.ts';

const wanted = Number(process.argv[2] ?? '0');
const practice = await startStandalonePractice();
const { fleet, end } = await openWholeFleet();
fleet.start();
const [credentials] = practice.ready.nodes;
if (!credentials) throw new Error('the practice fleet has no node');
const added = await fleet.nodes.add(credentials, OPERATOR);
if (!added.ok) throw new Error(added.message);
for (let index = 0; index < wanted; index += 1)
  pairAgent(fleet, {
    name: `Agent ${index}`,
    nodeId: added.value.id,
    draw: 'allotted',
    methods: ['pay_invoice'],
    relays: practice.ready.relays,
  });
await new Promise((resolve) => setTimeout(resolve, 8_000));
for (let pass = 0; pass < 4; pass += 1) globalThis.gc?.();
process.stdout.write(`${process.memoryUsage().rss}\n`);
await end();
practice.stop();
process.exit(0);
