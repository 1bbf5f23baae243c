import type { JsonObject, Signatures } from '@plugboard/emulator-kit';
import { invalid } from '../errors.ts';
import type { Content, GenerateRequest, Part } from './generate-request.ts';

/** The documented placeholders for signatures of history that the service did not make. */
const standIns = ['skip_thought_signature_validator', 'context_engineering_is_the_way_to_go'];
const standInBytes = standIns.map((text) => Buffer.from(text).toString('base64'));

/** The text that a signature covers: for a call its name and arguments, for any other part nothing, so that only the model counts. */
export function signedText(part: Pick<Part, 'call'>): string {
  return part.call === undefined ? '' : JSON.stringify([part.call.name, sorted(part.call.args)]);
}

/** Refuses signatures that the emulator did not issue, and calls of the current turn without one. */
export function checkSignatures({ contents, model }: GenerateRequest, signatures: Signatures): void {
  for (const part of contents.flatMap(({ parts }) => parts)) {
    if (part.signature === undefined || part.signature === '' || isStandIn(part.signature)) continue;
    const verdict = signatures.judge(part.signature, model.id, signedText(part));
    if (verdict === 'altered') throw invalid('Corrupted thought signature.');
    if (verdict === 'foreign') throw invalid('Invalid thought signature.');
  }
  if (!model.signatures) return;
  const start = contents.findLastIndex(isQuestion);
  for (const [index, content] of contents.entries()) if (index > start) checkStep(content, index);
}

/** Requires a signature at the first call of each step. */
function checkStep({ role, parts }: Content, position: number): void {
  const first = parts.find(({ call }) => call !== undefined);
  if (role !== 'model' || first?.call === undefined) return;
  if (first.signature !== undefined && first.signature !== '') return;
  throw invalid(
    'Function call is missing a thought_signature in functionCall parts. This is required for tools to work correctly, ' +
      'and missing thought_signature may lead to degraded model performance. Additional data, function call ' +
      `\`default_api:${first.call.name}\` , position ${position}. Please refer to ` +
      'https://ai.google.dev/gemini-api/docs/thought-signatures for more details.',
  );
}

/** Whether a turn of the user has anything but results. The current turn begins there. */
function isQuestion({ role, parts }: Content): boolean {
  return role === 'user' && parts.some(({ response }) => response === undefined);
}

/** Accepts the text itself and its base64: the field contains bytes, and clients send both. */
function isStandIn(signature: string): boolean {
  return standIns.includes(signature) || standInBytes.includes(signature);
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const object = value as JsonObject;
  return Object.fromEntries(
    Object.keys(object)
      .toSorted()
      .map((key) => [key, sorted(object[key])]),
  );
}
