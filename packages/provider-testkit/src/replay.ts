export {
  startReplay,
  type MatchedRequest,
  type Replay,
  type ReplayedRequest,
  type ReplayOptions,
} from './replay/start-replay.ts';
export { createReroutedAgent, type ReroutedAgent } from './replay/rerouted-agent.ts';
export type { AnswerPlan } from './replay/answer-steps.ts';
export type { Strictness } from './replay/compare-request.ts';
export type { Rechunk } from './replay/rechunk.ts';
