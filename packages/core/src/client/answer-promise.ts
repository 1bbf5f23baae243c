import type { HttpResponseFacts } from '../call/committed-call.ts';

/** An answer with the response that brought it. */
export interface AnswerWithResponse<T> {
  readonly data: T;
  readonly response: HttpResponseFacts;
  /** The service's id of the request, for its support; `null` when the service gave none. */
  readonly request_id: string | null;
}

/** What `create()` and `parse()` return: a promise of the answer. */
export interface AnswerPromise<T> extends Promise<T> {
  /** The answer together with status, headers and address of the service's response. */
  withResponse(): Promise<AnswerWithResponse<T>>;
}

/** Filled in when the call has its answer. */
export interface AnswerOrigin {
  response?: (() => { readonly http: HttpResponseFacts; readonly requestId: string | undefined }) | undefined;
}

/** Adds `withResponse()` to the promise of an answer. */
export function answerPromise<T>(answer: Promise<T>, origin: AnswerOrigin): AnswerPromise<T> {
  return Object.assign(answer, {
    async withResponse(): Promise<AnswerWithResponse<T>> {
      const data = await answer;
      if (origin.response === undefined) throw new TypeError('An answer has a response.');
      const { http, requestId } = origin.response();
      return { data, response: http, request_id: requestId ?? http.headers.get('x-request-id') };
    },
  });
}
