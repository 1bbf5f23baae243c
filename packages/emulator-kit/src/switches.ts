/** An answer that is a refusal, sent instead of the normal one. */
export interface Fault {
  readonly status: number;
  /** A string is sent as `text/html` unless `headers` say otherwise, anything else as JSON. Default: an error in the form of the service. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** Switches of every phase. */
export interface PhaseSwitches {
  /** Refuse. */
  readonly fail?: Fault | undefined;
  /** How many requests of the phase are refused with `fail`, from when it was set. Default: all. With `next`, it applies to one request. */
  readonly failures?: number | undefined;
  /** Milliseconds before the answer begins. Default 0. */
  readonly firstByteDelayMs?: number | undefined;
  /** Break the connection without an answer. Default false. */
  readonly reset?: boolean | undefined;
}

/** Switches of an event stream. */
export interface StreamSwitches {
  /** Milliseconds between events. Default: `delayMs` of the emulator. */
  readonly delayMs?: number | undefined;
  /** Each event is sent twice. Default false. */
  readonly repeatEvents?: boolean | undefined;
  /** After this many events, end the body as if the answer were complete. */
  readonly endAfterEvents?: number | undefined;
  /** After this many events, break the connection in the middle of the next one. */
  readonly resetAfterEvents?: number | undefined;
  /** After this many events, send nothing more and keep the connection. */
  readonly stallAfterEvents?: number | undefined;
  /** After this many events, send `errorBody` as an event and end. */
  readonly errorAfterEvents?: number | undefined;
  /** The body of `errorAfterEvents`. Default: an error in the form of the service. */
  readonly errorBody?: unknown;
  /** Send events of unknown types between the others. Default false. */
  readonly unknownEvents?: boolean | undefined;
  /** Send keep-alives between events. Default false. */
  readonly heartbeats?: boolean | undefined;
  /** Bytes of each write; 1 splits every character of several bytes. Default: each event is one write. */
  readonly bytesPerWrite?: number | undefined;
  /** Default `lf`. */
  readonly lineEnding?: 'lf' | 'crlf' | undefined;
  /** Leave the connection open after the last event. Default false. */
  readonly keepOpen?: boolean | undefined;
}

/** The switches of one phase of a scenario. */
export type SwitchesOf<Scenario, Phase extends keyof Scenario> = NonNullable<Scenario[Phase]>;
