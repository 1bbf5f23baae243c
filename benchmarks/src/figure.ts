/** A client that can be measured: a module of `clients/`, or `bare` for node alone. */
export type ClientName = 'plugboard' | 'limit' | 'openai' | 'reka-plugboard' | 'reka-limit' | 'bare';

/** One job, measured with several clients in turn. */
export interface Figure {
  readonly name: string;
  /** A module of `jobs/`. */
  readonly job: string;
  /** In the order of `[plugboard, limit, openai]`; `bare` is what `above` refers to. */
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
  /** What the limits are compared with: Plugboard's share of LIMIT, its own value, or its value less that of bare node. */
  readonly judged: 'ratio' | 'value' | 'above-bare';
  /** Absent: shown, not judged. */
  readonly must?: number;
  readonly aim?: number;
}
