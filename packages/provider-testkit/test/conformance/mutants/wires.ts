import type { Call, ChatRequest, Http } from '@plugboard/core/provider';
import { heronFixtures } from '../../corpus/wires/heron/fixtures.ts';
import { Heron, heron } from '../../corpus/wires/heron/heron.ts';
import { gullFixtures } from '../../corpus/wires/gull/fixtures.ts';
import { Gull, gull, type GullJob } from '../../corpus/wires/gull/gull.ts';
import { storkFixtures } from '../../corpus/wires/stork/fixtures.ts';
import { Stork, stork } from '../../corpus/wires/stork/stork.ts';
import type { Mutant } from './mutant.ts';

/** Blank lines are given to the parser. */
class WithoutBlankLines extends Stork {
  override async *bytes(http: Http, json: object): AsyncIterable<Uint8Array> {
    for await (const piece of super.bytes(http, json)) {
      if (/\n[ \r]*\n/.test(Buffer.from(piece).toString('latin1'))) throw new SyntaxError('an empty line');
      yield piece;
    }
  }
}

/** What may be there besides is left out of forms. */
class ClosedForms extends Heron {
  override body(request: ChatRequest): Record<string, unknown> {
    const body = super.body(request);
    return {
      ...body,
      ...(request.response_format !== undefined && {
        response_format: JSON.parse(JSON.stringify(request.response_format), (key, value: unknown) =>
          key === 'additionalProperties' ? undefined : value,
        ) as unknown,
      }),
    };
  }
}

/** Tools without a recorded request lose `strict`. */
class LooseTools extends Heron {
  override body(request: ChatRequest): Record<string, unknown> {
    const tools = request.tools?.map((tool) => {
      const { strict, ...rest } = tool.function;
      return { ...tool, function: { ...rest, ...(strict === true && rest.name === 'weather' && { strict }) } };
    });
    return { ...super.body(request), ...(tools !== undefined && { tools }) };
  }
}

/** Waits for a moment with a timer of its own. */
class OwnTimer extends Gull {
  override async pause(call: Call, asked: number): Promise<void> {
    if (asked > 0) return await super.pause(call, asked);
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
}

/** A state that has a name, but none that is known, is a good one. */
class AnyStateIsDone extends Gull {
  override async done(begun: GullJob, http: Http, call: Call): Promise<GullJob> {
    const job = await super.done(begun, http, call);
    const isKnown = ['waiting', 'running', 'done', 'failed', undefined].includes(job.state);
    return isKnown ? job : { ...job, state: 'done', answers: [{ candidates: [{ finishReason: 'STOP' }] }] };
  }
}

/** Mutants of the right providers of the corpus. */
export const wireMutants: readonly Mutant[] = [
  { caseId: 'chunking/blank-lines', fixtures: storkFixtures, create: () => stork(WithoutBlankLines) },
  { caseId: 'formats/schema-words', fixtures: heronFixtures, create: () => heron(ClosedForms) },
  { caseId: 'tools/strict', fixtures: heronFixtures, create: () => heron(LooseTools) },
  { caseId: 'abort/between-requests', fixtures: gullFixtures, create: () => gull(OwnTimer) },
  { caseId: 'errors/unknown-state', fixtures: gullFixtures, create: () => gull(AnyStateIsDone) },
];
