import type { ChatParameters } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { egretFixtures } from '../../wires/egret/fixtures.ts';
import { Egret, egret } from '../../wires/egret/egret.ts';

class Faulty extends Egret {
  override parameters({ temperature, top_p: topP, top_k: topK, max_tokens, stop, seed }: ChatParameters): object {
    const config: Record<string, unknown> = {};
    if (temperature) config['temperature'] = temperature;
    if (topP) config['topP'] = topP;
    if (topK) config['topK'] = topK;
    if (max_tokens) config['maxOutputTokens'] = max_tokens;
    if (stop?.length) config['stopSequences'] = stop;
    if (seed) config['seed'] = seed;
    return config;
  }
}

export const fault: Fault = {
  kind: 'falsy values',
  says: 'The configuration is built with `if`, and a temperature, a seed or a top_p of 0 is no configuration.',
  source: 'BerriAI/litellm#822: `if temperature:` all over the place.',
  namedBy: ['accepts/falsy-values'],
  fixtures: egretFixtures,
  create: () => egret(Faulty),
};
