import type { ChatMessage } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { craneFixtures } from '../../wires/crane/fixtures.ts';
import { Crane, crane } from '../../wires/crane/crane.ts';

class Faulty extends Crane {
  readonly #signed = new Map<string, readonly object[]>();

  override thoughts(message: ChatMessage): readonly object[] {
    const key = message.tool_calls?.[0]?.id ?? '';
    const own = super.thoughts(message);
    if (own.length > 0) this.#signed.set(key, own);
    return message.role === 'assistant' ? (this.#signed.get(key) ?? []) : [];
  }
}

export const fault: Fault = {
  kind: 'tool results and history',
  says: 'Signed thoughts are kept in the instance and put back by the id of a call, whatever model asks.',
  source: 'vybestack/llxprt-code#2335: thoughts of one model were sent to another one, which refused their signatures.',
  namedBy: ['returning/kept-apart'],
  fixtures: craneFixtures,
  create: () => crane(Faulty),
};
