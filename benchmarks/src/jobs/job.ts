import type { ClientModule } from '../clients/bench-client.ts';
import type { GatewayProcess } from '../gateways/gateway-process.ts';
import type { SampleFile } from '../sample-file.ts';

/** What a client process is told to do. */
export interface JobInput {
  /** The URL of the server, without a scenario. */
  readonly url: string;
  /** The file for jobs that send one. */
  readonly file: SampleFile;
  /** A small file, to load the code before anything is measured. */
  readonly smallFile: SampleFile;
  readonly parameters: Readonly<Record<string, number>>;
  /** Loads the client that is measured. */
  readonly load: () => Promise<ClientModule>;
  /** Starts the gateway that is measured. It may not listen yet. */
  readonly startGateway: () => Promise<GatewayProcess>;
}

/** Figures by name. */
export type Metrics = Readonly<Record<string, number>>;

/** A module of `jobs/`. */
export interface JobModule {
  run(input: JobInput): Promise<Metrics>;
}

/** Throws unless the answer is right: otherwise the figure does not count. */
export function expectText(actual: string, expected: string): void {
  if (actual === expected) return;
  throw new Error(`The answer is wrong: ${actual.length} characters instead of ${expected.length}.`);
}

/** A parameter of a job. */
export function parameter({ parameters }: JobInput, name: string): number {
  const value = parameters[name];
  if (value === undefined) throw new Error(`The job lacks its parameter ${name}.`);
  return value;
}
