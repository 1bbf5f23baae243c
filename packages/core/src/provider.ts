export { defineProvider } from './plugins/define-provider.ts';
export type {
  ConfiguredProvider,
  InstanceOptions,
  ProviderDefinition,
  ProviderPlugin,
} from './plugins/define-provider.ts';
export type { Accepts, Call, Provider, ProviderHost } from './plugins/provider.ts';
export type {
  ChatMessage,
  ChatParameters,
  ChatRequest,
  ContentPart,
  ImageDetail,
  ReasoningEffort,
} from './plugins/chat-request.ts';
export type { ChatEvent, FinishReason, Usage } from './plugins/chat-event.ts';
export type { ResponseFormat, Tool, ToolCall, ToolChoice } from './plugins/tools.ts';
export type { Logger } from './plugins/logger.ts';
export type { Model } from './plugins/model.ts';
export type { Media, MediaKind, MediaReference } from './media/media.ts';
export type { Http, HttpDefaults, HttpFailure, HttpRequest, ServerSentEvent, Verdict } from './http/http.ts';
export { isReportedFailure } from './http/error/reported-failure.ts';
export type { Cookies, CookieJarLike } from './cookies/cookies.ts';
export { createTokens } from './session/create-tokens.ts';
export type { LoadedToken, Tokens } from './session/tokens.ts';
export { PlugboardError, type ErrorDetails } from './errors/plugboard-error.ts';
export type { Attempt } from './errors/attempt.ts';
export type { ErrorCode, Phase, WirePhase } from './errors/codes.ts';
