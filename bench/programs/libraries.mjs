// Whole verifications: cold, warm, and the platform's signature check alone.

import { engine } from 'claimgate';

import { coldContenders, nativeContenders, warmContenders } from '../lib/contenders.mjs';
import { makeFixture } from '../lib/fixture.mjs';
import { compare } from '../lib/measure.mjs';
import { print, scaled } from '../lib/program.mjs';

const fixture = await makeFixture();
const plan = { rounds: scaled(151), batch: 64 };

print({
  kernel: engine().kernel,
  tokenBytes: fixture.tokens[0].length,
  cold: await compare([...(await coldContenders(fixture)), ...(await nativeContenders(fixture))], plan),
  warm: await compare(await warmContenders(fixture), plan),
});
