import type { ContentPart } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { egretFixtures } from '../../wires/egret/fixtures.ts';
import { Egret, egret } from '../../wires/egret/egret.ts';

class Faulty extends Egret {
  override parts(content: readonly ContentPart[]): readonly object[] {
    return super.parts(
      content.map((part) => (part.type === 'text' ? { ...part, text: part.text.replaceAll(/\s+/g, ' ') } : part)),
    );
  }
}

export const fault: Fault = {
  kind: 'messages and prompts',
  says: 'White space of prompts is collapsed to single blanks.',
  source: 'lmstudio-ai/lmstudio-bug-tracker#1668, ggml-org/llama.cpp#23535: indentation was lost on the way.',
  namedBy: ['answering/white-space', 'answering/any-text'],
  fixtures: egretFixtures,
  create: () => egret(Faulty),
};
