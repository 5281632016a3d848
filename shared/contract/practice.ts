// Calls that only a practice fleet answers: attack drills, the pace of its agents, its chain's faucet and miner. A real fleet refuses them.
import { z } from 'zod';
import { DRILLS } from '../domain/practice.ts';
import { call, done } from './call.ts';
import { amount } from './values.ts';

export const practiceCalls = {
  'practice.drill': call('act', z.strictObject({ name: z.enum(DRILLS) }), done),
  /** 1 is real time; 10 is ten times as busy. */
  'practice.setSpeed': call('act', z.strictObject({ factor: z.number().min(0.25).max(20) }), done),
  /** Pretend coins from the faucet of the pretend chain; whole sats, 1,000 to 10 BTC. They count once blocks are on top of them. */
  'practice.giveCoins': call(
    'act',
    z.strictObject({ address: z.string().trim().min(1).max(120), valueMsat: amount }),
    done,
  ),
  'practice.mine': call('act', z.strictObject({ blocks: z.number().int().min(1).max(100) }), done),
} as const;
