import { raceCancel } from '../util/cancel.ts';
import { PlugboardError, type Attempt } from '../errors/plugboard-error.ts';
import type { ErrorCode } from '../errors/codes.ts';
import type { Candidate, Resolution } from '../contract/resolution.ts';
import { splitNote } from '../contract/model.ts';
import { quote } from '../errors/quote.ts';
import { CommittedCall } from './committed-call.ts';
import { explainFailure } from './explain-failure.ts';
import { failureOf, runCandidate } from './run-candidate.ts';
import type { RunningCall } from './running-call.ts';

/** Codes after which a fallback is useless: the call would fail elsewhere too, or somebody wanted it to end. */
const noFallback: ReadonlySet<ErrorCode> = new Set([
  'input_invalid',
  'bad_request',
  'limit_exceeded',
  'aborted',
  'closed',
]);

/** Goes through the candidates until one begins to answer. After that there is no retry and no fallback. */
export async function runCall(call: RunningCall, resolution: Resolution): Promise<CommittedCall> {
  const { services, scope } = call;
  const { clock } = services;
  let failed: Map<Candidate, PlugboardError> | undefined;
  let last: Failed | undefined;
  /** The last failure of a candidate that could have answered. It explains why nobody answered. */
  let cause: Failed | undefined;
  for (const candidate of resolution.candidates) {
    if (candidate.outcome === 'passed-over') continue;
    if (last !== undefined) noteSwitch(call, last.candidate, candidate, last.error);
    let notes: readonly string[] = [];
    const tried = call.attempts.length;
    const begun = clock.monotonic();
    try {
      if (scope.reason !== undefined) throw scope.reason;
      const found = services.instance(candidate.provider, () => `model ${quote(candidate.model)}`);
      const instance = found instanceof Promise ? await raceCancel(found, scope.signal) : found;
      notes = instance.notes;
      const committed = await runCandidate(call, instance, candidate.model);
      return new CommittedCall(call, committed, answeredBy(resolution, candidate, failed));
    } catch (error) {
      const failure = failureOf(call, error, 'setup');
      failed = (failed ?? new Map<Candidate, PlugboardError>()).set(candidate, failure);
      last = { error: failure, candidate, notes };
      if (call.attempts.length > tried || failure.code !== 'unsupported') cause = last;
      // A fallback shows among the attempts, even if the candidate before it sent nothing.
      if (call.attempts.length === tried && hasFallback(resolution)) {
        call.addAttempt(notBegun(candidate, failure, clock.monotonic() - begun));
      }
      if (noFallback.has(failure.code) || scope.reason !== undefined || isUsedUp(call)) break;
    }
  }
  const { candidate, error, notes } = cause ?? last ?? noCandidate(resolution);
  const explained = explainFailure(error, {
    provider: candidate?.provider,
    model: candidate?.model,
    attempts: call.attempts,
    partialText: undefined,
    redactor: services.redactor,
    ended: scope.reason,
    notes: notesOf(error, candidate, notes, resolution),
  });
  call.trace?.set({ 'plugboard.attempts': call.attempts.length });
  call.trace?.fail(explained);
  throw explained;
}

/** Sentences about the setup that may explain a failure: options that are not used, or a name that was split. */
function notesOf(
  { code, message }: PlugboardError,
  candidate: Candidate | undefined,
  ofInstance: readonly string[],
  { requested }: Resolution,
): readonly string[] {
  if (code === 'auth_missing') return ofInstance;
  const isRefused = code === 'bad_request' || code === 'model_not_found';
  if (!isRefused || candidate === undefined || !message.includes(candidate.model)) return [];
  const note = splitNote(requested, candidate.provider, candidate.model);
  return note === undefined ? [] : [note];
}

interface Failed {
  readonly error: PlugboardError;
  readonly candidate: Candidate;
  readonly notes: readonly string[];
}

function notBegun(
  { provider, model }: Candidate,
  { phase, code, status }: PlugboardError,
  durationMs: number,
): Attempt {
  return { provider, model, phase, durationMs, code, ...(status !== undefined && { status }) };
}

function hasFallback({ candidates }: Resolution): boolean {
  return candidates.filter(({ outcome }) => outcome !== 'passed-over').length > 1;
}

/**
 * Whether a file can no longer be read, so that no other candidate could get it. The known failure then explains more
 * than that.
 */
function isUsedUp({ loaded }: RunningCall): boolean {
  return [...loaded.values()].some(({ readable }) => !readable);
}

function noCandidate(resolution: Resolution): {
  candidate: undefined;
  error: PlugboardError;
  notes: readonly string[];
} {
  const error = new PlugboardError('model_not_found', `No provider was left for ${resolution.requested}.`);
  return { candidate: undefined, error, notes: [] };
}

function noteSwitch(call: RunningCall, from: Candidate, to: Candidate, error: PlugboardError): void {
  const message = `Fell back from ${from.provider}/${from.model} to ${to.provider}/${to.model} after ${error.code}.`;
  call.warn(message);
  call.services.log.warn(`plugboard: ${message}`, { code: error.code, status: error.status });
}

/**
 * The resolution with its outcome: the candidate that answered is `chosen`, and those that failed are `passed-over`.
 */
function answeredBy(
  resolution: Resolution,
  winner: Candidate,
  failed: ReadonlyMap<Candidate, PlugboardError> | undefined,
): Resolution {
  if (failed === undefined) return resolution;
  const candidates = resolution.candidates.map((candidate): Candidate => {
    const error = failed.get(candidate);
    if (error !== undefined) return { ...candidate, outcome: 'passed-over', reason: `failed with ${error.code}` };
    return candidate === winner ? { ...candidate, outcome: 'chosen' } : candidate;
  });
  const rank = { chosen: 0, fallback: 1, 'passed-over': 2 } as const;
  candidates.sort((a, b) => rank[a.outcome] - rank[b.outcome]);
  return { ...resolution, provider: winner.provider, model: winner.model, candidates };
}
