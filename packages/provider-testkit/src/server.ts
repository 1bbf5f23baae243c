export { startScriptedServer, type ScriptedServer, type ServerOptions } from './server/scripted-server.ts';
export type { Answer, AnswerData, Exchange as ServedExchange, Step } from './server/exchange.ts';
export type { ReceivedRequest } from './server/received-request.ts';
export type { RequestMatcher } from './server/request-matcher.ts';
export { drip, early, fin, gzip, half, pauseReading, raw, reset, slice, sse, stall, status } from './server/steps.ts';
