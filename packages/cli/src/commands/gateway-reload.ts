import { Client, PlugboardError } from '@plugboard/core';
import type { Gateway, GatewayKey } from '@plugboard/gateway';
import type { CommandIo } from '../command-io.ts';
import type { Arguments } from '../read-arguments.ts';
import { describeChanges } from './config-changes.ts';
import { noKeysAnyMore } from './gateway-config.ts';
import { readGatewaySetup, type GatewaySetup } from './gateway-setup.ts';

/** Who is told what. */
export interface ReloadNotes {
  /** What a changed file with keys led to. */
  readonly keys: (message: string) => void;
  /** What has changed with a config that was read again. */
  readonly taken: (message: string) => void;
  /** What is wrong with it. */
  readonly refused: (message: string) => void;
}

/** Keeps a gateway as its config is: keys follow their files, and everything else when somebody asks for it. */
export class GatewayReload {
  readonly #gateway: Gateway;
  readonly #args: Arguments;
  readonly #io: CommandIo;
  readonly #notes: ReloadNotes;
  #setup: GatewaySetup;
  /** The client that was made here, if the first one has been replaced. */
  #client: Client | undefined;
  #stopWatching: (() => void) | undefined;
  /** One after the other. */
  #last: Promise<unknown> = Promise.resolve();
  readonly #closings = new Set<Promise<void>>();

  /** @param setup - That of the gateway. */
  constructor(gateway: Gateway, setup: GatewaySetup, args: Arguments, io: CommandIo, notes: ReloadNotes) {
    this.#gateway = gateway;
    this.#setup = setup;
    this.#args = args;
    this.#io = io;
    this.#notes = notes;
  }

  /** Takes other keys about a second after a file with keys has changed. */
  watchKeys(): void {
    this.#stopWatching?.();
    this.#stopWatching = this.#setup.config.watchKeys((keys) => this.#takeKeys(keys), this.#notes.keys);
  }

  /**
   * Reads the config again, and takes it if nothing is wrong with it. Answers that are under way end with the client that they began
   * with.
   *
   * @returns Whether it was taken.
   */
  reload(): Promise<boolean> {
    const reloaded = this.#last.then(() => this.#reload());
    this.#last = reloaded;
    return reloaded;
  }

  /** Stops watching, and closes the clients that were made here. The gateway is closed by now. */
  async close(): Promise<void> {
    await this.#last;
    this.#stopWatching?.();
    await Promise.all([this.#client?.close(), ...this.#closings]);
  }

  async #reload(): Promise<boolean> {
    const { config, root } = this.#args;
    let client: Client | undefined;
    try {
      client = new Client({ config, root });
      const setup = await readGatewaySetup(client, this.#args, this.#io);
      if (this.#setup.options.keys !== undefined && setup.options.keys === undefined)
        throw new PlugboardError('config_invalid', `Keys: ${noKeysAnyMore}`);
      this.#take(setup, client);
      return true;
    } catch (error) {
      await client?.close();
      const says = error instanceof Error ? error.message : String(error);
      this.#notes.refused(`The config was read again, and the gateway goes on with the old one. ${says}`);
      return false;
    }
  }

  #take(setup: GatewaySetup, client: Client): void {
    const { drained } = this.#gateway.reconfigure(setup.options);
    const [before, old] = [this.#setup, this.#client];
    this.#setup = setup;
    this.#client = client;
    // The first one is closed by who made it.
    if (old !== undefined) {
      const closing = drained.then(() => old.close()).finally(() => this.#closings.delete(closing));
      this.#closings.add(closing);
    }
    if (this.#stopWatching !== undefined) this.watchKeys();
    this.#notes.taken(`The config was read again. ${describeChanges(before.parts, setup.parts)}`);
  }

  #takeKeys(keys: readonly GatewayKey[]): void {
    const options = { ...this.#setup.options, keys };
    this.#gateway.reconfigure(options);
    this.#setup = { ...this.#setup, options };
  }
}
