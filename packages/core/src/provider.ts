export {
  defineProvider,
  type ConfiguredProvider,
  type InstanceOptions,
  type ProviderDefinition,
  type ProviderPlugin,
} from './contract/define-provider.ts';
export type { Accepts } from './contract/model.ts';
export type { Call, Provider, UploadCall, Warning } from './contract/provider.ts';
export type { ProviderHost, Logger } from './contract/provider-host.ts';
export type {
  ChatMessage,
  ChatParameters,
  ChatRequest,
  ContentPart,
  ImageDetail,
  PartForm,
  RefusalForm,
  ReasoningEffort,
} from './contract/chat-request.ts';
export type {
  ChatEvent,
  FileEvent,
  FinishReason,
  ReasoningDetail,
  ReasoningDetailEvent,
  ResponseEvent,
  TokenLogprob,
  Usage,
} from './contract/chat-event.ts';
export { isJsonObject, type JsonObject } from './util/is-record.ts';
export type { CustomToolCall, ResponseFormat, Tool, ToolCall, ToolChoice } from './contract/tools.ts';
export type { Model } from './contract/model.ts';
export {
  asBase64,
  type Base64Media,
  type Media,
  type MediaBytesOptions,
  type MediaContent,
  type MediaKind,
  type MediaReference,
} from './contract/media.ts';
export type {
  FailedResponse,
  FormValue,
  Http,
  HttpDefaults,
  HttpFailure,
  HttpHeaders,
  HttpRequest,
  ServerSentEvent,
  UnsignedRequest,
  Verdict,
} from './contract/http.ts';
export { isReportedFailure } from './errors/reported-failure.ts';
export type { Cookies, CookieJarLike, LoadedToken, Tokens } from './contract/credentials.ts';
export { createTokens } from './auth/create-tokens.ts';
export { mapEvents, type MapEvent } from './stream/map-events.ts';
export { TextTemplate } from './stream/text-template.ts';
export { PlugboardError, type ErrorDetails } from './errors/plugboard-error.ts';
export type { Attempt } from './errors/plugboard-error.ts';
export type { ErrorCode, Phase, WirePhase } from './errors/codes.ts';
export { assertFilesFit, filesBeyond } from './contract/inline-files.ts';
export { argumentsOf, jsonObjectIn, textIn } from './contract/wire-values.ts';
export { isBaseUrl, isHeaderName, isHeaderValue, isHeaderWord } from './contract/option-checks.ts';
