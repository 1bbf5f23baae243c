import type { ChatEvent, FileEvent, FinishReason, Usage } from '../contract/chat-event.ts';
import type {
  CompletionAudio,
  CompletionFile,
  CompletionFinishReason,
  CompletionImage,
  CompletionUsage,
  ServiceResponse,
  ServiceTier,
  UrlCitation,
} from '../contract/completion.ts';
import { isRecord, type JsonObject } from '../util/is-record.ts';

type Finish = Extract<ChatEvent, { type: 'finish' }>;
type Source = Extract<ChatEvent, { type: 'source' }>;
type Response = Extract<ChatEvent, { type: 'response' }>;

const finishReasons: Readonly<Record<FinishReason, CompletionFinishReason>> = {
  stop: 'stop',
  length: 'length',
  'content-filter': 'content_filter',
  'tool-calls': 'tool_calls',
  // OpenAI's type has no word for it. `native_finish_reason` has the service's own.
  other: 'stop',
};

/** OpenAI's word for a finish reason. */
export function toFinishReason(reason: FinishReason): CompletionFinishReason {
  return finishReasons[reason] ?? 'stop';
}

/** The service's own finish reason, if it differs from OpenAI's word for it. */
export function nativeFinishReason({ reason, rawReason }: Finish): { readonly native_finish_reason?: string } {
  const native = rawReason ?? (reason === 'other' ? reason : undefined);
  return native === undefined || native === toFinishReason(reason) ? {} : { native_finish_reason: native };
}

/** A token count under OpenAI's names. Takes parts that only OpenAI counts from the service's own object. */
export function toCompletionUsage(usage: Usage): CompletionUsage {
  const { inputTokens, outputTokens, totalTokens, cachedInputTokens, cacheWriteTokens, reasoningTokens, raw } = usage;
  const counts = {
    prompt_tokens: inputTokens,
    completion_tokens: outputTokens,
    total_tokens: totalTokens ?? inputTokens + outputTokens,
  };
  const input = {
    ...countsIn(raw?.['prompt_tokens_details']),
    ...(cachedInputTokens !== undefined && { cached_tokens: cachedInputTokens }),
    ...(cacheWriteTokens !== undefined && { cache_write_tokens: cacheWriteTokens }),
  };
  const output = {
    ...countsIn(raw?.['completion_tokens_details']),
    ...(reasoningTokens !== undefined && { reasoning_tokens: reasoningTokens }),
  };
  return {
    ...counts,
    ...(Object.keys(input).length > 0 && { prompt_tokens_details: input }),
    ...(Object.keys(output).length > 0 && { completion_tokens_details: output }),
    ...(raw !== undefined && { raw }),
  };
}

function countsIn(value: unknown): Readonly<Record<string, number>> {
  if (!isRecord(value)) return {};
  return Object.fromEntries(
    Object.entries(value).filter((entry): entry is [string, number] => Number.isFinite(entry[1])),
  );
}

/** Top-level fields of a completion or chunk that come from the service. */
export interface ServiceFields {
  readonly service?: ServiceResponse;
  readonly system_fingerprint?: string;
  readonly service_tier?: ServiceTier;
}

/**
 * What the service reported about its answer: at its beginning and, in `late`, at its end.
 * @param requestIdOfResponse - From the headers of the response, in case the provider does not report the id.
 */
export function toServiceFields(
  response: Response | undefined,
  late: JsonObject | undefined,
  requestIdOfResponse: string | undefined,
): ServiceFields {
  if (response === undefined && late === undefined && requestIdOfResponse === undefined) return {};
  const { id, model, created, requestId = requestIdOfResponse, fields } = response ?? {};
  const said: JsonObject = late === undefined ? (fields ?? {}) : { ...fields, ...late };
  // Written one by one: V8 takes several times longer for a chain of spreads, and each chat passes here.
  const service: Writable<Pick<ServiceResponse, 'id' | 'model' | 'created' | 'request_id'>> = {};
  if (id !== undefined) service.id = id;
  if (model !== undefined) service.model = model;
  if (created !== undefined) service.created = created;
  if (requestId !== undefined) service.request_id = requestId;
  const others = withoutTopFields(said);
  const { system_fingerprint: fingerprint, service_tier: tier } = said;
  const top: Writable<ServiceFields> = {};
  if (others !== undefined) top.service = { ...service, ...others };
  else if (id !== undefined || model !== undefined || created !== undefined || requestId !== undefined) {
    top.service = service;
  }
  if (typeof fingerprint === 'string') top.system_fingerprint = fingerprint;
  if (isServiceTier(tier)) top.service_tier = tier;
  return top;
}

type Writable<T> = { -readonly [Name in keyof T]: T[Name] };

/** The fields that go into `service`. `undefined` if there are none. */
function withoutTopFields(said: JsonObject): JsonObject | undefined {
  for (const name in said) {
    if (name === 'system_fingerprint' || name === 'service_tier') continue;
    const { system_fingerprint: _fingerprint, service_tier: _tier, ...others } = said;
    return others;
  }
  return undefined;
}

/** Accepts any string: services have more words than OpenAI's type, and the official client lets them pass too. */
function isServiceTier(value: unknown): value is NonNullable<ServiceTier> {
  return typeof value === 'string';
}

/** A source as the citation of a passage. */
export function toCitation({ url, title = '', text, start = 0, end = 0 }: Source): UrlCitation {
  return {
    type: 'url_citation',
    url_citation: { url, title, start_index: start, end_index: end, ...(text !== undefined && { content: text }) },
  };
}

/** The fields of a message that contain files. */
export interface FileFields {
  readonly images?: CompletionImage[];
  readonly audio?: CompletionAudio;
  readonly files?: CompletionFile[];
}

/** Puts pictures into `images`, the first sound that has its bytes into `audio`, and all other files into `files`. */
export function toFileFields(events: readonly FileEvent[]): FileFields {
  const images: CompletionImage[] = [];
  const files: CompletionFile[] = [];
  let audio: CompletionAudio | undefined;
  for (const { mediaType, data, url = `data:${mediaType};base64,${data ?? ''}`, ...more } of events) {
    if (mediaType.startsWith('image/')) {
      images.push({ type: 'image_url', index: images.length, image_url: { url } });
    } else if (mediaType.startsWith('audio/') && data !== undefined && audio === undefined) {
      const { id = '', transcript = '', expiresAt = 0 } = more;
      audio = { id, data, transcript, expires_at: expiresAt };
    } else {
      files.push({ media_type: mediaType, url });
    }
  }
  return {
    ...(images.length > 0 && { images }),
    ...(audio !== undefined && { audio }),
    ...(files.length > 0 && { files }),
  };
}
