import type { ChatMessage } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { heronFixtures } from '../../wires/heron/fixtures.ts';
import { Heron, heron } from '../../wires/heron/heron.ts';

class Faulty extends Heron {
  override message(message: ChatMessage): object {
    const content = message.content.map((part) =>
      part.type === 'text' ? { ...part, text: part.text.normalize('NFC') } : part,
    );
    return super.message({ ...message, content });
  }
}

export const fault: Fault = {
  kind: 'messages and prompts',
  says: 'Prompts are brought to one normal form of Unicode, so that names of files with decomposed letters are not found again.',
  source: 'zotero/zotero#585: all input was normalized to NFC, exported data was not.',
  namedBy: ['answering/any-text'],
  fixtures: heronFixtures,
  create: () => heron(Faulty),
};
