import { fileURLToPath } from 'node:url';
import { traceACall } from './trace-a-call.ts';

const image = fileURLToPath(new URL('../../describe-image/cat.jpeg', import.meta.url));
await traceACall(image, (line) => process.stdout.write(`${line}\n`));
