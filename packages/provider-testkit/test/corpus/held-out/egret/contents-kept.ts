import type { ChatRequest } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { egretFixtures } from '../../wires/egret/fixtures.ts';
import { Egret, egret } from '../../wires/egret/egret.ts';

class Faulty extends Egret {
  #instruction: unknown;

  override body(request: ChatRequest): Record<string, unknown> {
    const body = super.body(request);
    this.#instruction ??= body['systemInstruction'];
    return this.#instruction === undefined ? body : { ...body, systemInstruction: this.#instruction };
  }
}

export const fault: Fault = {
  kind: 'left over from an earlier call',
  says: 'What the system said in the first call is kept for the instance and sent with every later one.',
  source: 'ggml-org/whisper.cpp#3784: a prompt of one request was still there in the next.',
  namedBy: ['isolation/nothing-left-over'],
  fixtures: egretFixtures,
  create: () => egret(Faulty),
};
