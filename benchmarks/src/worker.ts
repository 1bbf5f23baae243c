// A client process: does one job with one client and writes what it measured to standard output.
import type { ClientModule } from './clients/bench-client.ts';
import type { GatewayName } from './figure.ts';
import type { JobInput, JobModule } from './jobs/job.ts';

/** What the main process passes as an argument. */
export interface WorkerOrder extends Omit<JobInput, 'load' | 'startGateway'> {
  readonly job: string;
  readonly client: string;
}

const { job, client, ...input } = JSON.parse(process.argv[2] ?? '{}') as WorkerOrder;
const { run } = (await import(`./jobs/${job}.js`)) as JobModule;
const load = async (): Promise<ClientModule> => {
  const module: unknown = await import(`./clients/${client}.js`);
  return module as ClientModule;
};
const startGateway: JobInput['startGateway'] = async () => {
  const { spawnGateway } = await import('./gateways/gateway-process.js');
  return spawnGateway(client as GatewayName, input.url);
};
const metrics = await run({ ...input, load, startGateway });
process.stdout.write(JSON.stringify(metrics), () => process.exit(0));
