/** One request in the access log. */
export interface AccessEntry {
  /** When it came, ISO 8601. */
  readonly time: string;
  /** As in the header `x-request-id`. */
  readonly requestId: string;
  readonly method: string;
  /** The path as documented, such as `/v1/models/{id}`; `other` for an unknown path. */
  readonly route: string;
  /** HTTP status. 499 if the client left before the head of the reply. */
  readonly status: number;
  readonly durationMs: number;
  /** Milliseconds until the first content of the answer. */
  readonly firstContentMs?: number | undefined;
  /** The name of the key. */
  readonly key?: string | undefined;
  /** The instance that answered, or failed. */
  readonly provider?: string | undefined;
  /** The service's own name of the model. */
  readonly model?: string | undefined;
  readonly stream?: boolean | undefined;
  /** Bytes of the body, inflated. */
  readonly receivedBytes?: number | undefined;
  /** The service's count. */
  readonly promptTokens?: number | undefined;
  /** The service's count. */
  readonly completionTokens?: number | undefined;
  /** `error.code` of what the client got. */
  readonly code?: string | undefined;
  /** When the client left, if it did. */
  readonly left?: LeaveMoment | undefined;
}

/** When a client left: while it sent its body, before the first content of the answer, or in the middle of it. */
export type LeaveMoment = 'body' | 'before-content' | 'answer';
