import { expectText, parameter, type JobInput, type Metrics } from './job.ts';
import { compileParser } from './compile-parser.ts';
import { cpuOf, growthOf } from './measure.ts';

/** Uploads one file. Measures milliseconds of CPU and, separately because watching costs CPU, the growth and the peak of memory in bytes. */
export async function run(input: JobInput): Promise<Metrics> {
  const { path, size, sha256 } = input.file;
  const module = await input.load();
  await compileParser(module, input.url);
  await module.create(`${input.url}/upload-${input.smallFile.size}`).upload(input.smallFile.path);
  const slow = parameter(input, 'slow') === 1;
  const client = module.create(`${input.url}/${slow ? 'slowupload' : 'upload'}-${size}`);
  const send = async (): Promise<void> => expectText(await client.upload(path), sha256);
  if (parameter(input, 'memory') === 1) {
    const growth = await growthOf(send);
    return { growth, peak: process.resourceUsage().maxRSS * 1024 };
  }
  const repeats = parameter(input, 'repeats');
  await send();
  const cpu = await cpuOf(async () => {
    for (let count = 0; count < repeats; count += 1) await send();
  });
  return { cpu: cpu / 1000 / repeats };
}
