import { asBase64, PlugboardError, type ContentPart, type Media } from '@plugboard/core/provider';

/** A block of content as the service has it. */
export interface Block {
  readonly type: string;
  readonly [field: string]: unknown;
}

/** Options for making blocks. */
export interface BlockOptions {
  /** Whether citations are requested for every document. */
  readonly citations: boolean;
}

type FilePart = Exclude<ContentPart, { type: 'text' }>;

/** The blocks of texts and files. Empty texts, which the service refuses, are left out. */
export function userBlocks(content: readonly ContentPart[], where: string, options: BlockOptions): readonly Block[] {
  return content.flatMap((part, position): readonly Block[] => {
    if (part.type !== 'text') return [fileBlock(part, `${where}.content[${position}]`, options)];
    return part.text.trim() === '' ? [] : [{ type: 'text', text: part.text, ...part.fields }];
  });
}

/** A single text stays a string, as people write it. */
export function contentOf(blocks: readonly Block[]): string | readonly Block[] {
  const [first, second] = blocks;
  if (first === undefined || second !== undefined || first.type !== 'text') return blocks;
  const { type: _type, text, ...fields } = first;
  return typeof text === 'string' && Object.keys(fields).length === 0 ? text : blocks;
}

function fileBlock(part: FilePart, where: string, { citations }: BlockOptions): Block {
  const type = blockTypes.get(part.type);
  if (type === undefined) {
    throw refused(`The service takes text, images and PDFs, but ${where} is of kind ${part.type}.`, where);
  }
  const asked = type === 'document' && citations ? { citations: { enabled: true } } : {};
  return { type, source: sourceOf(part, where), ...asked, ...part.fields };
}

const blockTypes: ReadonlyMap<string, string> = new Map([
  ['image', 'image'],
  ['pdf', 'document'],
]);

const imageTypes: ReadonlySet<string> = new Set(['image/jpeg', 'image/png', 'image/gif', 'image/webp']);

function sourceOf({ type, source, isFileId }: FilePart, where: string): object {
  if (typeof source !== 'string') return inlineSource(type, source, where);
  if (isFileId === true || !/^https?:\/\//i.test(source)) return { type: 'file', file_id: source };
  if (/^http:/i.test(source)) {
    throw refused(`The service fetches files only from https: URLs, but ${where} has an http: URL.`, where);
  }
  return { type: 'url', url: source };
}

function inlineSource(kind: FilePart['type'], media: Media, where: string): object {
  if (kind === 'image' && !imageTypes.has(media.type)) {
    throw refused(
      `The service takes images of the types JPEG, PNG, GIF and WebP, but ${where} is ${media.type}.`,
      where,
    );
  }
  return { type: 'base64', media_type: media.type, data: asBase64(media) };
}

function refused(message: string, param: string): PlugboardError {
  return new PlugboardError('unsupported', message, { param });
}
