export { parseKeyFile } from './access/key-file.ts';
export { createGateway, type Gateway, type Reconfigured } from './gateway.ts';
export type { CloseOptions, GatewayServer, ListenOptions } from './server.ts';
export {
  configurableOptionNames,
  type ConfigurableOptions,
  type GatewayKey,
  type GatewayOptions,
  type KeepAliveOptions,
  type KeyLimits,
} from './gateway-options.ts';
export type { AccessEntry, LeaveMoment } from './operation/access-entry.ts';
export { currentWorker, type GatewayWorker } from './workers/worker.ts';
export { startWorkers, WorkerStartError, type Workers, type WorkersOptions } from './workers/start-workers.ts';
