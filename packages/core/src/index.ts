export { Client } from './client/client.ts';
export type { ClientOptions, HttpDispatcher, RetryOptions, TimeoutOptions } from './client/client-options.ts';
export { type Container, CLOCK, HTTP_DISPATCHER, RANDOM, type Random } from './client/client-options.ts';
export type { Config, ProviderConfig } from './config/check-config.ts';

export type { ChatCompletions } from './client/chat-completions.ts';
export type {
  AssistantMessageParam,
  CreateParams,
  FunctionMessageParam,
  ImageUrl,
  InputAudio,
  InputFile,
  MediaUrl,
  MessageFields,
  MessageParam,
  MessagePart,
  ProviderOptions,
  SpokenMessageParam,
  StreamOptions,
  ToolCallParam,
  ToolChoiceParam,
  ToolMessageParam,
  ToolParam,
} from './client/create-params.ts';
export { takeReady } from './client/take-ready.ts';
export { parseChatBody, type ChatBodyOptions } from './client/parse/parse-chat-body.ts';
export type { Progress, RequestOptions, RunToolsOptions } from './client/chat-completions.ts';
export type { MediaKind } from './contract/media.ts';
export type { MediaInput } from './media/media-input.ts';
export { file, NamedFile } from './media/named-file.ts';

export type { AnswerPromise, AnswerWithResponse } from './client/chat-completions.ts';
export type { HttpResponseFacts } from './call/committed-call.ts';
export type { ChatCompletionStream, ChunkStream } from './client/chat-completions.ts';
export type { ParsedChatCompletionStream } from './client/chat-completions.ts';
export type {
  OutputSchema,
  ParseableFormat,
  ParsedChatCompletion,
  ParsedChoice,
  ParsedMessage,
  ParsedOf,
  ParsedToolCall,
  ParseFormat,
  ParseParams,
} from './client/parsed-completion.ts';
export type {
  AnswerEmitter,
  ChatCompletionEmitter,
  ChatCompletionEvents,
  ChatCompletionSnapshot,
  ChunkEmitter,
  SnapshotChoice,
  StreamParams,
  ToolCallArguments,
} from './client/completion-events.ts';
export type {
  ChatCompletionRunner,
  ChatCompletionStreamingRunner,
  ParseableTool,
  RunEvents,
  RunnableFunctionFacts,
  RunnableFunctionTool,
  RunnableTool,
  RunOfFunction,
  RunToolsParams,
  StreamedRunEvents,
  ToolResultMessage,
} from './client/tool-runner.ts';
export type {
  ChatCompletion,
  ChatCompletionChunk,
  ChoiceLogprobs,
  ChunkChoice,
  ChunkDelta,
  CompletionAudio,
  CompletionChoice,
  CompletionFile,
  CompletionFinishReason,
  CompletionImage,
  CompletionMessage,
  CompletionTokensDetails,
  CompletionUsage,
  PromptTokensDetails,
  ServiceResponse,
  ServiceTier,
  ToolCallDelta,
  UrlCitation,
} from './contract/completion.ts';
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
export type { JsonObject } from './util/is-record.ts';
export type { ImageDetail, ReasoningEffort } from './contract/chat-request.ts';
export type { CustomToolCall, ResponseFormat, Tool, ToolCall, ToolChoice } from './contract/tools.ts';

export { type Candidate, formatResolution, type Resolution } from './contract/resolution.ts';
export type { Diagnosis, ProviderDiagnosis } from './client/diagnose.ts';
export type { CredentialDiagnosis } from './registry/find-credentials.ts';
export type {
  ListedModel,
  ListedModelPage,
  ListedModels,
  ListModelsOptions,
  ModelAlias,
  ModelDescription,
  Models,
  RetrieveModelOptions,
} from './client/models.ts';
export { coversModel, isPattern, type Model } from './contract/model.ts';

export { PlugboardError, type ErrorDetails } from './errors/plugboard-error.ts';
export type { Attempt } from './errors/plugboard-error.ts';
export { errorCodes, type ErrorCode, type Phase, type WirePhase } from './errors/codes.ts';

export type { Accepts } from './contract/model.ts';
export type {
  ConfiguredProvider,
  InstanceOptions,
  ProviderPlugin,
  UnsupportedMode,
} from './contract/define-provider.ts';
export type { Logger } from './contract/provider-host.ts';

export type { Clock } from './util/clock.ts';
