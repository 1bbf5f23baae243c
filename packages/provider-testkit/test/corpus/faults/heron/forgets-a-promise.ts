import type { Call, ChatEvent, ChatRequest } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { heronFixtures } from '../../wires/heron/fixtures.ts';
import { Heron, heron } from '../../wires/heron/heron.ts';

class Faulty extends Heron {
  override async *stream(request: ChatRequest, call: Call): AsyncIterable<ChatEvent> {
    let failed = (_error: unknown): void => undefined;
    const watched = new Promise<void>((_, reject) => (failed = reject));
    void watched.finally(() => this.host.log.debug('heron: over'));
    try {
      yield* super.stream(request, call);
    } catch (error) {
      failed(error);
      throw error;
    }
  }
}

export const fault: Fault = {
  kind: 'failures',
  says: 'A copy of the stream is watched for statistics; when it fails, nobody catches its rejection.',
  source: 'PostHog/posthog-js#4074: the copy rethrew into a promise that nobody awaited, and ended the process.',
  namedBy: ['leaks/rejections'],
  fixtures: heronFixtures,
  create: () => heron(Faulty),
};
