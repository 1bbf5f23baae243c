/** A client that can be measured: a module of `clients/`. */
export type ClientName =
  | 'plugboard'
  | 'uploading-plugboard'
  | 'reka-web'
  | 'reka-api'
  | 'limit'
  | 'reka-limit'
  | 'anthropic'
  | 'anthropic-limit'
  | 'google'
  | 'google-limit'
  | 'openai'
  | 'fetch'
  | GatewayName;

/** A gateway that can be measured: see `gateways/`. */
export type GatewayName = 'gateway' | 'gateway-limit' | 'gateway-portkey';

/** One job, measured with several clients in turn. */
export interface Figure {
  readonly name: string;
  /** A module of `jobs/`. */
  readonly job: string;
  /** In this order: Plugboard, LIMIT, the openai package (for gateways: Portkey's), plain `fetch`. */
  readonly clients: readonly ClientName[];
  /** How often each client does the job. */
  readonly rounds: number;
  readonly parameters: Readonly<Record<string, number>>;
  /** Bytes of the file that the job sends. */
  readonly file?: number;
  /** What is different with `--quick`. */
  readonly quick: {
    readonly rounds: number;
    readonly parameters?: Readonly<Record<string, number>>;
    readonly file?: number;
  };
  readonly rows: readonly FigureRow[];
}

/** One line of the table. */
export interface FigureRow {
  readonly metric: string;
  readonly label: string;
  readonly unit: 'µs' | 'ms' | 'MB' | 'kB' | '×' | '';
  /** What is judged: Plugboard's ratio to LIMIT or to the third client, its difference from LIMIT, or its own value. */
  readonly judged: 'ratio' | 'peer' | 'difference' | 'value';
  /** The limits are lower bounds. */
  readonly more?: true;
  /** Absent: the figure is shown, but not judged. */
  readonly must?: number;
  readonly aim?: number;
}
