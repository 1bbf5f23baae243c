import type { JsonObject, Signatures } from '@plugboard/emulator-kit';
import { invalid } from '../errors.ts';
import type { Content, GenerateRequest, Part } from './generate-request.ts';

/** What the service documents as the signature of history that it did not make. */
const standIns = ['skip_thought_signature_validator', 'context_engineering_is_the_way_to_go'];
const standInBytes = standIns.map((text) => Buffer.from(text).toString('base64'));

/** What a signature is bound to: a call to its name and arguments, any other part to the model alone. */
export function signedText(part: Pick<Part, 'call'>): string {
  return part.call === undefined ? '' : JSON.stringify([part.call.name, sorted(part.call.args)]);
}

/** Refuses signatures that are not what the emulator gave out, and calls of the current turn that lack theirs. */
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

/** The first call of each step has to have a signature. */
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

/** A turn of the user with anything but results: where the current turn begins. */
function isQuestion({ role, parts }: Content): boolean {
  return role === 'user' && parts.some(({ response }) => response === undefined);
}

/** The text itself, or its bytes in base64: the field is one of bytes, and clients write both. */
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
