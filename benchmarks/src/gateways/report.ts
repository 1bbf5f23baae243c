// Loaded into every gateway process: reports its resources whenever the benchmark asks.
import type { GatewayUse } from './gateway-process.js';

process.on('message', () => {
  globalThis.gc?.();
  const { user, system } = process.cpuUsage();
  const { rss, heapUsed, external } = process.memoryUsage();
  const use: GatewayUse = { cpu: user + system, rss, held: heapUsed + external };
  process.send?.(use);
});
process.on('disconnect', () => process.exit());
