import { expect, test } from 'vitest';
import { logprobsIn } from '../src/answer/logprobs.ts';

test('tokens of the answer come in the form of OpenAI, each with those that were likely in its place', () => {
  const logprobsResult = {
    chosenCandidates: [{ token: 'caf\u00e9', logProbability: -0.25 }, { token: '!' }],
    topCandidates: [
      {
        candidates: [
          { token: 'caf\u00e9', logProbability: -0.25 },
          { token: 'tea', logProbability: -2 },
        ],
      },
    ],
  };
  expect(logprobsIn({ logprobsResult })).toEqual([
    {
      token: 'caf\u00e9',
      logprob: -0.25,
      bytes: [99, 97, 102, 195, 169],
      top_logprobs: [
        { token: 'caf\u00e9', logprob: -0.25, bytes: [99, 97, 102, 195, 169] },
        { token: 'tea', logprob: -2, bytes: [116, 101, 97] },
      ],
    },
    // The service leaves a zero out, and lists nothing for this place.
    { token: '!', logprob: 0, bytes: [33], top_logprobs: [] },
  ]);
});

test.each([
  [{}],
  [{ logprobsResult: null }],
  [{ logprobsResult: 'soon' }],
  [{ logprobsResult: { chosenCandidates: {} } }],
])('%j tells of no tokens', (candidate) => {
  expect(logprobsIn(candidate)).toBeUndefined();
});

test.each([
  [{ chosenCandidates: [null, 7], topCandidates: [] }, []],
  [
    { chosenCandidates: [{ token: 7, logProbability: 'a' }], topCandidates: 'none' },
    [{ token: '', logprob: 0, bytes: [], top_logprobs: [] }],
  ],
  [
    { chosenCandidates: [{ token: 'a' }], topCandidates: [{ candidates: [null, 'b'] }] },
    [{ token: 'a', logprob: 0, bytes: [97], top_logprobs: [] }],
  ],
])('what is not as documented in %j is left out, and the rest stays', (logprobsResult, tokens) => {
  expect(logprobsIn({ logprobsResult })).toEqual(tokens);
});
