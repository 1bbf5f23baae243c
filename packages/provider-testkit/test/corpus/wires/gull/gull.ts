import type { Call, ChatEvent, ChatRequest, ConfiguredProvider, Http } from '@plugboard/core/provider';
import { Egret, egret, type EgretAnswer, type EgretState } from '../egret/egret.ts';

/** The Gull makes jobs: a request begins one, and others ask about it until it is done. What it answers is the Egret's. */
export interface GullJob {
  readonly job?: string;
  readonly state?: string;
  readonly answers?: readonly EgretAnswer[];
  readonly error?: EgretAnswer['error'];
}

/** How often a job is asked about; with the pauses in between, some minutes. */
const mostAsked = 120;

/** A right provider for the Gull. Faults override what they get wrong. */
export class Gull extends Egret {
  override async *stream(request: ChatRequest, call: Call): AsyncIterable<ChatEvent> {
    const http = this.open(call);
    const job = await this.done(await this.begin(request, http), http, call);
    if (job.state !== 'done' || job.error !== undefined) {
      throw http.failure('chat', { error: job.error ?? { message: `The job is ${job.state ?? 'lost'}.` } });
    }
    const state: EgretState = { calls: 0, usage: undefined, finishReason: undefined };
    for (const answer of job.answers ?? []) yield* this.take(answer, state);
    yield* this.finish(state);
  }

  async begin(request: ChatRequest, http: Http): Promise<GullJob> {
    const json = { model: request.model, ...this.body(request) };
    return (await http.json({ phase: 'chat', url: '/v1/jobs', json })) as GullJob;
  }

  async done(begun: GullJob, http: Http, call: Call): Promise<GullJob> {
    let job = begun;
    for (let asked = 0; this.isPending(job) && asked < mostAsked; asked += 1) {
      await this.pause(call, asked);
      job = await this.ask(http, begun.job ?? '');
    }
    return job;
  }

  isPending({ state }: GullJob): boolean {
    return state === 'waiting' || state === 'running';
  }

  /** A little longer each time. */
  pause(call: Call, asked: number): Promise<void> {
    return call.sleep(Math.min(250 * 1.5 ** asked, 5_000));
  }

  async ask(http: Http, job: string): Promise<GullJob> {
    return (await http.json({ phase: 'chat', url: `/v1/jobs/${job}` })) as GullJob;
  }
}

/** The plugin, as a package would export it, with a key. */
export function gull(Kind: typeof Gull = Gull): ConfiguredProvider {
  return egret(Kind);
}
