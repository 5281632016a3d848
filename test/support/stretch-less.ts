// Loaded into the built console before its own code (`node --import`): a passphrase costs next to nothing there. What a guess costs an
// attacker is not what such a test is about, and dozens of starts would spend much of their time on it.
import { createRequire } from 'node:module';

type Hash = (secret: unknown, options: Record<string, unknown>) => Promise<Buffer>;

const argon2 = createRequire(import.meta.url)('@node-rs/argon2') as { hashRaw: Hash };
const { hashRaw } = argon2;
argon2.hashRaw = (secret, options) =>
  hashRaw(secret, { ...options, memoryCost: 1_024, timeCost: 1, parallelism: 1 });
