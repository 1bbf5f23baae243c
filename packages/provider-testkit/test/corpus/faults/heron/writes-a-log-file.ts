import { appendFileSync } from 'node:fs';
import { devNull } from 'node:os';
import type { ChatRequest } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { heronFixtures } from '../../wires/heron/fixtures.ts';
import { Heron, heron } from '../../wires/heron/heron.ts';

/** In the real one a file in the folder for temporary files; nothing of this one is left behind. */
const log = devNull;

class Faulty extends Heron {
  override body(request: ChatRequest): Record<string, unknown> {
    appendFileSync(log, `${request.model}\n`);
    return super.body(request);
  }
}

export const fault: Fault = {
  kind: 'touches what is not its own',
  says: 'Each call appends to a log file of its own, in the folder for temporary files.',
  source: 'reviewed; kalyan-1845/ai-code-reviewer#785 is what stood in such a log.',
  namedBy: ['isolation/files'],
  fixtures: heronFixtures,
  create: () => heron(Faulty),
};
