import { invalid } from '../errors.ts';
import type { Content, FunctionCall, FunctionResponse } from './generate-request.ts';

/** Requires that a turn with calls is followed by the turn with their results. Consecutive turns of one role count as one. */
export function checkTurns(contents: readonly Content[]): void {
  const turns = joined(contents);
  for (const [index, { role, parts }] of turns.entries()) {
    const before = turns[index - 1];
    const calls = parts.flatMap(({ call }) => call ?? []);
    const responses = parts.flatMap(({ response }) => response ?? []);
    if (role === 'user' && calls.length > 0) {
      throw invalid('Please ensure that function call parts are in a turn of the model.');
    }
    if (calls.length > 0 && before === undefined) {
      throw invalid(
        'Please ensure that function call turn comes immediately after a user turn or after a function response turn.',
      );
    }
    if (responses.length > 0 && callsOf(before).length === 0) {
      throw invalid('Please ensure that function response turn comes immediately after a function call turn.');
    }
    const next = turns[index + 1];
    if (calls.length > 0 && next !== undefined) checkAnswered(calls, responsesOf(next));
  }
}

function joined(contents: readonly Content[]): readonly Content[] {
  return contents.reduce<readonly Content[]>((before, content) => {
    const previous = before.at(-1);
    if (previous?.role !== content.role || isResult(previous) !== isResult(content)) return [...before, content];
    return [...before.slice(0, -1), { ...previous, parts: [...previous.parts, ...content.parts] }];
  }, []);
}

function isResult({ parts }: Content): boolean {
  return parts.some(({ response }) => response !== undefined);
}

function callsOf(content: Content | undefined): readonly FunctionCall[] {
  return content?.parts.flatMap(({ call }) => call ?? []) ?? [];
}

function responsesOf({ parts }: Content): readonly FunctionResponse[] {
  return parts.flatMap(({ response }) => response ?? []);
}

/** Requires as many results as calls. They are matched by id if both have one, otherwise by name and order. */
function checkAnswered(calls: readonly FunctionCall[], responses: readonly FunctionResponse[]): void {
  if (calls.length !== responses.length) {
    throw invalid(
      'Please ensure that the number of function response parts is equal to the number of function call parts of the function call turn.',
    );
  }
  for (const [index, response] of responses.entries()) {
    const call = calls.find(({ id }) => id !== undefined && id === response.id) ?? calls[index];
    if (call?.name === response.name) continue;
    throw invalid(
      `Please ensure that function response names match the function call names: expected ${call?.name ?? 'none'}, got ${response.name}.`,
    );
  }
}
