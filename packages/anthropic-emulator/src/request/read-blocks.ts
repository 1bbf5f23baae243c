import { fieldOf, type JsonObject, type ReceivedFile } from '@plugboard/emulator-kit';
import { invalid } from '../errors.ts';
import type { FileStore } from '../file-store.ts';
import { alternatives, at, flagAt, forbidOthers, listAt, objectAt, textAt } from './fields.ts';
import type { ImageSize } from './image-size.ts';
import type { ApiVersion, Block, Turn } from './messages-request.ts';
import { readDocument, readImage, type Media } from './read-media.ts';

/** What reading the blocks of a request depends on. */
export interface BlockContext {
  readonly version: ApiVersion;
  readonly files: FileStore;
  /** Whether a beta was named. Assistant turns may then have its blocks. */
  readonly beta: boolean;
  /** Every image with its place, in order. */
  readonly images: { readonly path: string; readonly size: ImageSize | undefined }[];
}

type Role = Turn['role'] | 'tool_result';

/** The blocks that a turn may have. Blocks of the service's own tools are accepted unchecked. */
const allowed: Readonly<Record<Role, readonly string[]>> = {
  system: ['text'],
  user: ['text', 'image', 'document', 'search_result', 'tool_result', 'container_upload'],
  assistant: ['text', 'thinking', 'redacted_thinking', 'tool_use', 'server_tool_use', 'web_search_tool_result'],
  tool_result: ['text', 'image', 'document', 'search_result', 'tool_reference'],
};

const betaBlocks: ReadonlySet<string> = new Set(['compaction', 'fallback', 'mcp_tool_listing', 'mcp_tool_use']);

const knownFields: Readonly<Record<string, ReadonlySet<string>>> = {
  text: new Set(['type', 'text', 'cache_control', 'citations']),
  image: new Set(['type', 'source', 'cache_control', 'transformations']),
  document: new Set(['type', 'source', 'cache_control', 'citations', 'context', 'title']),
  tool_use: new Set(['type', 'id', 'name', 'input', 'cache_control', 'caller', 'toolset_name']),
  tool_result: new Set(['type', 'tool_use_id', 'content', 'is_error', 'cache_control', 'toolset_name']),
  thinking: new Set(['type', 'thinking', 'signature']),
  redacted_thinking: new Set(['type', 'data']),
};

/** Reads `content`: a string is one text block. */
export function readContent(content: unknown, path: string, role: Role, context: BlockContext): readonly Block[] {
  if (typeof content !== 'string') {
    return listAt(content, path).map((block, index) => readBlock(block, at(path, index), role, context));
  }
  return content === '' ? [] : [readBlock({ type: 'text', text: content }, at(path, 0), role, context)];
}

function readBlock(value: unknown, path: string, role: Role, context: BlockContext): Block {
  const fields = objectAt(value, path);
  const type = textAt(fields, 'type', path);
  checkPlace(type, path, role, context);
  const place = `${path}.${type}`;
  const known = knownFields[type];
  if (known !== undefined) forbidOthers(fields, known, place);
  switch (type) {
    case 'text':
      checkText(fields, place, role, context.version);
      break;
    case 'image':
      return withMedia(readImage(fields, place, context.files), { type, path, fields }, context);
    case 'document':
      return withMedia(readDocument(fields, place, context.files), { type, path, fields }, context);
    case 'tool_use':
      checkId(textAt(fields, 'id', place), `${place}.id`);
      textAt(fields, 'name', place);
      objectAt(fieldOf(fields, 'input'), `${place}.input`);
      break;
    case 'tool_result':
      return readToolResult(fields, path, context);
    case 'thinking':
      textAt(fields, 'thinking', place);
      textAt(fields, 'signature', place);
      break;
    case 'redacted_thinking':
      textAt(fields, 'data', place);
      break;
    default:
  }
  return { type, path, fields, files: [], remote: [] };
}

function checkPlace(type: string, path: string, role: Role, { version, beta }: BlockContext): void {
  if (type === 'tool_use' && role === 'user') {
    throw invalid(`${path}: \`tool_use\` blocks can only be in \`assistant\` messages`);
  }
  if (type === 'tool_result' && role === 'assistant') {
    throw invalid(`${path}: \`tool_result\` blocks can only be in \`user\` messages`);
  }
  const oldDocument = type === 'document' && role === 'assistant' && version === '2023-06-01';
  const ofService = role === 'assistant' && /_tool_result$|^container_upload$/.test(type);
  const ofBeta = role === 'assistant' && beta && betaBlocks.has(type);
  if (allowed[role].includes(type) || oldDocument || ofService || ofBeta) return;
  const tags = alternatives(allowed[role]).replace(' or ', ', ');
  throw invalid(`${path}: Input tag '${type}' found using 'type' does not match any of the expected tags: ${tags}`);
}

function checkText(fields: JsonObject, place: string, role: Role, version: ApiVersion): void {
  const text = textAt(fields, 'text', place);
  const [where] = place.split('.');
  if (text === '') throw invalid(`${where ?? 'messages'}: text content blocks must be non-empty`);
  if (text.trim() === '') throw invalid(`${where ?? 'messages'}: text content blocks must contain non-whitespace text`);
  const citations = fieldOf(fields, 'citations');
  const has = Array.isArray(citations) && citations.length > 0;
  if (has && role !== 'assistant' && version === '2026-10-21') {
    throw invalid(`${place}.citations: Extra inputs are not permitted`);
  }
}

function checkId(id: string, place: string): void {
  if (!/^[a-zA-Z0-9_-]+$/.test(id)) throw invalid(`${place}: String should match pattern '^[a-zA-Z0-9_-]+$'`);
}

function readToolResult(fields: JsonObject, path: string, context: BlockContext): Block {
  const place = `${path}.tool_result`;
  checkId(textAt(fields, 'tool_use_id', place), `${place}.tool_use_id`);
  flagAt(fields, 'is_error', place);
  const content = fieldOf(fields, 'content');
  const inside = content === undefined ? [] : readContent(content, `${place}.content`, 'tool_result', context);
  return {
    type: 'tool_result',
    path,
    fields,
    files: inside.flatMap(({ files }) => files),
    remote: inside.flatMap(({ remote }) => remote),
  };
}

function withMedia(
  { file, size, url }: Media,
  block: { readonly type: string; readonly path: string; readonly fields: JsonObject },
  { images }: BlockContext,
): Block {
  if (block.type === 'image') images.push({ path: block.path, size });
  const files: readonly ReceivedFile[] = file === undefined ? [] : [file];
  return { ...block, files, remote: url === undefined ? [] : [url] };
}
