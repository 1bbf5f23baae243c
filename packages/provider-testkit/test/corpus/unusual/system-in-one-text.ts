import type { ChatMessage } from '@plugboard/core/provider';
import type { Fixture } from '../../../src/fixtures/fixture.ts';
import type { UnusualProvider } from '../fault.ts';
import { craneFixtures } from '../wires/crane/fixtures.ts';
import { Crane, crane } from '../wires/crane/crane.ts';

class Unusual extends Crane {
  override system(messages: readonly ChatMessage[]): readonly object[] {
    const texts = messages
      .filter(({ role }) => role === 'system')
      .map(({ content }) => content.map((part) => ('text' in part ? part.text : '')).join(''));
    return texts.length === 0 ? [] : [{ type: 'text', text: texts.join('\n\n') }];
  }

  override turns(messages: readonly ChatMessage[]): Promise<readonly object[]> {
    return super.turns(messages.filter(({ role }) => role !== 'system'));
  }
}

export const unusual: UnusualProvider = {
  says: 'All that the system says becomes one text at the top, with blank lines between.',
  source: 'autogenhub/autogen#5, NousResearch/hermes-agent#105375: what clients of such services do today.',
  fixtures: craneFixtures satisfies readonly Fixture[],
  create: () => crane(Unusual),
};
