// The catalogue holds together: every link leads somewhere, every table has its columns, every rule and screen has its topic.
import { describe, expect, it } from 'vitest';
import { STRIDE } from '../../../../shared/catalogue/attacks.ts';
import { TOPICS, textsOf, topicOf } from '../../../../shared/catalogue/catalogue.ts';
import { TOPIC_OF_RULE, TOPIC_OF_SCREEN } from '../../../../shared/catalogue/links.ts';
import { RULES } from '../../../../shared/domain/decision.ts';
import { POLICY_PRESETS } from '../../../../shared/domain/policy.ts';
import { PLACES } from '../../../../renderer/app/navigation.ts';
import { STEP_WORDS } from '../../../../renderer/features/setup/steps.ts';

describe('every topic', () => {
  it('has an address of its own', () => {
    const ids = TOPICS.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^[a-z][a-z-]{2,30}$/);
  });

  it.each(TOPICS.map((topic) => [topic.id, topic] as const))('%s is whole', (_id, topic) => {
    for (const id of topic.see ?? []) expect(topicOf(id), id).toBeDefined();
    expect(topic.see ?? []).not.toContain(topic.id);
    for (const block of topic.blocks) {
      if (block.kind === 'table')
        for (const row of block.rows) expect(row, row[0]).toHaveLength(block.columns.length);
      for (const text of textsOf(block)) {
        expect(text).toBe(text.trim());
        expect(text, 'typographic quotes').not.toMatch(/"|\w'\w/);
      }
    }
  });
});

describe('links', () => {
  it('lead from every rule of the gate, every screen and every step of set-up to a topic', () => {
    for (const rule of RULES) expect(topicOf(TOPIC_OF_RULE[rule]), rule).toBeDefined();
    for (const topic of Object.values(TOPIC_OF_SCREEN)) expect(topicOf(topic), topic).toBeDefined();
    for (const { to } of PLACES) if (to !== '/learn') expect(TOPIC_OF_SCREEN, to).toHaveProperty([to]);
    for (const { topic } of Object.values(STEP_WORDS)) expect(topicOf(topic), topic).toBeDefined();
  });
});

describe('what it says', () => {
  it('gives the guide’s figures as the preset has them', () => {
    const guide = POLICY_PRESETS.find(({ id }) => id === 'guide')?.policy;
    const table = topicOf('limits')?.blocks.find((block) => block.kind === 'table');
    const figures = table?.kind === 'table' ? table.rows.map(([, figure]) => figure) : [];
    const words = (msat: bigint | undefined): string =>
      `${((msat ?? 0n) / 1_000n).toLocaleString('en-US')} sats`;
    expect(figures).toEqual([
      words(guide?.maxSingleTx),
      words(guide?.maxDailySpend),
      words(guide?.maxHotBalance),
    ]);
  });

  it('names the six of STRIDE by their letters', () => {
    expect(STRIDE.map(({ letter }) => letter).join('')).toBe('STRIDE');
    for (const { letter, name } of STRIDE) expect(name.startsWith(letter)).toBe(true);
  });

  it('has fourteen rated risks, seven checks before and five after', () => {
    const risks = topicOf('risks')?.blocks[0];
    expect(risks?.kind === 'table' && risks.rows).toHaveLength(14);
    const checks = topicOf('before-deployment')?.blocks ?? [];
    expect(checks.map((block) => block.kind === 'points' && block.points.length)).toEqual([7, 5]);
  });
});
