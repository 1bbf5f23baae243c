import { thinking, thinkingFixtures, withThoughts } from '../fake-thinking.ts';
import { withParts, type Mutant } from './mutant.ts';

/** Mutants of the group returning. */
export const returningMutants: readonly Mutant[] = [
  // The signature comes back without the thought that it signs.
  withParts(
    'returning/details-back',
    withThoughts({ ...thinking, backOf: (details) => details.map(({ signature }) => ({ signature })) }),
    thinkingFixtures,
  ),
  // What stands on a call is taken for the caller's business.
  withParts(
    'returning/details-back',
    (parts) => {
      const honest = withThoughts(thinking)(parts);
      return {
        stream: (request, call) =>
          (honest.stream ?? parts.stream)(
            {
              ...request,
              messages: request.messages.map(({ tool_calls: calls, ...message }) => ({
                ...message,
                ...(calls !== undefined && { tool_calls: calls.map(({ extra_content: _extra, ...one }) => one) }),
              })),
            },
            call,
          ),
      };
    },
    thinkingFixtures,
  ),
  // What came of a thought is given although the stream broke before its signature.
  withParts(
    'returning/whole-details',
    withThoughts({
      ...thinking,
      leftOver: (pieces) => [{ type: 'thought', format: 'fake', index: 0, text: pieces.join('') }],
    }),
    thinkingFixtures,
  ),
];
