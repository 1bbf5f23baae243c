import type { ContentPart } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { egretFixtures } from '../../wires/egret/fixtures.ts';
import { Egret, egret } from '../../wires/egret/egret.ts';

class Faulty extends Egret {
  override parts(content: readonly ContentPart[]): readonly object[] {
    return super.parts(
      content.map((part) => (part.type === 'text' ? { ...part, text: part.text.replaceAll('\r\n', '\n') } : part)),
    );
  }
}

export const fault: Fault = {
  kind: 'messages and prompts',
  says: 'Line ends of prompts are unified, and what somebody pasted from Windows, a patch for example, is another text.',
  source: 'reviewed; of the kind of prompts that are trimmed or put into one line.',
  namedBy: ['answering/any-text'],
  fixtures: egretFixtures,
  create: () => egret(Faulty),
};
