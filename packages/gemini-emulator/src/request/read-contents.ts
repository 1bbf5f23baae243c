import type { JsonObject } from '@plugboard/emulator-kit';
import { invalid, invalidField } from '../errors.ts';
import type { FileStore } from '../file-store.ts';
import { bytesAt, flagAt, listAt, messageAt, structAt, textAt } from './fields.ts';
import type { Content, FunctionCall, FunctionResponse, Part } from './generate-request.ts';
import { readFileData, readInline, readResponseMedia } from './read-media.ts';

const dataFields = ['text', 'inlineData', 'fileData', 'functionCall', 'functionResponse'] as const;
const serviceFields = [
  'executableCode',
  'codeExecutionResult',
  'toolCall',
  'toolResponse',
  'audioTranscription',
] as const;
const partFields = [
  ...dataFields,
  ...serviceFields,
  'thought',
  'thoughtSignature',
  'videoMetadata',
  'mediaResolution',
  'partMetadata',
  'mediaProcessing',
];

/** Reads the turns. */
export function readContents(body: JsonObject, store: FileStore): readonly Content[] {
  const contents = listAt(body['contents'], 'contents');
  if (contents.length === 0) throw invalidField('contents', 'contents is not specified');
  return contents.map((content, index) => readContent(content, `contents[${index}]`, store));
}

/** Reads the system instruction: text, whatever its role. */
export function readSystem(body: JsonObject, store: FileStore): readonly Part[] {
  const given = body['systemInstruction'];
  if (given === undefined) return [];
  const fields = messageAt(given, 'system_instruction', ['role', 'parts']);
  return readParts(fields['parts'], 'system_instruction', store);
}

function readContent(value: unknown, path: string, store: FileStore): Content {
  const fields = messageAt(value, path, ['role', 'parts']);
  const role = textAt(fields['role'], `${path}.role`) ?? 'user';
  // `function` is the older word for the turn with results.
  if (role !== 'user' && role !== 'model' && role !== 'function') {
    throw invalid('Please use a valid role: user, model.');
  }
  return { role: role === 'model' ? 'model' : 'user', path, parts: readParts(fields['parts'], path, store) };
}

function readParts(value: unknown, path: string, store: FileStore): readonly Part[] {
  const parts = listAt(value, `${path}.parts`);
  if (parts.length === 0) throw invalidField(`${path}.parts`, 'contents.parts must not be empty.');
  return parts.map((part, index) => readPart(part, `${path}.parts[${index}]`, store));
}

function readPart(value: unknown, path: string, store: FileStore): Part {
  const fields = messageAt(value, path, partFields);
  const data = [...dataFields, ...serviceFields].filter((name) => fields[name] !== undefined);
  if (data.length === 0) {
    throw invalidField(`${path}.data`, "required oneof field 'data' must have one initialized field");
  }
  if (data.length > 1) {
    throw invalid(
      `Invalid value at '${path}' (oneof), oneof field 'data' is already set. Cannot set '${String(data[1])}'`,
    );
  }
  const signature = textAt(fields['thoughtSignature'], `${path}.thought_signature`);
  if (signature !== undefined) bytesAt(signature, `${path}.thought_signature`);
  const { functionCall, functionResponse, inlineData, fileData } = fields;
  return {
    path,
    thought: flagAt(fields['thought'], `${path}.thought`),
    signature,
    text: textAt(fields['text'], `${path}.text`),
    ...(inlineData === undefined ? {} : { file: readInline(inlineData, `${path}.inline_data`) }),
    ...(fileData === undefined ? {} : readFileData(fileData, `${path}.file_data`, store)),
    ...(functionCall === undefined ? {} : { call: readCall(functionCall, `${path}.function_call`) }),
    ...(functionResponse === undefined
      ? {}
      : { response: readResponse(functionResponse, `${path}.function_response`) }),
  };
}

function readCall(value: unknown, path: string): FunctionCall {
  const fields = messageAt(value, path, ['id', 'name', 'args']);
  return {
    id: textAt(fields['id'], `${path}.id`),
    name: nameOf(fields, path),
    args: structAt(fields['args'], `${path}.args`) ?? {},
  };
}

function readResponse(value: unknown, path: string): FunctionResponse {
  const fields = messageAt(value, path, ['id', 'name', 'response', 'parts', 'willContinue', 'scheduling']);
  return {
    id: textAt(fields['id'], `${path}.id`),
    name: nameOf(fields, path),
    response: structAt(fields['response'], `${path}.response`) ?? {},
    files: readResponseMedia(listAt(fields['parts'], `${path}.parts`), `${path}.parts`),
  };
}

function nameOf(fields: JsonObject, path: string): string {
  const name = textAt(fields['name'], `${path}.name`) ?? '';
  if (name === '') throw invalidField(`${path}.name`, 'Name cannot be empty.');
  return name;
}
