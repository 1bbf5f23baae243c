import { n as createRedactor, r as redactorOf, t as attachRedactor } from "./redactor.js";
import { C as serviceText, D as changedError, F as PlugboardError, M as reduceCause, N as abortedBy, P as clientClosed, S as quote, g as isRecord, h as formatJsonPath, j as ForeignCause, k as mediaError, n as HTTP_DISPATCHER, r as RANDOM, t as CLOCK, u as referenceFrom, w as essenceOf } from "./start.js";
import { t as cleanFileName } from "./file-name.js";
import { a as covers, o as isPattern } from "./claims.js";
import { isAbsolute, resolve } from "node:path";
import { randomBytes, randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import "reflect-metadata";
import { container, inject, injectable, instanceCachingFactory } from "tsyringe";
import { tracingChannel } from "node:diagnostics_channel";
import { setMaxListeners } from "node:events";
import { FormDataEncoder } from "form-data-encoder";
import { createParser } from "eventsource-parser";
import { Agent, Client, Pool } from "undici";
import { request } from "node:http";
import { request as request$1 } from "node:https";
import { connect, isIP } from "node:net";
import { connect as connect$1 } from "node:tls";

// \0rolldown/runtime.js
var __defProp = Object.defineProperty;
var __exportAll = (all, no_symbols) => {
	let target = {};
	for (var name in all) {
		__defProp(target, name, {
			get: all[name],
			enumerable: true
		});
	}
	if (!no_symbols) {
		__defProp(target, Symbol.toStringTag, { value: "Module" });
	}
	return target;
};

// packages/core/dist/plugins/reduced-error.js
/**
* A foreign error without its text, which may quote anything: name, code and syscall are left. Its message is those, so that it
* can stand in a sentence.
*/
function reducedError(error) {
	const name = word(error, "name") ?? (error instanceof Error ? "Error" : typeof error);
	const code = word(error, "code");
	const syscall = word(error, "syscall");
	const reduced = new Error([
		name,
		code,
		syscall
	].filter((part) => part !== void 0).join(" "));
	delete reduced.stack;
	Object.defineProperty(reduced, "name", {
		value: name,
		configurable: true,
		writable: true
	});
	return Object.assign(reduced, code === void 0 ? {} : { code }, syscall === void 0 ? {} : { syscall });
}
/** A property that looks like an identifier; anything else could be a text. */
function word(error, key) {
	if (typeof error !== "object" || error === null) return void 0;
	const value = Reflect.get(error, key);
	return typeof value === "string" && /^[A-Za-z][\w.-]{0,63}$/.test(value) ? value : void 0;
}

// packages/core/dist/plugins/check-options.js
/** Messages name no more faults than this. */
const mostFaults = 5;
/**
* Checks options with the plugin's schema, synchronous or not, and tells the redactor the secrets in them, before and after.
* Throws `config_invalid`, naming source, option and what was expected; `provider_load_failed` when the schema itself throws.
*/
async function checkOptions(instance, definition, chosen, redactor) {
	const secrets = (definition.secrets ?? []).flatMap((name) => texts(Reflect.get(chosen.values, name)));
	for (const secret of secrets) redactor.add(secret);
	if (definition.options === void 0) {
		refuseAll(instance, definition, chosen);
		return {};
	}
	const result = await validate(instance, definition, definition.options, chosen);
	if (result.issues !== void 0) throw invalid$2(instance, chosen, result.issues, [...secrets, ...chosen.followed], redactor);
	const options = result.value;
	if (typeof options !== "object" || options === null) {
		const message = `The options of provider ${quote(instance)} cannot be used: the schema of plugin ${quote(definition.id)} must give an object.`;
		throw new PlugboardError("provider_load_failed", message, { provider: instance });
	}
	for (const name of definition.secrets ?? []) for (const secret of texts(Reflect.get(options, name))) redactor.add(secret);
	return options;
}
function refuseAll(instance, definition, { values, source, place }) {
	const [name] = Object.keys(values);
	if (name === void 0) return;
	throw new PlugboardError("config_invalid", `The plugin ${quote(definition.id)} takes no options, but provider ${quote(instance)} has ${place([name])} (${source}).`, { provider: instance });
}
async function validate(instance, definition, schema, { values }) {
	try {
		return await schema["~standard"].validate(values);
	} catch (error) {
		throw new PlugboardError("provider_load_failed", `The options of provider ${quote(instance)} cannot be checked: the schema of plugin ${quote(definition.id)} throws (${reducedError(error).message}).`, {
			provider: instance,
			cause: reducedError(error)
		});
	}
}
function invalid$2(instance, { source, place }, issues, secrets, redactor) {
	const faults = issues.slice(0, mostFaults).map(({ path = [], message }) => {
		const named = path.map((part) => typeof part === "object" ? part.key : part).map((key) => typeof key === "number" ? key : String(key));
		const safe = secrets.some((secret) => message.includes(secret)) ? "is not valid" : message;
		const text = serviceText(safe, (dirty) => redactor.clean(dirty));
		return named.length === 0 ? text : `${place(named)}: ${text}`;
	});
	const more = issues.length > mostFaults ? `; and ${issues.length - mostFaults} more` : "";
	return new PlugboardError("config_invalid", `The options of provider ${quote(instance)} (${source}) are not valid. ${faults.join("; ")}${more}`, { provider: instance });
}
/** Deeper values hold no secret that anybody means; the bound also ends what contains itself. */
const deepest$1 = 8;
/** Every text and number inside a value, as text; what is no plain data, such as a cookie jar, is left alone. */
function texts(value, depth = 0) {
	if (typeof value === "string") return value === "" ? [] : [value];
	if (typeof value === "number") return [String(value)];
	if (depth === deepest$1) return [];
	return (Array.isArray(value) ? value : isRecord(value) ? Object.values(value) : []).flatMap((entry) => texts(entry, depth + 1));
}

// packages/core/dist/config/follow-references.js
/** A key or a token is some kilobytes at most. */
const largest = 1048576;
/**
* Replaces every reference in a checked value by what it leads to, at any depth; the rest stays as it is.
* Throws `config_invalid`, naming the variable or the file, when there is nothing.
*/
async function followReferences(value, path, options) {
	if (Array.isArray(value)) return Promise.all(value.map((entry, index) => followReferences(entry, [...path, index], options)));
	const reference = referenceFrom(value, path);
	if (reference !== void 0) {
		const found = await follow(reference, path, options);
		options.onSecret(found);
		return found;
	}
	if (!isRecord(value)) return value;
	const entries = Object.entries(value).map(async ([key, entry]) => [key, await followReferences(entry, [...path, key], options)]);
	return Object.fromEntries(await Promise.all(entries));
}
async function follow(reference, path, options) {
	const place = `${formatJsonPath(path)} in ${options.source}`;
	if (reference.kind === "environment") {
		const found = options.environment[reference.name];
		if (found !== void 0 && found !== "") return found;
		const state = found === void 0 ? "not set" : "empty";
		throw invalid$1(`${place} needs the environment variable ${quote(reference.name)}, which is ${state}.`);
	}
	const file = resolve(options.folder, reference.path);
	const text = await readSecretFile(file, place);
	if (text === "") throw invalid$1(`${place} needs the file ${file}, which is empty.`);
	return text;
}
async function readSecretFile(file, place) {
	let bytes;
	try {
		bytes = await readFile(file);
	} catch (error) {
		const code = error instanceof Error && "code" in error ? String(error.code) : "unknown error";
		throw invalid$1(`${place} needs the file ${file}, which ${code === "ENOENT" ? "does not exist" : code === "EISDIR" ? "is a folder" : `cannot be read (${code})`}.`);
	}
	if (bytes.length > largest) throw invalid$1(`${place} needs the file ${file}, which is larger than 1 MiB.`);
	try {
		return new TextDecoder("utf-8", { fatal: true }).decode(bytes).replace(/\r?\n$/, "");
	} catch {
		throw invalid$1(`${place} needs the file ${file}, which is not UTF-8 text.`);
	}
}
function invalid$1(message) {
	return new PlugboardError("config_invalid", message);
}

// packages/core/dist/plugins/choose-options.js
/**
* Options come from one source: code, else config, else the plugin's environment variables, as a set, which are read now.
* References of a config are followed. Throws `config_invalid`, also for a secret in plain text in a config.
*/
async function chooseOptions(source, definition, environment, onSecret) {
	const declared = { ...definition.environment };
	const variables = Object.entries(declared).flatMap(([option, variable]) => typeof variable === "string" ? [{
		option,
		variable,
		value: environment[variable]
	}] : []);
	const set = variables.flatMap(({ value, variable }) => value === void 0 || value === "" ? [] : [variable]);
	if (source.codeOptions !== void 0) {
		const notes = [...unusedNotes(set, source, "code", Object.keys(source.codeOptions)), ...source.unusedConfig === void 0 ? [] : [`The options of provider ${quote(source.id)} in ${source.unusedConfig} are not used, because code gives some.`]];
		return {
			values: source.codeOptions,
			source: "given in code",
			place: (path) => formatJsonPath(path),
			followed: [],
			notes
		};
	}
	if (source.configOptions !== void 0) {
		const notes = unusedNotes(set, source, source.configOptions.file ?? "the config given in code", Object.keys(source.configOptions.values));
		return {
			...await fromConfig(source, source.configOptions, definition, environment, onSecret),
			notes
		};
	}
	const empty = variables.filter(({ value }) => value === "").map(({ variable }) => `${variable} is set, but empty.`);
	const used = variables.filter(({ variable }) => set.includes(variable));
	const names = new Map(variables.map(({ option, variable }) => [option, variable]));
	return {
		values: Object.fromEntries(used.map(({ option, value }) => [option, value])),
		source: "from environment variables",
		place: ([option, ...rest]) => formatJsonPath([names.get(String(option)) ?? option ?? "options", ...rest]),
		followed: [],
		notes: empty
	};
}
async function fromConfig({ id }, { values, file, folder }, definition, environment, onSecret) {
	const source = file ?? "the config given in code";
	const root = ["providers", id];
	for (const option of definition.secrets ?? []) {
		const plain = Object.hasOwn(values, option) ? plainText(Reflect.get(values, option), [...root, option]) : void 0;
		if (plain === void 0) continue;
		throw new PlugboardError("config_invalid", `${formatJsonPath(plain)} in ${source} is a secret in plain text: write { "$env": "NAME" } or { "$file": "path" } instead.`, { provider: id });
	}
	const followed = [];
	const remember = (secret) => {
		followed.push(secret);
		onSecret(secret);
	};
	const complete = await followReferences(values, root, {
		environment,
		folder,
		source,
		onSecret: remember
	});
	return {
		values: isRecord(complete) ? complete : {},
		followed,
		source: `in ${source}`,
		place: (path) => formatJsonPath([...root, ...path])
	};
}
/** The path of the first text or number that is no reference. */
function plainText(value, path) {
	if (typeof value === "string" || typeof value === "number") return path;
	if (typeof value !== "object" || value === null || referenceFrom(value, path) !== void 0) return void 0;
	const entries = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
	for (const [key, entry] of entries) {
		const found = plainText(entry, [...path, key]);
		if (found !== void 0) return found;
	}
}
function unusedNotes(variables, { id }, winner, options) {
	const given = options.map((option) => quote(option)).join(", ");
	return variables.map((variable) => `${variable} is set, but not used: the options of provider ${quote(id)} come from ${winner} (${given}), and environment variables count only when neither code nor config gives any.`);
}

// packages/core/dist/plugins/import-conditions.js
/**
* The conditions that the program was started with (`node -C development`, `NODE_OPTIONS`): an import of a plugin has to
* follow the same ones as every other import of the program.
*/
function importConditions(flags, environment) {
	const all = [...(environment["NODE_OPTIONS"] ?? "").split(/\s+/), ...flags];
	const found = all.flatMap((flag, index) => {
		if (flag === "-C" || flag === "--conditions") return all[index + 1] ?? [];
		return /^(?:--conditions|-C)=(.+)$/.exec(flag)?.[1] ?? [];
	});
	return [...new Set(found)];
}

// packages/core/dist/plugins/make-instance.js
/**
* Makes an instance: imports its plugin (only now), chooses and checks its options, tells the redactor of `host` every secret in
* them, and calls `create`. Nothing is cached here.
*
* @param because - Why it is needed, for the log, such as `model "reka-core"`.
* Throws `provider_load_failed`, `config_invalid`, or the `PlugboardError` that `create` throws.
*/
async function makeInstance(source, host, environment, because) {
	const definition = await loadDefinition(source, host, environment, because);
	const redactor = redactorOf(host);
	const chosen = await chooseOptions(source, definition, environment, (secret) => redactor.add(secret));
	return {
		provider: create(source, definition, await checkOptions(source.id, definition, chosen, redactor), host),
		definition,
		maxConcurrent: source.maxConcurrent,
		notes: chosen.notes
	};
}
async function loadDefinition({ id, plugin, label, where }, host, environment, because) {
	if (plugin.kind === "definition") return plugin.definition;
	if (plugin.kind === "unusable") {
		const message = `The plugin ${quote(label)} of provider ${quote(id)} cannot be loaded: ${plugin.message}`;
		throw new PlugboardError("provider_load_failed", message, { provider: id });
	}
	const why = because === void 0 ? "" : ` for ${because}`;
	host.log.debug(`Importing the plugin ${quote(label)} of provider ${quote(id)}${why}.`, {
		provider: id,
		from: where
	});
	const { loadPlugin } = await import("./load-plugin.js");
	return loadPlugin({
		instance: id,
		module: plugin,
		pluginId: plugin.kind === "package" ? plugin.pluginId : void 0,
		conditions: importConditions(process.execArgv, environment)
	});
}
function create({ id }, definition, options, host) {
	let provider;
	try {
		provider = definition.create(options, host);
	} catch (error) {
		if (PlugboardError.isInstance(error)) throw error;
		const reduced = reducedError(error);
		const message = `Provider ${quote(id)} cannot be made: \`create\` of plugin ${quote(definition.id)} throws (${reduced.message}).`;
		throw new PlugboardError("provider_load_failed", message, {
			provider: id,
			cause: reduced
		});
	}
	if (isProvider(provider)) return provider;
	throw new PlugboardError("provider_load_failed", `Provider ${quote(id)} cannot be made: \`create\` of plugin ${quote(definition.id)} must return an object with a \`stream\` method.`, { provider: id });
}
function isProvider(value) {
	return typeof value === "object" && value !== null && typeof Reflect.get(value, "stream") === "function";
}

// packages/core/dist/call/semaphore.js
/** Bounds the calls of one instance; who waits is served in order. */
var Semaphore = class {
	#limit;
	#taken = 0;
	#waiting = /* @__PURE__ */ new Set();
	constructor(limit) {
		this.#limit = limit;
	}
	/** Resolves to a function that gives the place back; calling it again does nothing. */
	async acquire(signal) {
		if (signal.aborted) throw signal.reason;
		if (this.#taken >= this.#limit) await this.#turn(signal);
		else this.#taken += 1;
		let held = true;
		return () => {
			if (!held) return;
			held = false;
			this.#release();
		};
	}
	#turn(signal) {
		return new Promise((resolve, reject) => {
			const onAbort = () => {
				this.#waiting.delete(onTurn);
				reject(signal.reason instanceof Error ? signal.reason : new PlugboardError("aborted", "The call was aborted."));
			};
			const onTurn = () => {
				signal.removeEventListener("abort", onAbort);
				resolve();
			};
			this.#waiting.add(onTurn);
			signal.addEventListener("abort", onAbort, { once: true });
		});
	}
	#release() {
		const [next] = this.#waiting;
		if (next === void 0) {
			this.#taken -= 1;
			return;
		}
		this.#waiting.delete(next);
		next();
	}
};

// packages/core/dist/call/instance-pool.js
/** The instances of one client, each made when it is first needed and kept until the client closes. */
var InstancePool = class {
	#sources;
	#environment;
	#instances = /* @__PURE__ */ new Map();
	constructor(sources, environment) {
		this.#sources = sources;
		this.#environment = environment;
	}
	/** Rejects with `provider_load_failed` or `config_invalid`; the next call tries again. */
	get(id, services) {
		const known = this.#instances.get(id);
		if (known !== void 0) return known;
		const made = this.#make(id, services);
		this.#instances.set(id, made);
		made.catch(() => this.#instances.delete(id));
		return made;
	}
	/** Closes every provider that was made; one that fails or hangs does not keep the others, or the client, open. */
	async close({ clock, log }) {
		const made = [...this.#instances];
		this.#instances.clear();
		await Promise.all(made.map(async ([id, instance]) => {
			const closing = instance.then(({ provider }) => provider.close?.());
			const closed = await settledWithin(clock, longestClose, closing);
			if (closed !== "done") log.warn(`plugboard: provider ${id} ${closed} when it was closed`);
		}));
	}
	async #make(id, services) {
		const source = this.#sources.get(id);
		if (source === void 0) throw new PlugboardError("provider_load_failed", `There is no provider called ${JSON.stringify(id)}.`);
		const { provider, definition, maxConcurrent, notes } = await makeInstance(source, hostFor(source, services), this.#environment);
		const places = new Semaphore(maxConcurrent ?? provider.maxConcurrent ?? Number.POSITIVE_INFINITY);
		return {
			id,
			plugin: definition.id,
			provider,
			places,
			notes
		};
	}
};
/** Milliseconds. */
const longestClose = 5e3;
function settledWithin(clock, limitMs, work) {
	return new Promise((resolve) => {
		const cancel = clock.schedule(limitMs, () => resolve("did not end"), true);
		const settle = (how) => () => {
			cancel();
			resolve(how);
		};
		work.then(settle("done"), settle("failed"));
	});
}
function hostFor({ id, optionsFolder }, services) {
	const { clock, random, redactor, log } = services;
	const host = {
		id,
		log,
		http: services.http(id, {}),
		now: () => clock.now(),
		random,
		resolvePath: (path) => isAbsolute(path) ? path : resolve(optionsFolder ?? ".", path)
	};
	return attachRedactor(host, redactor);
}

// packages/core/dist/call/call-scope.js
/** The life of one call: its deadline, the caller's signal, the client's end. Everything that waits listens to `signal`. */
var CallScope = class {
	/** The last step that was begun: what an abort or the deadline says of how far the call got. */
	phase = "setup";
	#controller = new AbortController();
	#clock;
	#deadline;
	#cancelTimer;
	#leaveSignal;
	#onEnd;
	#reason;
	#ended = false;
	constructor({ clock, signals, totalMs, signal, onEnd }) {
		this.#clock = clock;
		this.#onEnd = onEnd;
		this.#deadline = clock.monotonic() + totalMs;
		this.#cancelTimer = clock.schedule(totalMs, () => this.abort((phase) => deadlinePassed(totalMs, phase)));
		this.#leaveSignal = signal === void 0 ? () => void 0 : signals.join(signal, () => this.abort((phase) => abortedBy(signal.reason, phase)));
		if (signal?.aborted === true) this.abort((phase) => abortedBy(signal.reason, phase));
	}
	/** Its reason is always a `PlugboardError`. */
	get signal() {
		return this.#controller.signal;
	}
	/** Why the call was ended before its time; `undefined` while it may go on. */
	get reason() {
		return this.#reason;
	}
	/** Milliseconds until the deadline. */
	get remainingMs() {
		return this.#deadline - this.#clock.monotonic();
	}
	/** Ends the call with what `explain` makes of the step that it had reached. */
	abort(explain) {
		if (this.#ended) return;
		this.#reason = explain(this.phase);
		this.#controller.abort(this.#reason);
		this.end();
	}
	/** Lets go of the timer and the caller's signal. Later aborts have no effect. */
	end() {
		if (this.#ended) return;
		this.#ended = true;
		this.#cancelTimer();
		this.#leaveSignal();
		this.#onEnd?.();
	}
};
function deadlinePassed(totalMs, phase) {
	return new PlugboardError("timeout", `The call did not end within ${totalMs} ms. Raise the call's timeout or timeouts.total of the client.`, {
		phase,
		retryable: true
	});
}

// packages/core/dist/errors/clean-cause.js
/** A chain of causes is a hint, not an archive; the limit also ends circles. */
const longestChain = 5;
/** A cause as it may be shown: foreign ones reduced, our own ones copied field by field, no secret in either. */
function cleanCause(cause, redactor, depth = 0) {
	if (depth >= longestChain) return void 0;
	const reduced = reduceCause(cause);
	if (reduced === void 0) return void 0;
	if (reduced instanceof ForeignCause) return new ForeignCause(redactor.clean(reduced.name), cleanText(reduced.code, redactor), cleanText(reduced.syscall, redactor), redactor.clean(framesOf(reduced)));
	return withCleanStack(new PlugboardError(reduced.code, redactor.clean(reduced.message), {
		phase: reduced.phase,
		status: reduced.status,
		requestId: cleanText(reduced.requestId, redactor),
		serviceCode: cleanText(reduced.serviceCode, redactor),
		retryable: reduced.retryable,
		retryAfterMs: reduced.retryAfterMs,
		provider: reduced.provider,
		model: reduced.model,
		partialText: cleanText(reduced.partialText, redactor),
		attempts: reduced.attempts,
		cause: cleanCause(reduced.cause, redactor, depth + 1)
	}), reduced, redactor);
}
/** Gives an error the places in the code of another one. */
function withCleanStack(error, original, redactor) {
	return Object.defineProperty(error, "stack", {
		value: `${error.name}: ${error.message}${redactor.clean(framesOf(original))}`,
		configurable: true,
		writable: true
	});
}
/** The frames only: the message at the top of a stack is the one that was not cleaned. */
function framesOf({ stack }) {
	const start = stack?.search(/\n {4}at /) ?? -1;
	return start === -1 ? "" : (stack ?? "").slice(start);
}
function cleanText(text, redactor) {
	return text === void 0 ? void 0 : redactor.clean(text);
}

// packages/core/dist/call/explain-failure.js
/** The error as the caller sees it: with provider, model, attempts and partial text, and without secrets. */
function explainFailure(error, context) {
	const { provider, model, attempts, redactor, ended } = context;
	const where = provider === void 0 || model === void 0 ? "" : ` [${provider}/${model}${reached(error, attempts)}]`;
	const partialText = context.partialText === "" ? void 0 : context.partialText ?? error.partialText;
	const kept = partialText === void 0 ? "" : ` ${partialText.length} characters had arrived: see partialText.`;
	const notes = error.code === "auth_missing" ? (context.notes ?? []).map((note) => ` ${note}`).join("") : "";
	const clean = (text) => text === void 0 ? void 0 : redactor.clean(text);
	const explained = new PlugboardError(error.code, redactor.clean(`${error.message}${notes}${kept}${where}`), {
		phase: error.phase,
		status: error.status,
		requestId: clean(error.requestId),
		serviceCode: clean(error.serviceCode),
		retryable: error.retryable,
		retryAfterMs: error.retryAfterMs,
		cause: error === ended && error.code === "aborted" ? error.cause : cleanCause(error.cause, redactor),
		provider: provider ?? error.provider,
		model: model ?? error.model,
		attempts: [...attempts],
		partialText: clean(partialText)
	});
	return withCleanStack(explained, error, redactor);
}
function reached(error, attempts) {
	const tries = attempts.length > 1 ? `, ${attempts.length} attempts` : "";
	return error.phase === "setup" ? tries : `, ${error.phase}${tries}`;
}

// packages/core/dist/call/redacted-log.js
/** Deeper fields are no facts for an operator. */
const deepest = 4;
/** A logger that no secret gets through, whoever writes to it: core, or a plugin that logs what it should not. */
function redactedLog(log, redactor) {
	const write = (level) => (message, fields) => {
		const cleaned = redactor.clean(String(message));
		if (fields === void 0) log[level](cleaned);
		else log[level](cleaned, cleanFields(fields, redactor));
	};
	return {
		debug: write("debug"),
		warn: write("warn")
	};
}
function cleanFields(fields, redactor) {
	const cleaned = cleanValue(fields, redactor, 0);
	return typeof cleaned === "object" && cleaned !== null ? cleaned : { value: cleaned };
}
function cleanValue(value, redactor, depth) {
	if (typeof value === "string") return redactor.clean(value);
	if (typeof value !== "object" || value === null) return typeof value === "function" ? void 0 : value;
	if (value instanceof Error) return cleanCause(value, redactor);
	if (depth >= deepest) return "[deeper]";
	if (Array.isArray(value)) return value.map((entry) => cleanValue(entry, redactor, depth + 1));
	return Object.fromEntries(Object.entries(value).map(([name, entry]) => [redactor.clean(name), cleanValue(entry, redactor, depth + 1)]));
}

// packages/core/dist/errors/repeat-hint.js
const hintKey = Symbol.for("plugboard.repeat-hint");
/** Marks an error for the loop. The mark is invisible to `JSON.stringify` and `util.inspect`. */
function withRepeatHint(error, hint) {
	Object.defineProperty(error, hintKey, {
		value: hint,
		configurable: true
	});
	return error;
}
/** The mark of an error, or what its code and status imply. */
function repeatHintOf(error) {
	const marked = Reflect.get(error, hintKey);
	if (typeof marked === "string") return marked;
	if (!error.retryable) return "never";
	if (error.code === "rate_limited" || isRefusal(error.status)) return "safe";
	return "duplicate";
}
/** Statuses by which a service says that it has not processed the request. */
function isRefusal(status) {
	return status === 408 || status === 425 || status === 429 || status === 503;
}

// packages/core/dist/call/event-guard.js
/** Holds the events of one stream to the contract: known types, text that is text, no split surrogate pair. Knows no I/O. */
var EventGuard = class {
	/** The text so far, as deltas and revisions leave it. */
	text = "";
	/** Whether any content was seen: from the first on, nothing may be repeated. */
	hasContent = false;
	#heldText = "";
	#heldReasoning = "";
	/** The event as it may be handed on; `undefined` when it adds nothing. */
	admit(event) {
		if (typeof event !== "object" || event === null) throw broken("something that is no event");
		switch (event.type) {
			case "text-delta": return this.#textDelta(event);
			case "reasoning-delta": return this.#reasoningDelta(event);
			case "text-revised":
				this.text = textOf(event);
				this.#heldText = "";
				this.hasContent = true;
				return event;
			case "source":
				if (typeof event.url !== "string") throw broken("a source without a url");
				return event;
			case "finish": return finishFrom(event);
			default: throw broken(`an event of unknown type`);
		}
	}
	/** Half a character that the stream ended on; shown as it is. */
	rest() {
		if (this.#heldText === "") return void 0;
		const text = this.#heldText;
		this.#heldText = "";
		this.text += text;
		return {
			type: "text-delta",
			text
		};
	}
	#textDelta(event) {
		const given = textOf(event);
		const text = this.#heldText === "" ? given : this.#heldText + given;
		if (text === "") return void 0;
		const whole = withoutHalfPair(text);
		this.#heldText = whole === text ? "" : text.slice(-1);
		if (whole === "") return void 0;
		this.text += whole;
		this.hasContent = true;
		return whole === given ? event : {
			type: "text-delta",
			text: whole
		};
	}
	#reasoningDelta(event) {
		const given = textOf(event);
		const text = this.#heldReasoning === "" ? given : this.#heldReasoning + given;
		if (text === "") return void 0;
		const whole = withoutHalfPair(text);
		this.#heldReasoning = whole === text ? "" : text.slice(-1);
		if (whole === "") return void 0;
		this.hasContent = true;
		return whole === given ? event : {
			type: "reasoning-delta",
			text: whole
		};
	}
};
const finishReasons$1 = /* @__PURE__ */ new Set([
	"stop",
	"length",
	"content-filter",
	"tool-calls",
	"other"
]);
/** A word that is not known becomes `other`, and counts that are no counts are left out: the answer itself is whole. */
function finishFrom(event) {
	const { reason, rawReason, usage } = event;
	if (typeof reason !== "string") throw broken("a finish without a reason");
	const known = finishReasons$1.has(reason);
	const counted = usage === void 0 || isCount(usage?.inputTokens) && isCount(usage?.outputTokens);
	if (known && counted) return event;
	return {
		type: "finish",
		reason: known ? reason : "other",
		rawReason: rawReason ?? (known ? void 0 : reason),
		...counted && usage !== void 0 && { usage }
	};
}
function isCount(value) {
	return typeof value === "number" && Number.isFinite(value) && value >= 0;
}
function textOf(event) {
	if (typeof event.text !== "string") throw broken(`a ${event.type} without text`);
	return event.text;
}
function withoutHalfPair(text) {
	const last = text.charCodeAt(text.length - 1);
	return last >= 55296 && last <= 56319 ? text.slice(0, -1) : text;
}
function broken(what) {
	return new PlugboardError("protocol_error", `The provider yielded ${what}. This is a fault of the provider; its conformance tests show where.`, { phase: "chat" });
}

// packages/core/dist/http/idle-timer.js
/**
* Calls back a turn of the event loop later: when this process was busy for longer than a timeout, timers are due before what
* has arrived meanwhile is read, and a service that kept its time must not be blamed.
*/
function expireAfterInput(callback) {
	const turn = setImmediate(callback);
	return () => clearImmediate(turn);
}
/** Calls back when nothing has happened for a while. `touch` is only a note of the time, so it may be called for each piece. */
var IdleTimer = class {
	#clock;
	#milliseconds;
	#callback;
	#last = 0;
	#cancel;
	constructor(clock, milliseconds, callback) {
		this.#clock = clock;
		this.#milliseconds = milliseconds;
		this.#callback = callback;
	}
	start() {
		this.touch();
		this.#schedule(this.#milliseconds);
	}
	touch() {
		this.#last = this.#clock.monotonic();
	}
	stop() {
		this.#cancel?.();
		this.#cancel = void 0;
	}
	#expire() {
		if (this.#clock.monotonic() - this.#last >= this.#milliseconds) this.#callback();
		else this.#schedule(this.#milliseconds);
	}
	#schedule(delay) {
		this.#cancel?.();
		this.#cancel = this.#clock.schedule(delay, () => {
			const left = this.#last + this.#milliseconds - this.#clock.monotonic();
			if (left > 0) this.#schedule(left);
			else this.#cancel = expireAfterInput(() => this.#expire());
		}, true);
	}
};

// packages/core/dist/call/stream-timers.js
/**
* Bounds the silence of a stream while somebody waits for it. One timer that is re-armed when it fires, so that an event costs
* no more than reading the clock. Time in which the consumer does not read never counts, nor does the wait for headers,
* which has a timer of its own.
*/
var StreamTimers = class {
	#clock;
	#timeouts;
	#onSilence;
	#quietSince = 0;
	#waiting = false;
	#resting = false;
	#first = true;
	#cancel;
	constructor(clock, timeouts, onSilence) {
		this.#clock = clock;
		this.#timeouts = timeouts;
		this.#onSilence = onSilence;
	}
	/** Somebody waits for the next event from now on. */
	beginWait() {
		this.#waiting = true;
		this.#quietSince = this.#clock.monotonic();
		if (this.#cancel === void 0) this.#arm(this.#limit);
	}
	/** Nobody waits: silence is the consumer's. */
	endWait() {
		this.#waiting = false;
	}
	waitForHeaders() {
		this.#resting = true;
	}
	sawHeaders() {
		this.#resting = false;
		this.#quietSince = this.#clock.monotonic();
	}
	sawData() {
		this.#quietSince = this.#clock.monotonic();
		if (!this.#first) return;
		this.#first = false;
		if (this.#cancel === void 0) return;
		this.#cancel();
		this.#arm(this.#limit);
	}
	end() {
		this.#cancel?.();
		this.#cancel = void 0;
		this.#waiting = false;
	}
	get #limit() {
		return this.#first ? this.#timeouts.firstEvent : this.#timeouts.idle;
	}
	#arm(delayMs) {
		this.#cancel = this.#clock.schedule(delayMs, () => {
			this.#cancel = void 0;
			if (!this.#waiting) return;
			const left = this.#resting ? this.#limit : this.#quietSince + this.#limit - this.#clock.monotonic();
			if (left > 0) this.#arm(left);
			else this.#cancel = expireAfterInput(() => this.#expire());
		});
	}
	/** What had arrived while this process was busy has been read by now. */
	#expire() {
		this.#cancel = void 0;
		if (!this.#waiting) return;
		const left = this.#resting ? this.#limit : this.#quietSince + this.#limit - this.#clock.monotonic();
		if (left > 0) this.#arm(left);
		else this.#onSilence(this.#silence());
	}
	#silence() {
		const message = this.#first ? `The service began no answer within ${this.#timeouts.firstEvent} ms (timeouts.firstEvent).` : `The service fell silent for ${this.#timeouts.idle} ms in the middle of its answer (timeouts.idle).`;
		return new PlugboardError("timeout", message, { phase: "chat" });
	}
};

// packages/core/dist/call/guarded-stream.js
/**
* A provider's stream, held to the contract: finish exactly once and nothing after it, an error when it ends without one,
* bounded silence, an abort that is noticed although the provider ignores it. Every way out ends the provider's iterator.
*/
var GuardedStream = class {
	timers;
	#guard = new EventGuard();
	/** The call's; this stream's own signal follows it. */
	#parent;
	#controller = new AbortController();
	#inner;
	#over = false;
	/** What the stream ended with, for whoever asks next: an end that nobody waited for must not pass for a complete answer. */
	#failure;
	#afterRest;
	#waiting;
	#swallowed = 0;
	constructor(clock, timeouts, parent) {
		this.#parent = parent;
		this.timers = new StreamTimers(clock, timeouts, (error) => this.#end(error));
	}
	/** Fires when the stream is over for whatever reason: all I/O for it ends then. */
	get signal() {
		return this.#controller.signal;
	}
	/** The text that was handed on so far. */
	get text() {
		return this.#guard.text;
	}
	get hasContent() {
		return this.#guard.hasContent;
	}
	/** Begins with a provider's iterable; nothing happens before the first `next()`. */
	start(events) {
		this.#inner = events[Symbol.asyncIterator]();
		this.#parent.addEventListener("abort", this.#onAbort, { once: true });
		if (this.#parent.aborted) this.#onAbort();
	}
	/**
	* The next event, or `undefined` after `finish` or `close()`. Rejects with a `PlugboardError`; after that the stream is over,
	* and every further call rejects alike.
	*/
	next() {
		if (this.#failure !== void 0) return Promise.reject(this.#failure);
		if (this.#afterRest !== void 0) {
			const event = this.#afterRest;
			this.#afterRest = void 0;
			return Promise.resolve(event);
		}
		if (this.#over) return Promise.resolve(void 0);
		return new Promise((resolve, reject) => {
			this.#waiting = {
				resolve,
				reject
			};
			this.timers.beginWait();
			this.#pull();
		});
	}
	/** Ends the provider's iterator and lets go of timers and listeners; who waits gets `undefined`. Safe at any time. */
	close() {
		this.#end(void 0);
	}
	#pull() {
		try {
			const pending = this.#inner?.next();
			if (pending !== void 0) Promise.resolve(pending).then(this.#onResult, this.#onError);
		} catch (error) {
			this.#end(error);
		}
	}
	#onResult = (result) => {
		if (this.#over) return;
		try {
			const event = result.done === true ? this.#onEnd() : this.#guard.admit(result.value);
			this.timers.sawData();
			if (event === void 0) this.#pullAgain();
			else this.#handOn(event);
		} catch (error) {
			this.#end(error);
		}
	};
	#onError = (error) => this.#end(error ?? /* @__PURE__ */ new TypeError("nothing was thrown"));
	/** A provider that yields nothing but empty events without ever waiting would keep every timer from firing. */
	#pullAgain() {
		this.#swallowed += 1;
		if (this.#swallowed % 1e3 === 0) setImmediate(() => this.#over || this.#pull());
		else this.#pull();
	}
	#handOn(event) {
		const waiting = this.#waiting;
		this.timers.endWait();
		this.#waiting = void 0;
		if (event.type !== "finish") return waiting?.resolve(event);
		const rest = this.#guard.rest();
		this.#end(void 0);
		if (rest !== void 0) this.#afterRest = event;
		waiting?.resolve(rest ?? event);
	}
	#onEnd() {
		if (this.#guard.hasContent) throw new PlugboardError("stream_truncated", "The answer was cut off: the stream ended before the service said that it had finished.", { phase: "chat" });
		throw new PlugboardError("empty_response", "The service ended its answer without saying anything.", { phase: "chat" });
	}
	#onAbort = () => this.#end(this.#parent.reason);
	#end(error) {
		if (this.#over) return;
		this.#over = true;
		this.timers.end();
		this.#parent.removeEventListener("abort", this.#onAbort);
		const waiting = this.#waiting;
		this.#waiting = void 0;
		if (error !== void 0) this.#failure = this.#judge(this.#parent.aborted ? this.#parent.reason : error);
		this.#controller.abort(this.#failure ?? streamClosed);
		this.#closeInner();
		if (this.#failure === void 0) waiting?.resolve(void 0);
		else waiting?.reject(this.#failure);
	}
	/** Not awaited: a generator that hangs must not hold the call. */
	#closeInner() {
		const inner = this.#inner;
		this.#inner = void 0;
		try {
			const closing = inner?.return?.();
			if (closing instanceof Promise) closing.catch(() => void 0);
		} catch {}
	}
	/** What a failure is called depends on whether content had been handed on. */
	#judge(error) {
		if (!PlugboardError.isInstance(error)) return providerFault(error);
		if (this.hasContent && error.code === "connection_failed") return renamed(error, "stream_truncated");
		if (!this.hasContent && error.code === "stream_truncated") return renamed(error, "connection_failed");
		return error;
	}
};
/** What a provider's own waits end with when its stream is no longer wanted. The caller never sees it. */
const streamClosed = new PlugboardError("aborted", "The stream was closed.");
/** Something that a provider threw and that is no `PlugboardError`. */
function providerFault(error) {
	const cause = reduceCause(error);
	const name = cause?.message ?? "an unknown error";
	return new PlugboardError("protocol_error", `The provider failed with ${name}. This is a fault of the provider or of what it makes of the service's answer.`, {
		phase: "chat",
		cause
	});
}
function renamed(error, code) {
	const other = new PlugboardError(code, error.message, {
		phase: error.phase,
		status: error.status,
		requestId: error.requestId,
		serviceCode: error.serviceCode,
		cause: error.cause
	});
	return withRepeatHint(other, code === "stream_truncated" ? "never" : repeatHintOf(error) === "safe" ? "safe" : "duplicate");
}

// packages/core/dist/call/answer-stream.js
/** An answer that has begun: its events, and its end on every path. */
var AnswerStream = class {
	resolution;
	attempts;
	warnings;
	#call;
	#answer;
	#position = 0;
	#released = false;
	constructor(call, answer, resolution, warnings) {
		this.#call = call;
		this.#answer = answer;
		this.resolution = resolution;
		this.attempts = call.attempts;
		this.warnings = warnings;
	}
	/** The next event, or `undefined` after `finish` and after `close()`. Rejects with the error as the caller sees it. */
	next() {
		const { events, stream } = this.#answer;
		const { reason } = this.#call.scope;
		if (this.#position < events.length && reason === void 0) {
			const event = events[this.#position];
			this.#position += 1;
			return Promise.resolve(event).then(this.#onEvent);
		}
		return stream.next().then(this.#onEvent, this.#onError);
	}
	/** Ends the call early: the connection closes, and `next()` gives `undefined`. */
	close() {
		this.#position = this.#answer.events.length;
		this.#answer.stream.close();
		this.#release();
	}
	/** Ends the call as its caller's signal would; who waits, and who comes later, gets `aborted`. */
	abort() {
		this.#call.scope.abort(() => new PlugboardError("aborted", "The stream was aborted by its caller.", { phase: "chat" }));
		this.#release();
	}
	#onEvent = (event) => {
		if (event?.type === "finish") this.#call.trace?.finish(event);
		if (event === void 0 || event.type === "finish") this.#release();
		return event;
	};
	#onError = (error) => {
		const { services, attempts, scope, trace } = this.#call;
		const { provider, model } = this.resolution;
		const explained = explainFailure(PlugboardError.isInstance(error) ? error : providerFault(error), {
			provider,
			model,
			attempts,
			partialText: this.#answer.stream.text,
			redactor: services.redactor,
			ended: scope.reason
		});
		trace?.fail(explained);
		this.#release();
		throw explained;
	};
	#release() {
		if (this.#released) return;
		this.#released = true;
		this.#answer.release();
		for (const media of this.#call.draft.media) media.release();
		this.#call.scope.end();
		this.#call.trace?.end();
	}
};

// packages/core/dist/call/admit.js
/** Throws `unsupported` for the first thing in the draft that the candidate does not understand. */
function admit(draft, candidate) {
	refuseParameters(draft.parameters, candidate);
	refuseExtra(draft.providerOptions[candidate.plugin], candidate);
	refuseCrowds(draft, candidate);
	for (const media of draft.media) {
		if (media.remoteUrl !== void 0 && candidate.accepts.remoteMedia !== true) throw unsupported(`The service does not fetch remote URLs, and Plugboard does not fetch them for it: ${media.label}. Download the file and pass it as { path } or bytes.`);
		refuseKind(media.kind, media.label, candidate.input);
	}
}
/** Throws `unsupported` when the model does not take this kind. `undefined`: not known yet. */
function refuseKind(kind, label, input) {
	if (kind === void 0 || input === void 0 || input.includes(kind)) return;
	throw unsupported(`The model takes ${input.length === 0 ? "text only" : `text and ${input.join(", ")}`}, but ${label} is of kind ${kind}.`);
}
function refuseParameters(parameters, { accepts }) {
	const accepted = accepts.parameters ?? [];
	const refused = Object.entries(parameters).flatMap(([name, value]) => value === void 0 || accepted.includes(name) ? [] : [name]);
	if (refused.length === 0) return;
	const known = accepted.length === 0 ? "none" : accepted.join(", ");
	throw unsupported(`The service has no parameter ${refused.join(", ")}. Nothing is dropped silently: leave it out, or choose another provider. It understands: ${known}.`);
}
function refuseExtra(extra, { plugin, accepts }) {
	if (extra === void 0 || accepts.extra === "any") return;
	const accepted = accepts.extra ?? [];
	const refused = Object.keys(extra).filter((name) => !accepted.includes(name));
	if (refused.length === 0) return;
	const known = accepted.length === 0 ? "none" : accepted.join(", ");
	throw unsupported(`provider_options.${plugin} has no key ${refused.join(", ")}. Known keys: ${known}.`);
}
function refuseCrowds({ messages }, { accepts }) {
	const most = accepts.mediaPerMessage;
	if (most === void 0) return;
	for (const [index, { content }] of messages.entries()) {
		const count = content.filter(({ type }) => type === "media").length;
		if (count <= most) continue;
		throw unsupported(`The service takes ${most === 1 ? "one file" : `${most} files`} a message, but messages[${index}] has ${count}. Ask about them one by one.`);
	}
}
function unsupported(message) {
	return new PlugboardError("unsupported", message);
}

// packages/core/dist/call/backoff.js
/** Milliseconds. */
const backoff = {
	baseMs: 500,
	capMs: 8e3,
	longestRetryAfterMs: 6e4
};
/** No repeat yet. */
const noRepeats = {
	counted: 0,
	freshToken: false,
	freshConnection: false
};
/** Decides about a repeat. `random` is 0 to 1: full jitter. A wait that the deadline or the cap forbids is not begun. */
function decideRepeat(error, used, policy, remainingMs, random) {
	const hint = repeatHintOf(error);
	if (hint === "fresh-token") return used.freshToken ? void 0 : {
		waitMs: 0,
		used: {
			...used,
			freshToken: true
		}
	};
	if (hint === "fresh-connection" && !used.freshConnection) return {
		waitMs: 0,
		used: {
			...used,
			freshConnection: true
		}
	};
	const mayBeRepeated = hint === "safe" || policy.duplicateOk && hint !== "never";
	if (!error.retryable || !mayBeRepeated || used.counted >= policy.maxRetries) return void 0;
	const waitMs = waitBefore(error, used.counted, random);
	if (waitMs === void 0 || waitMs >= remainingMs) return void 0;
	return {
		waitMs,
		used: {
			...used,
			counted: used.counted + 1
		}
	};
}
function waitBefore(error, repeats, random) {
	if (error.retryAfterMs !== void 0) return error.retryAfterMs > backoff.longestRetryAfterMs ? void 0 : error.retryAfterMs;
	return random() * Math.min(backoff.capMs, backoff.baseMs * 2 ** repeats);
}

// packages/core/dist/call/prepare-messages.js
/** The draft's messages with each file replaced by what the provider gets for it: a reference, a remote URL or the bytes. */
function prepareMessages(draft, loaded, references) {
	const partFor = (media) => {
		const file = loaded.get(media);
		const source = references.get(media) ?? media.remoteUrl ?? file;
		if (source === void 0) throw new TypeError(`${media.label} was not prepared`);
		return {
			type: file?.kind ?? media.kind ?? "image",
			source
		};
	};
	return draft.messages.map(({ role, content }) => ({
		role,
		content: content.map((part) => part.type === "text" ? part : partFor(part.media))
	}));
}

// packages/core/dist/call/tracing.js
const channels = {
	call: tracingChannel("plugboard:call"),
	attempt: tracingChannel("plugboard:attempt"),
	upload: tracingChannel("plugboard:upload")
};
/** One traced operation on its way. */
var Trace = class {
	#channel;
	#record;
	#over = false;
	constructor(channel, attributes) {
		this.#channel = channel;
		this.#record = { attributes };
	}
	/** Runs the operation's first, synchronous part between `start` and `end`, in the stores bound to `start`. */
	run(work) {
		return this.#channel.start.runStores(this.#record, () => {
			try {
				return work();
			} finally {
				this.#channel.end.publish(this.#record);
			}
		});
	}
	set(attributes) {
		for (const [name, value] of Object.entries(attributes)) if (value !== void 0) this.#record.attributes[name] = value;
	}
	finish({ reason, usage }) {
		this.set({
			"gen_ai.response.finish_reasons": [reason.replace("-", "_")],
			"gen_ai.usage.input_tokens": usage?.inputTokens,
			"gen_ai.usage.output_tokens": usage?.outputTokens
		});
	}
	fail(error) {
		if (this.#over) return;
		this.set({
			"error.type": error.code,
			"http.response.status_code": error.status
		});
		this.#record.error = error;
		this.#channel.error.publish(this.#record);
		this.end();
	}
	end() {
		if (this.#over) return;
		this.#over = true;
		this.#channel.asyncStart.publish(this.#record);
		this.#channel.asyncEnd.publish(this.#record);
	}
};
/** Begins a trace; `undefined` when nobody listens, which is the cheap and usual case. */
function beginTrace(kind, attributes) {
	const channel = channels[kind];
	return channel.hasSubscribers ? new Trace(channel, attributes()) : void 0;
}
/** The parameters of a request as attributes. `stop` is left out: it is text of the caller. */
function parameterAttributes(parameters) {
	const attributes = {};
	for (const name of tracedParameters) {
		const value = parameters[name];
		if (value !== void 0) attributes[`gen_ai.request.${name}`] = value;
	}
	return attributes;
}
const tracedParameters = [
	"temperature",
	"top_p",
	"top_k",
	"max_tokens",
	"seed",
	"frequency_penalty",
	"presence_penalty"
];

// packages/core/dist/call/wait.js
/** Waits so many milliseconds; rejects with the signal's reason at once when it fires. */
function wait(clock, delayMs, signal) {
	return new Promise((resolve, reject) => {
		if (signal.aborted) return reject(signal.reason);
		const onAbort = () => {
			cancel();
			reject(signal.reason);
		};
		const cancel = clock.schedule(delayMs, () => {
			signal.removeEventListener("abort", onAbort);
			resolve();
		}, true);
		signal.addEventListener("abort", onAbort, { once: true });
	});
}
/** Settles as `work` does, or rejects with the signal's reason as soon as it fires; `work` is then left to itself. */
function raceAbort(work, signal) {
	return new Promise((resolve, reject) => {
		const onAbort = () => reject(signal.reason);
		if (signal.aborted) onAbort();
		else signal.addEventListener("abort", onAbort, { once: true });
		const done = () => signal.removeEventListener("abort", onAbort);
		work.then((value) => {
			done();
			resolve(value);
		}, (error) => {
			done();
			reject(error);
		});
	});
}

// packages/core/dist/call/upload-media.js
/**
* Uploads side by side what has no reference yet and adds the references; those that were finished stay when another one
* fails, so that a repeat sends only the rest. The first failure ends the others.
*/
async function uploadMedia(round, files, loaded, references) {
	const group = new AbortController();
	const follow = () => group.abort(round.signal.reason);
	if (round.signal.aborted) follow();
	round.signal.addEventListener("abort", follow, { once: true });
	try {
		const uploads = files.map(async (file, index) => {
			const media = loaded.get(file);
			if (media === void 0 || references.has(file)) return;
			const name = (error) => naming(error, file.label, files.length);
			try {
				references.set(file, await tracedUpload(round, media, index, group, name));
			} catch (error) {
				if (!group.signal.aborted) group.abort(name(error));
				throw group.signal.reason;
			}
		});
		if ((await Promise.allSettled(uploads)).some(({ status }) => status === "rejected")) throw group.signal.reason;
	} finally {
		round.signal.removeEventListener("abort", follow);
	}
}
async function tracedUpload(round, media, index, group, name) {
	const trace = beginTrace("upload", () => ({
		"plugboard.provider.id": round.provider,
		"plugboard.media.index": index,
		"plugboard.media.kind": media.kind,
		"plugboard.media.type": media.type,
		...media.size !== void 0 && { "plugboard.media.size": media.size }
	}));
	if (trace === void 0) return uploadOne(round, media, index, group, name);
	try {
		const url = await trace.run(() => uploadOne(round, media, index, group, name));
		trace.end();
		return url;
	} catch (error) {
		const { redactor } = round.services;
		const known = PlugboardError.isInstance(error) ? error : providerFault(error);
		trace.fail(explainFailure(known, {
			provider: round.provider,
			model: void 0,
			attempts: [],
			partialText: void 0,
			redactor,
			ended: PlugboardError.isInstance(round.signal.reason) ? round.signal.reason : void 0
		}));
		throw error;
	}
}
async function uploadOne({ services, provider, upload, headers, onProgress, entered, warn }, media, index, group, name) {
	if (!media.readable) throw alreadyRead(media.name);
	const { signal } = group;
	const cancelTimer = services.clock.schedule(services.timeouts.upload, () => group.abort(name(tooSlow(services.timeouts.upload))));
	try {
		const http = services.http(provider, {
			signal,
			headers,
			entered
		});
		const sent = onProgress === void 0 ? media : counted(media, (bytes) => onProgress({
			phase: "upload",
			index,
			sent: bytes,
			total: media.size
		}));
		return urlOf(await raceAbort(Promise.resolve(upload(sent, {
			signal,
			http,
			warn
		})), signal));
	} finally {
		cancelTimer();
	}
}
function urlOf(reference) {
	if (typeof reference === "object" && reference !== null && "url" in reference && typeof reference.url === "string") return reference.url;
	throw new PlugboardError("protocol_error", "The provider returned no URL for an upload.", { phase: "upload" });
}
function counted(media, onSent) {
	return {
		kind: media.kind,
		type: media.type,
		name: media.name,
		size: media.size,
		async *stream() {
			let sent = 0;
			for await (const piece of media.stream()) {
				yield piece;
				sent += piece.byteLength;
				onSent(sent);
			}
		}
	};
}
function naming(error, label, count) {
	const known = PlugboardError.isInstance(error) ? error : providerFault(error);
	if (count === 1 || known.message.includes(label)) return known;
	return Object.defineProperty(known, "message", {
		value: `Upload of ${label}: ${known.message}`,
		configurable: true,
		writable: true
	});
}
function alreadyRead(name) {
	return new PlugboardError("input_invalid", `${name} is a stream that has been read and cannot be sent again. Pass a path, a Blob or bytes to allow repeats.`, { phase: "upload" });
}
function tooSlow(limitMs) {
	return new PlugboardError("timeout", `The upload took longer than ${limitMs} ms (timeouts.upload).`, { phase: "upload" });
}

// packages/core/dist/call/run-candidate.js
/** Tries one candidate until its first content; the one loop that repeats. */
async function runCandidate(call, instance, model) {
	const { services, scope } = call;
	const run = new CandidateRun(call, instance, model);
	run.admit();
	await run.load();
	const release = await instance.places.acquire(scope.signal);
	try {
		let used = noRepeats;
		for (;;) try {
			return {
				...await run.attempt(),
				release
			};
		} catch (error) {
			const failure = failureOf(call, error);
			const decision = scope.reason !== void 0 || !run.canRepeat ? void 0 : decideRepeat(failure, used, call.policy, scope.remainingMs, services.random);
			if (decision === void 0) throw failure;
			used = decision.used;
			services.log.debug("plugboard: repeating after a failure", {
				provider: instance.id,
				code: failure.code,
				waitMs: Math.round(decision.waitMs)
			});
			if (decision.waitMs > 0) await wait(services.clock, decision.waitMs, scope.signal);
		}
	} catch (error) {
		release();
		throw error;
	}
}
/** Why a try failed: what ended the call goes before what followed from it. */
function failureOf({ scope }, error) {
	return scope.reason ?? (PlugboardError.isInstance(error) ? error : providerFault(error));
}
/** Sources may come before the first content, and wait in memory until then. */
const mostEarlySources = 1e3;
var CandidateRun = class {
	#call;
	#instance;
	#model;
	#references = /* @__PURE__ */ new Map();
	constructor(call, instance, model) {
		this.#call = call;
		this.#instance = instance;
		this.#model = model;
	}
	/** Refuses what the candidate does not understand, before a byte is read or sent. */
	admit() {
		const { plugin, provider } = this.#instance;
		admit(this.#call.draft, {
			plugin,
			accepts: provider.accepts ?? {},
			input: this.#input
		});
	}
	/** Looks at the files: their kinds are known now, so the model may still refuse one. */
	async load() {
		const { draft, scope, loaded } = this.#call;
		const files = draft.media.filter(({ remoteUrl }) => remoteUrl === void 0);
		if (files.length === 0) return;
		const loading = Promise.all(files.map(async (file) => [file, await file.load()]));
		for (const [file, media] of await raceAbort(loading, scope.signal)) {
			refuseKind(media.kind, file.label, this.#input);
			loaded.set(file, media);
		}
	}
	/** False once a source that can be read only once has been read and is needed again. */
	get canRepeat() {
		return [...this.#call.loaded].every(([file, media]) => this.#references.has(file) || media.readable);
	}
	/** Uploads what is missing, begins the stream and waits for its first content. */
	async attempt() {
		const { services, attempts, scope } = this.#call;
		const begin = services.clock.monotonic();
		scope.phase = "setup";
		const trace = beginTrace("attempt", () => ({
			"gen_ai.operation.name": "chat",
			"gen_ai.provider.name": this.#instance.plugin,
			"gen_ai.request.model": services.redactor.clean(this.#model),
			"plugboard.provider.id": this.#instance.id,
			"plugboard.attempt.number": attempts.length + 1
		}));
		const record = (failure) => {
			const phase = failure === void 0 || failure.phase === "setup" ? scope.phase : failure.phase;
			attempts.push({
				provider: this.#instance.id,
				model: this.#model,
				phase,
				durationMs: services.clock.monotonic() - begin,
				...failure !== void 0 && { code: failure.code },
				...failure?.status !== void 0 && { status: failure.status }
			});
			trace?.set({ "plugboard.attempt.phase": phase });
			if (failure === void 0) trace?.end();
			else trace?.fail(explainFailure(failure, this.#failureContext));
		};
		try {
			const answer = await (trace === void 0 ? this.#try() : trace.run(() => this.#try()));
			record();
			return answer;
		} catch (error) {
			const failure = failureOf(this.#call, error);
			record(failure);
			throw failure;
		}
	}
	get #failureContext() {
		const { services, scope } = this.#call;
		const { redactor } = services;
		const { id: provider } = this.#instance;
		return {
			provider,
			model: this.#model,
			attempts: [],
			partialText: void 0,
			redactor,
			ended: scope.reason
		};
	}
	get #input() {
		return this.#call.services.inputOf(this.#instance.id, this.#model);
	}
	async #try() {
		await this.#upload();
		return this.#stream();
	}
	async #upload() {
		const { provider } = this.#instance;
		const { services, draft, loaded, scope, headers, onProgress } = this.#call;
		if (provider.upload === void 0 || loaded.size === this.#references.size) return;
		scope.phase = "upload";
		const round = {
			services,
			provider: this.#instance.id,
			upload: provider.upload.bind(provider),
			signal: scope.signal,
			headers,
			onProgress,
			entered: this.#entered,
			warn: (message) => this.#call.warn(message)
		};
		await uploadMedia(round, draft.media, loaded, this.#references);
	}
	async #stream() {
		const { services, draft, scope, headers, loaded } = this.#call;
		scope.phase = "chat";
		const { id, plugin, provider } = this.#instance;
		const stream = new GuardedStream(services.clock, services.timeouts, scope.signal);
		const call = {
			signal: stream.signal,
			http: services.http(id, {
				signal: stream.signal,
				activity: stream.timers,
				entered: this.#entered,
				headers
			}),
			warn: (message) => this.#call.warn(message)
		};
		const request = {
			model: this.#model,
			messages: prepareMessages(draft, loaded, this.#references),
			parameters: draft.parameters,
			extra: { ...draft.providerOptions[plugin] }
		};
		stream.start(provider.stream(request, call));
		const events = [];
		for (;;) {
			const event = await stream.next();
			if (event !== void 0) events.push(event);
			if (event?.type !== "source") return {
				events,
				stream
			};
			if (events.length > mostEarlySources) {
				stream.close();
				throw tooManySources();
			}
		}
	}
	/** A token may be loaded on the way to an upload or a chat. */
	#entered = (phase) => {
		this.#call.scope.phase = phase;
	};
};
function tooManySources() {
	return new PlugboardError("limit_exceeded", `The provider named more than ${mostEarlySources} sources before it said anything.`, { phase: "chat" });
}

// packages/core/dist/call/run-call.js
/** After these the same call would fail elsewhere too, or somebody wanted it to end. */
const noFallback = /* @__PURE__ */ new Set([
	"input_invalid",
	"bad_request",
	"limit_exceeded",
	"aborted",
	"closed"
]);
/** Goes through the candidates until one begins to answer. From then on nothing is repeated and nothing falls back. */
async function runCall(call, resolution, warnings) {
	const { services, scope, attempts } = call;
	const failed = /* @__PURE__ */ new Map();
	const candidates = resolution.candidates.filter(({ outcome }) => outcome !== "passed-over");
	let last;
	for (const candidate of candidates) {
		if (last !== void 0) noteSwitch(call, last.candidate, candidate, last.error);
		let notes = [];
		try {
			const instance = await raceAbort(services.instance(candidate.provider), scope.signal);
			notes = instance.notes;
			const answer = await runCandidate(call, instance, candidate.model);
			return new AnswerStream(call, answer, answeredBy(resolution, candidate, failed), warnings);
		} catch (error) {
			const failure = failureOf(call, error);
			failed.set(candidate, failure);
			last = {
				error: failure,
				candidate,
				notes
			};
			if (noFallback.has(failure.code) || scope.reason !== void 0 || isUsedUp(call)) break;
		}
	}
	const { candidate, error, notes } = last ?? noCandidate(resolution);
	const explained = explainFailure(error, {
		provider: candidate?.provider,
		model: candidate?.model,
		attempts,
		partialText: void 0,
		redactor: services.redactor,
		ended: scope.reason,
		notes
	});
	call.trace?.set({ "plugboard.attempts": attempts.length });
	call.trace?.fail(explained);
	throw explained;
}
/** A source that was read once cannot go to another candidate; the failure that is known says more than that. */
function isUsedUp({ loaded }) {
	return [...loaded.values()].some(({ readable }) => !readable);
}
function noCandidate(resolution) {
	return {
		candidate: void 0,
		error: new PlugboardError("model_not_found", `No provider was left for ${resolution.requested}.`),
		notes: []
	};
}
function noteSwitch(call, from, to, error) {
	const message = `Fell back from ${from.provider}/${from.model} to ${to.provider}/${to.model} after ${error.code}.`;
	call.warn(message);
	call.services.log.warn(`plugboard: ${message}`, {
		code: error.code,
		status: error.status
	});
}
/** The resolution as it came out: who answered is the chosen one, who failed was passed over. */
function answeredBy(resolution, winner, failed) {
	if (failed.size === 0) return resolution;
	const candidates = resolution.candidates.map((candidate) => {
		const error = failed.get(candidate);
		if (error !== void 0) return {
			...candidate,
			outcome: "passed-over",
			reason: `failed with ${error.code}`
		};
		return candidate === winner ? {
			...candidate,
			outcome: "chosen"
		} : candidate;
	});
	const rank = {
		chosen: 0,
		fallback: 1,
		"passed-over": 2
	};
	candidates.sort((a, b) => rank[a.outcome] - rank[b.outcome]);
	return {
		...resolution,
		provider: winner.provider,
		model: winner.model,
		candidates
	};
}

// packages/core/dist/call/shared-signals.js
/** One listener on each signal of a caller, however many calls share it: Node warns of more than ten, and each costs memory. */
var SharedSignals = class {
	#groups = /* @__PURE__ */ new WeakMap();
	/** Calls back when the signal fires. Returns how to leave, which must be done. */
	join(signal, callback) {
		const group = this.#groups.get(signal) ?? new SignalGroup(signal);
		this.#groups.set(signal, group);
		return group.join(callback);
	}
};
var SignalGroup = class {
	#signal;
	#callbacks = /* @__PURE__ */ new Set();
	#listener = () => {
		for (const callback of this.#callbacks) callback();
	};
	constructor(signal) {
		this.#signal = signal;
	}
	join(callback) {
		if (this.#callbacks.size === 0) this.#signal.addEventListener("abort", this.#listener);
		this.#callbacks.add(callback);
		return () => {
			if (this.#callbacks.delete(callback) && this.#callbacks.size === 0) this.#signal.removeEventListener("abort", this.#listener);
		};
	}
};

// packages/core/dist/http/answer.js
function toAnswer(status, raw) {
	const headers = /* @__PURE__ */ new Map();
	for (const [name, value] of Object.entries(raw)) {
		if (value === void 0 || name === "set-cookie") continue;
		headers.set(name, typeof value === "string" ? value : value.join(", "));
	}
	const cookies = raw["set-cookie"];
	return {
		status,
		headers,
		setCookie: typeof cookies === "string" ? [cookies] : cookies ?? []
	};
}
/** Whether the connection outlives the answer, as far as its headers tell. */
function keepsAlive({ headers }) {
	if (/\bclose\b/i.test(headers.get("connection") ?? "")) return false;
	return headers.has("content-length") || headers.has("transfer-encoding");
}
/** The media type in lower case, without parameters; empty when the answer names none. */
function mediaType(answer) {
	return (answer.headers.get("content-type") ?? "").split(/[;,]/, 1)[0]?.trim().toLowerCase() ?? "";
}
/** The charset that the answer names. */
function charset(answer) {
	return /;\s*charset="?([\w-]{1,40})/i.exec(answer.headers.get("content-type") ?? "")?.[1]?.toLowerCase();
}

// packages/core/dist/http/failure-status.js
/** Core's table: what a status means. */
function codeOfStatus(status) {
	return statusCodes.get(status) ?? (status >= 500 ? "server_error" : "bad_request");
}
const statusCodes = /* @__PURE__ */ new Map([
	[401, "auth_rejected"],
	[402, "quota_exhausted"],
	[403, "permission_denied"],
	[407, "connection_failed"],
	[408, "server_error"],
	[409, "server_error"],
	[413, "limit_exceeded"],
	[425, "server_error"],
	[429, "rate_limited"]
]);
/** Statuses of the server that the same request would get again. */
function isPermanent(status) {
	return status === 407 || status === 501 || status === 505;
}
const wordStatuses = [
	[/insufficient_(quota|credit|balance|funds)|billing|quota_exceeded|credit_balance|payment_required/, 402],
	[/context_length|too_large|too_long|max_tokens_exceeded|string_above_max/, 413],
	[/rate_?limit|too_many_requests|throttl|resource_exhausted/, 429],
	[/authentication|unauthori[sz]ed|unauthenticated|invalid_(api_)?(key|token)|(token|session)_expired/, 401],
	[/permission|forbidden|access_denied/, 403],
	[/overloaded|unavailable|capacity/, 503],
	[/not_found/, 404],
	[/timeout|timed_out|deadline_exceeded/, 504],
	[/validation|invalid_request|bad_request|invalid_argument|value_error|unprocessable/, 400],
	[/internal|server_error|api_error/, 500]
];
/** The status that the words of an error object stand for. */
function statusOfWords(words) {
	for (const word of words) {
		const lower = word.toLowerCase().replaceAll("-", "_");
		const found = wordStatuses.find(([pattern]) => pattern.test(lower));
		if (found !== void 0) return found[1];
	}
}

// packages/core/dist/http/retry-after.js
/**
* The wait that a service asks for, in milliseconds: `retry-after-ms`, `retry-after` (seconds, decimals, a date) or
* `x-ratelimit-reset` (seconds since the epoch). What is garbage, negative or past is `undefined`. Dates are read against
* the service's own `date`, so a wrong clock on either side does no harm.
*/
function retryAfterMs(headers, now) {
	const serverNow = dateOf(headers.get("date")) ?? now;
	return decimal(headers.get("retry-after-ms")) ?? seconds(headers.get("retry-after")) ?? until(dateOf(headers.get("retry-after")), serverNow) ?? until(epochOf(headers.get("x-ratelimit-reset")), serverNow);
}
function decimal(text) {
	const first = text?.split(",", 1)[0]?.trim();
	return first !== void 0 && /^\d{1,12}(\.\d{1,12})?$/.test(first) ? Math.ceil(Number(first)) : void 0;
}
function seconds(text) {
	const first = text?.split(",", 1)[0]?.trim();
	return first !== void 0 && /^\d{1,12}(\.\d{1,12})?$/.test(first) ? Math.ceil(Number(first) * 1e3) : void 0;
}
function dateOf(text) {
	if (text === void 0 || !/^[A-Za-z]{3,9}, .{5,40} GMT$/.test(text.trim())) return void 0;
	const time = Date.parse(text);
	return Number.isNaN(time) ? void 0 : time;
}
function epochOf(text) {
	return text !== void 0 && /^\d{10}(\.\d{1,12})?$/.test(text.trim()) ? Number(text) * 1e3 : void 0;
}
function until(time, now) {
	return time !== void 0 && time > now ? Math.ceil(time - now) : void 0;
}

// packages/core/dist/http/service-error-body.js
/**
* Reads the usual shapes: `{error: {type, message, code}}`, `{error: 'text'}`, `{detail: 'text'}`,
* `{detail: [{loc, msg, type}]}`, `{message}`, and plain text. Only named fields are read, so nothing of the request that a
* service echoes in others gets into a message.
*/
function readServiceError(body) {
	if (typeof body === "string") return {
		message: looksLikeMarkup(body) ? void 0 : body,
		code: void 0,
		words: [],
		status: void 0
	};
	const outer = asRecord(body);
	const inner = asRecord(outer["error"] ?? outer["detail"] ?? outer["errors"]);
	const words = [
		inner["code"],
		inner["type"],
		outer["code"],
		outer["type"],
		inner["status"],
		outer["error"]
	].filter((kind) => typeof kind === "string" && /^[\w.-]{1,100}$/.test(kind));
	const issues = firstList(outer["detail"], outer["errors"]);
	return {
		message: issues === void 0 ? firstText(inner, outer) : issues.map(toIssue).filter(isText).join("; "),
		code: words[0] ?? issues?.map((issue) => asRecord(issue)["type"]).find(isText),
		words,
		status: [
			inner["status"],
			inner["code"],
			inner["status_code"],
			outer["status"],
			outer["status_code"],
			outer["code"]
		].map(toStatus).find((status) => status !== void 0)
	};
}
function firstText(inner, outer) {
	return [
		inner["message"],
		inner["msg"],
		inner["detail"],
		outer["message"],
		outer["error"],
		outer["detail"],
		outer["msg"]
	].find(isText);
}
function firstList(...values) {
	return values.find((value) => Array.isArray(value))?.slice(0, 5);
}
function toIssue(issue) {
	if (typeof issue === "string") return issue;
	const { loc, msg, message } = asRecord(issue);
	const text = [msg, message].find(isText);
	const path = Array.isArray(loc) ? loc.filter((step) => typeof step === "string" || typeof step === "number").join(".") : "";
	return path === "" ? text : `${path}: ${text ?? "invalid"}`;
}
function toStatus(value) {
	const number = typeof value === "string" && /^\d{3}$/.test(value) ? Number(value) : value;
	return typeof number === "number" && Number.isInteger(number) && number >= 400 && number <= 599 ? number : void 0;
}
function asRecord(value) {
	return typeof value === "object" && value !== null && !Array.isArray(value) ? value : {};
}
function isText(value) {
	return typeof value === "string" && value.trim() !== "";
}
function looksLikeMarkup(text) {
	return /^\s*<(!doctype|html|head|body|\?xml)/i.test(text.slice(0, 200));
}

// packages/core/dist/http/judge-answer.js
/** An answer whose status is no success; `body` is its parsed JSON or text. */
function judgeFailure(answer, body, context) {
	if (isChallenge(answer)) return challenged(answer, context);
	if (answer.status >= 300 && answer.status < 400) return judgeRedirect(answer, context);
	const service = readServiceError(body);
	const { status } = answer;
	return failureError(verdictOf({
		status,
		headers: answer.headers,
		body
	}, service, context), answer.headers, status, service, context);
}
/** An error object inside a successful answer or stream. */
function judgeInBand(body, status, context) {
	const service = readServiceError(body);
	const named = status ?? service.status;
	const headers = /* @__PURE__ */ new Map();
	return failureError(verdictOf({
		status: named ?? statusOfWords(service.words) ?? 500,
		headers,
		body
	}, service, context), headers, named, service, context);
}
/** A page of a bot protection stands in the way; its own header says so. */
function isChallenge(answer) {
	return answer.headers.get("cf-mitigated") === "challenge";
}
function challenged(answer, { scope, phase, host }) {
	const message = `${scope.provider}: ${host} answered with a bot-protection page. Open the site in a browser, then export fresh cookies.`;
	return withRepeatHint(new PlugboardError("challenged", message, {
		phase,
		...basics(answer, scope)
	}), "never");
}
/** A successful status with a body of the wrong type. */
function judgeWrongType(answer, expected, context) {
	const { scope, phase, host, identified } = context;
	if (isChallenge(answer)) return challenged(answer, context);
	const type = mediaType(answer);
	const details = {
		phase,
		...basics(answer, scope)
	};
	if (type === "text/html" && identified) {
		const message = `${scope.provider}: ${host} answered with a web page instead of ${expected}; the session looks signed out. Export fresh cookies or get a new token.`;
		return withRepeatHint(new PlugboardError("auth_rejected", message, details), "never");
	}
	const shown = type === "" ? "no content type" : `the content type ${serviceText(answer.headers.get("content-type") ?? "", scope.redactor.clean)}`;
	const message = `${scope.provider}: ${host} answered with ${shown} instead of ${expected}. Check that the base URL leads to the service itself.`;
	return withRepeatHint(new PlugboardError("protocol_error", message, details), "never");
}
function judgeRedirect(answer, { scope, phase, host }) {
	const target = redirectHost(answer.headers.get("location"), host);
	const details = {
		phase,
		...basics(answer, scope)
	};
	const message = `${scope.provider}: ${host} redirects${target} (${answer.status}), which is not followed.`;
	return phase === "auth" ? withRepeatHint(new PlugboardError("auth_rejected", `${message} The session looks signed out; sign in again.`, details), "never") : withRepeatHint(new PlugboardError("protocol_error", `${message} Check the base URL.`, details), "never");
}
function redirectHost(location, host) {
	const base = `https://${host}`;
	if (location === void 0 || !URL.canParse(location, base)) return "";
	const target = new URL(location, base).host;
	return target === "" ? "" : ` to ${serviceText(target)}`;
}
function verdictOf(failure, service, { classify, scope }) {
	try {
		const verdict = classify?.(failure);
		if (verdict !== void 0) return verdict;
	} catch {
		scope.log.warn("A provider could not judge a failure; the table of the core decides.", {
			provider: scope.provider,
			status: failure.status
		});
	}
	const words = statusOfWords(service.words);
	const telling = words === 402 || words === 413 ? words : failure.status;
	return {
		code: codeOfStatus(telling),
		...isPermanent(telling) ? { retryable: false } : {}
	};
}
function failureError(verdict, headers, status, service, context) {
	const { scope, phase, method } = context;
	const clean = (text) => serviceText(text, scope.redactor.clean);
	const { code, ...given } = verdict;
	const details = {
		phase,
		status,
		requestId: requestIdOf(headers, clean),
		serviceCode: service.code === void 0 ? void 0 : clean(service.code),
		retryAfterMs: retryAfterMs(headers, scope.clock.now()),
		...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== void 0))
	};
	const named = [status, details.serviceCode].filter((part) => part !== void 0).join(", ");
	const said = service.message === void 0 ? "" : ` The service says: ${clean(service.message)}`;
	const message = `${scope.provider}: ${what[code] ?? "the request failed"}${named === "" ? "" : ` (${named})`}.${said}`;
	const error = new PlugboardError(code, `${message}${message.endsWith(".") ? "" : "."} ${todo[code] ?? ""}`.trim(), details);
	return withRepeatHint(error, hintOf(error, status, method));
}
function hintOf(error, status, method) {
	if (!error.retryable) return "never";
	return isRefusal(status) || error.code === "rate_limited" || method === "GET" ? "safe" : "duplicate";
}
function basics(answer, scope) {
	return {
		status: answer.status,
		requestId: requestIdOf(answer.headers, (text) => serviceText(text, scope.redactor.clean)),
		retryable: false
	};
}
function requestIdOf(headers, clean) {
	const id = headers.get("x-request-id") ?? headers.get("request-id") ?? headers.get("cf-ray");
	return id === void 0 ? void 0 : clean(id);
}
const what = {
	auth_rejected: "the credential was refused",
	permission_denied: "this account may not do that",
	rate_limited: "too many requests",
	quota_exhausted: "the quota or credit of this account is used up",
	bad_request: "the service refused the request",
	server_error: "the service failed",
	limit_exceeded: "the request is too large for the service",
	connection_failed: "a proxy wants a user name and password",
	challenged: "a bot-protection page is in the way"
};
const todo = {
	auth_rejected: "Check the key, or sign in again and export fresh cookies.",
	permission_denied: "Check what this account or key may use.",
	rate_limited: "Wait and try again.",
	quota_exhausted: "Add credit, or use another account or provider.",
	server_error: "Try again later.",
	limit_exceeded: "Send less: shorter messages, smaller or fewer files."
};

// packages/core/dist/http/collect-body.js
/** Reads a whole body into memory. */
function collectBody(exchange, options) {
	return new Promise((resolve, reject) => {
		const pieces = [];
		let size = 0;
		const timer = new IdleTimer(options.clock, options.idle, () => exchange.abort(options.tooSlow()));
		const sink = {
			delivered: false,
			data(chunk) {
				size += chunk.length;
				timer.touch();
				if (size > options.limit) exchange.abort(options.tooLong());
				else pieces.push(chunk);
			},
			end() {
				timer.stop();
				whenReusable(() => resolve(Buffer.concat(pieces)));
			},
			fail(error) {
				timer.stop();
				reject(error);
			}
		};
		timer.start();
		exchange.read(sink);
	});
}
/**
* undici gives a connection back a turn of the event loop after the end of an answer. A request that follows at once, as upload
* follows token, would open another one.
*/
function whenReusable(callback) {
	queueMicrotask(() => setImmediate(callback));
}
/** Reads what can be had of the body of a failure within its limits; never throws, always lets go of the connection. */
function collectSome(exchange, limit, withinMs, clock) {
	return new Promise((resolve) => {
		const pieces = [];
		let size = 0;
		const finish = () => {
			cancel();
			whenReusable(() => resolve(Buffer.concat(pieces).subarray(0, limit)));
		};
		const enough = () => exchange.abort(new PlugboardError("aborted", "Enough of the body was read."));
		const cancel = clock.schedule(withinMs, enough, true);
		exchange.read({
			delivered: false,
			data(chunk) {
				size += chunk.length;
				pieces.push(chunk);
				if (size >= limit) enough();
			},
			end: finish,
			fail: finish
		});
	});
}

// packages/core/dist/http/limits.js
/** What an answer may cost, in bytes unless said otherwise. */
const limits = {
	/** Names and values of the headers of an answer. */
	headers: 16384,
	/** What is read of the body of a failure. */
	errorBody: 65536,
	json: 1048576,
	event: 8388608,
	/** Cumulative answers are quadratic, so a stream may be long. */
	stream: 268435456,
	/** Events that wait for a slow consumer before the socket is held back. */
	queuedEvents: 256,
	/** Characters or bytes that wait for a slow consumer before the socket is held back. */
	queued: 1048576,
	/** Answers of the 1xx kind before the final one. */
	informational: 100
};

// packages/core/dist/http/json-answer.js
/** Whether the answer says that it is JSON in UTF-8. */
function isJson(answer) {
	const type = mediaType(answer);
	return (type === "application/json" || /^application\/[\w.-]+\+json$/.test(type)) && isUtf8(answer);
}
/** Whether the answer's charset, if it names one, is UTF-8 or a part of it. */
function isUtf8(answer) {
	return /^(utf-?8|us-ascii)$/.test(charset(answer) ?? "utf-8");
}
/** Whether the answer says that it has no body. */
function isEmpty({ status, headers }) {
	return status === 204 || headers.get("content-length") === "0";
}
/** Parses a JSON answer of at most 1 MiB. */
async function readJson(opened) {
	const text = await readJsonText(opened);
	try {
		return JSON.parse(text);
	} catch (error) {
		throw notJson(error, opened);
	}
}
/** The text of a JSON answer; anything else is judged and thrown. */
async function readJsonText(opened) {
	const { answer, exchange, context } = opened;
	if (isEmpty(answer)) {
		exchange.abort(empty(answer, context));
		throw empty(answer, context);
	}
	if (!isJson(answer)) throw opened.refuse(judgeWrongType(answer, "JSON", context));
	const { scope, phase, host } = context;
	const text = (await collectBody(exchange, {
		clock: scope.clock,
		limit: limits.json,
		idle: scope.timeouts.idle,
		tooLong: () => {
			const message = `${scope.provider}: ${host} answered with more than 1 MiB of JSON.`;
			return withRepeatHint(new PlugboardError("limit_exceeded", message, {
				phase,
				status: answer.status
			}), "never");
		},
		tooSlow: () => slow(context)
	})).toString("utf8").replace(/^\uFEFF/, "");
	if (text.trim() === "") throw empty(answer, context);
	return text;
}
/** Nothing came for the idle time in the middle of a body. */
function slow({ scope, phase, host, method }) {
	const message = `${scope.provider}: ${host} stopped sending for ${scope.timeouts.idle} ms (idle). Try again later, or raise timeouts.idle.`;
	return withRepeatHint(new PlugboardError("timeout", message, { phase }), method === "GET" ? "safe" : "duplicate");
}
/** A successful answer without content. */
function empty(answer, { scope, phase, host, method }) {
	const message = `${scope.provider}: ${host} answered ${answer.status} with nothing in it.`;
	return withRepeatHint(new PlugboardError("empty_response", message, {
		phase,
		status: answer.status
	}), method === "GET" ? "safe" : "duplicate");
}
function notJson(error, { answer, context: { scope, phase, host } }) {
	const position = error instanceof Error ? /\bposition (\d+)/.exec(error.message)?.[1] : void 0;
	const place = position === void 0 ? "" : ` (at character ${position})`;
	const message = `${scope.provider}: ${host} answered with something that is not the JSON it is said to be${place}.`;
	return withRepeatHint(new PlugboardError("protocol_error", message, {
		phase,
		status: answer.status
	}), "never");
}

// packages/core/dist/http/abort-watch.js
/** Listens to the signal of a call for one request: with one listener, and only while somebody waits. */
var AbortWatch = class {
	#signal;
	#callbacks = /* @__PURE__ */ new Set();
	#listener = () => {
		const reason = this.reason();
		if (reason !== void 0) for (const callback of this.#callbacks) callback(reason);
	};
	constructor(signal) {
		this.#signal = signal;
	}
	/** Why the call was aborted, if it was. */
	reason() {
		if (this.#signal?.aborted !== true) return void 0;
		const reason = this.#signal.reason;
		return PlugboardError.isInstance(reason) ? reason : new PlugboardError("aborted", "The call was aborted.", { cause: reason });
	}
	throwIfAborted() {
		const reason = this.reason();
		if (reason !== void 0) throw reason;
	}
	/** Calls back on abort. Returns how to take that back, which must be done. */
	onAbort(callback) {
		if (this.#callbacks.size === 0 && this.#signal !== void 0) {
			setMaxListeners(0, this.#signal);
			this.#signal.addEventListener("abort", this.#listener);
		}
		this.#callbacks.add(callback);
		return () => {
			this.#callbacks.delete(callback);
			if (this.#callbacks.size === 0) this.#signal?.removeEventListener("abort", this.#listener);
		};
	}
	/** The promise, or a rejection with the reason as soon as the call is aborted. */
	async race(promise) {
		let forget = () => {};
		const aborted = new Promise((_, reject) => {
			forget = this.onAbort(reject);
			const reason = this.reason();
			if (reason !== void 0) reject(reason);
		});
		try {
			return await Promise.race([promise, aborted]);
		} finally {
			forget();
		}
	}
};

// packages/core/dist/http/connection-waiter.js
/** Where a request's dispatch options carry its {@link ConnectionWaiter}; dispatchers pass the options on as they are. */
const connectionWaiter = Symbol("connection waiter");

// packages/core/dist/http/connect-failure.js
/** Why a connection could not be made; reaches the request through undici. */
var ConnectFailure = class extends Error {
	/** A code of Node's or undici's, or one of {@link connectFailureCodes}. */
	code;
	/** Host and port of the proxy that failed, never its credentials. */
	proxy;
	/** What the proxy answered to `CONNECT`. */
	status;
	constructor(code, details = {}) {
		super(`no connection (${code})`);
		this.name = "ConnectFailure";
		this.code = code;
		this.proxy = details.proxy;
		this.status = details.status;
	}
};
/** Codes of {@link ConnectFailure} that are not the system's. */
const connectFailureCodes = {
	timeout: "UND_ERR_CONNECT_TIMEOUT",
	abandoned: "PLUGBOARD_CONNECT_ABANDONED",
	proxyAnswer: "PLUGBOARD_PROXY_ANSWER"
};

// packages/core/dist/http/reset-guard.js
/** What {@link guardAgainstReset} calls a reset. */
const guardedReset = "PLUGBOARD_RESET";
/**
* Gives a reset another code before undici sees it. undici 7 takes `ECONNRESET` in a body that ends with its connection as a
* normal end, and while that body is paused it fails an assertion in an event listener, which ends the whole process:
* any service could do that to a slow consumer. With any other code it fails the request, as it should.
*/
function guardAgainstReset(socket) {
	socket.prependListener("error", (error) => {
		if (error.code === "ECONNRESET") error.code = guardedReset;
	});
}

// packages/core/dist/http/wire-failure.js
/** One row for each signature that undici 7 and Node have; a table test goes with it. */
const faults = /* @__PURE__ */ new Map([
	["ECONNREFUSED", {
		kind: "connection",
		says: "refused the connection"
	}],
	["ENOTFOUND", {
		kind: "connection",
		says: "is a name that does not exist"
	}],
	["EAI_AGAIN", {
		kind: "connection",
		says: "could not be looked up"
	}],
	["ENODATA", {
		kind: "connection",
		says: "has no address"
	}],
	["EHOSTUNREACH", {
		kind: "connection",
		says: "cannot be reached"
	}],
	["ENETUNREACH", {
		kind: "connection",
		says: "cannot be reached: no network"
	}],
	["EADDRNOTAVAIL", {
		kind: "connection",
		says: "cannot be reached: no free port or address"
	}],
	["EMFILE", {
		kind: "connection",
		says: "cannot be reached: this process has too many files open"
	}],
	["ENFILE", {
		kind: "connection",
		says: "cannot be reached: this machine has too many files open"
	}],
	["ETIMEDOUT", {
		kind: "connection",
		says: "did not answer on the network"
	}],
	["ECONNRESET", {
		kind: "reset",
		says: "broke the connection"
	}],
	["EPIPE", {
		kind: "reset",
		says: "closed the connection"
	}],
	["ECONNABORTED", {
		kind: "reset",
		says: "broke the connection"
	}],
	["UND_ERR_SOCKET", {
		kind: "reset",
		says: "closed the connection"
	}],
	["UND_ERR_ABORTED", {
		kind: "reset",
		says: "was given up by the connection"
	}],
	["UND_ERR_CONNECT_TIMEOUT", {
		kind: "timeout",
		says: "did not accept a connection in time"
	}],
	["UND_ERR_HEADERS_TIMEOUT", {
		kind: "timeout",
		says: "did not answer in time"
	}],
	["UND_ERR_BODY_TIMEOUT", {
		kind: "timeout",
		says: "stopped sending"
	}],
	["UND_ERR_HEADERS_OVERFLOW", {
		kind: "limit",
		says: "sent headers of more than 16 KiB"
	}],
	["UND_ERR_RES_EXCEEDED_MAX_SIZE", {
		kind: "limit",
		says: "sent more than is allowed"
	}],
	["UND_ERR_RES_CONTENT_LENGTH_MISMATCH", {
		kind: "framing",
		says: "sent another length than it announced"
	}],
	["UND_ERR_CLOSED", {
		kind: "closed",
		says: ""
	}],
	["UND_ERR_DESTROYED", {
		kind: "closed",
		says: ""
	}],
	["UND_ERR_PRX_TLS", {
		kind: "certificate",
		says: "has no certificate that can be trusted"
	}],
	["ERR_TLS_CERT_ALTNAME_INVALID", {
		kind: "certificate",
		says: "has a certificate for another name"
	}],
	["CERT_HAS_EXPIRED", {
		kind: "certificate",
		says: "has a certificate that has expired"
	}],
	["CERT_NOT_YET_VALID", {
		kind: "certificate",
		says: "has a certificate that is not valid yet"
	}],
	["DEPTH_ZERO_SELF_SIGNED_CERT", {
		kind: "certificate",
		says: "has a self-signed certificate"
	}],
	["SELF_SIGNED_CERT_IN_CHAIN", {
		kind: "certificate",
		says: "has a self-signed certificate in its chain"
	}],
	["UNABLE_TO_VERIFY_LEAF_SIGNATURE", {
		kind: "certificate",
		says: "has a certificate of an unknown authority"
	}],
	["UNABLE_TO_GET_ISSUER_CERT_LOCALLY", {
		kind: "certificate",
		says: "has a certificate of an unknown authority"
	}]
]);
const cut = {
	kind: "reset",
	says: "closed the connection in the middle of its answer"
};
/**
* Judges a raw error by its code or class; its message is only compared with known ones and never shown, it may hold bytes of
* the answer. `inBody`: the headers of the answer were here.
*/
function wireFaultOf(error, inBody) {
	if (error instanceof ConnectFailure && error.code === connectFailureCodes.proxyAnswer) return {
		kind: "proxy",
		says: error.status === 407 ? "wants a user name and password (407)" : `refused the tunnel (${error.status})`
	};
	const { code, name, message } = describe(error);
	const found = faults.get(code);
	const endedEarly = code === "UND_ERR_RES_CONTENT_LENGTH_MISMATCH" || message.endsWith("(Invalid EOF state)");
	if (inBody && endedEarly) return cut;
	if (code === "UND_ERR_SOCKET" && /^bad (response|upgrade)$/.test(message)) return {
		kind: "framing",
		says: "answered with something that is not HTTP/1.1"
	};
	const tunnel = code === "UND_ERR_ABORTED" ? /^Proxy response \((\d{3})\)/.exec(message) : null;
	if (tunnel !== null || message === "Proxy Authentication Required (407)") return {
		kind: "proxy",
		says: `refused the tunnel (${tunnel?.[1] ?? "407"})`
	};
	if (found !== void 0) return found;
	if (name === "HTTPParserError" || code.startsWith("HPE_")) return {
		kind: "framing",
		says: "answered with something that is not HTTP/1.1"
	};
	if (code.startsWith("ERR_SSL_") || code.startsWith("ERR_TLS_")) return {
		kind: "certificate",
		says: "does not speak TLS that can be trusted"
	};
	if (/CERT|CRL|ISSUER/.test(code)) return {
		kind: "certificate",
		says: "has a certificate that cannot be trusted"
	};
	return {
		kind: "reset",
		says: "failed on the network"
	};
}
/** The code and the hint for a raw error. */
function verdictOfFault({ kind }, { method, started, reused, answered, delivered }) {
	if (kind === "closed") return {
		code: "closed",
		hint: "never"
	};
	if (kind === "certificate") return {
		code: "connection_failed",
		hint: "never"
	};
	if (kind === "limit") return {
		code: "limit_exceeded",
		hint: "never"
	};
	if (kind === "proxy") return {
		code: "connection_failed",
		hint: "never"
	};
	const repeatable = !started || method === "GET" ? "safe" : "duplicate";
	if (kind === "timeout") return {
		code: "timeout",
		hint: repeatable
	};
	if (delivered) return {
		code: "stream_truncated",
		hint: "duplicate"
	};
	if (kind === "framing") return {
		code: started ? "protocol_error" : "connection_failed",
		hint: "never"
	};
	if (started && reused && !answered) return {
		code: "connection_failed",
		hint: "fresh-connection"
	};
	return {
		code: "connection_failed",
		hint: repeatable
	};
}
/** Name, code and syscall of a foreign error: all of it that may be kept. */
function reducedCause(error) {
	const { name, code, syscall } = describe(error);
	return Object.fromEntries(Object.entries({
		name,
		code,
		syscall
	}).filter(([, value]) => value !== ""));
}
function describe(error) {
	const text = (key) => {
		const value = typeof error === "object" && error !== null ? Reflect.get(error, key) : void 0;
		return typeof value === "string" ? value : "";
	};
	const code = text("code");
	return {
		name: text("name"),
		code: code === "PLUGBOARD_RESET" ? "ECONNRESET" : code,
		syscall: text("syscall"),
		message: text("message")
	};
}

// packages/core/dist/http/exchange-failure.js
/** What a raw error of the network or of undici means for the caller. */
function exchangeError(raw, progress, scope, request) {
	if (PlugboardError.isInstance(raw)) return raw;
	const { phase, method } = request;
	if (isLengthMismatch(raw)) return sourceError(raw, phase);
	const fault = wireFaultOf(raw, progress.inBody);
	if (fault.kind === "closed") return withRepeatHint(new PlugboardError("closed", "The client has been closed.", { phase }), "never");
	const { code, hint } = verdictOfFault(fault, {
		method,
		...progress
	});
	const proxy = raw instanceof ConnectFailure ? raw.proxy : void 0;
	const who = proxy === void 0 ? subject(scope, request) : `${scope.provider}: the proxy ${proxy}`;
	const details = {
		phase,
		cause: reducedCause(raw),
		...hint === "never" ? { retryable: false } : {}
	};
	return withRepeatHint(new PlugboardError(code, `${who} ${fault.says}. ${advice[code] ?? ""}`.trim(), details), hint);
}
/** The time for the headers is over. */
function noHeaders(scope, request) {
	const { phase, method } = request;
	const message = `${subject(scope, request)} gave no answer within ${scope.timeouts.headers} ms (headers). Try again later, or raise timeouts.headers.`;
	return withRepeatHint(new PlugboardError("timeout", message, { phase }), method === "GET" ? "safe" : "duplicate");
}
/** More answers of the 1xx kind than make sense. */
function tooManyInformational(scope, request) {
	const message = `${subject(scope, request)} sent preliminary answers without end.`;
	return withRepeatHint(new PlugboardError("protocol_error", message, { phase: request.phase }), "never");
}
function subject({ provider }, { url }) {
	return `${provider}: ${url.host}`;
}
const advice = {
	connection_failed: "Check that the service or proxy is up and its address right.",
	stream_truncated: "The answer is incomplete; ask again.",
	timeout: "Try again later, or raise timeouts.connect.",
	protocol_error: "Check that the base URL leads to the service itself."
};
/** The source had more or fewer bytes than it said. */
function isLengthMismatch(error) {
	return error instanceof Error && "code" in error && error.code === "UND_ERR_REQ_CONTENT_LENGTH_MISMATCH";
}
/** What the source of a body failed with. */
function sourceError(error, phase) {
	if (PlugboardError.isInstance(error)) return error;
	return withRepeatHint(new PlugboardError("input_invalid", "A file or stream to be sent failed while it was being read; check it and call again.", {
		phase,
		cause: reducedCause(error)
	}), "never");
}

// packages/core/dist/http/sent-body.js
const pieceSize = 65536;
/** Opens a body for one request; `sent` is called when a streamed one has been read to its end. */
function openBody(body, sent) {
	const opened = body.open();
	if (typeof opened === "string" || opened instanceof Uint8Array) {
		const bytes = typeof opened === "string" ? Buffer.from(opened) : opened;
		if (bytes.byteLength <= 4 * pieceSize) return {
			data: bytes,
			streamed: false,
			failure: () => void 0,
			stop: () => {}
		};
		return streamed(piecesOf(bytes), sent);
	}
	return streamed(opened, sent);
}
function streamed(source, sent) {
	let iterator;
	let finished = false;
	let failure;
	const stop = () => {
		if (finished) return;
		finished = true;
		Promise.resolve(iterator?.return?.()).catch(() => {});
	};
	return {
		data: { [Symbol.asyncIterator]: () => ({
			async next() {
				try {
					iterator ??= source[Symbol.asyncIterator]();
					const result = await iterator.next();
					if (result.done === true && !finished) {
						finished = true;
						sent();
					}
					return result;
				} catch (error) {
					finished = true;
					failure = { error };
					throw error;
				}
			},
			return() {
				stop();
				return Promise.resolve({
					done: true,
					value: void 0
				});
			}
		}) },
		streamed: true,
		failure: () => failure,
		stop
	};
}
async function* piecesOf(bytes) {
	for (let start = 0; start < bytes.byteLength; start += pieceSize) yield bytes.subarray(start, start + pieceSize);
}

// packages/core/dist/http/dispatch-exchange.js
/** One request and its answer on the wire, with its timer for the headers and the abort of its call. */
var Exchange = class {
	#scope;
	#request;
	#watch;
	#origin;
	#controller;
	#body;
	#sink;
	#early = [];
	#replaying = false;
	#ended = false;
	#failure;
	#settled = false;
	#connectionsBefore;
	#reused = false;
	#answered = false;
	#headersSeen = false;
	#informational = 0;
	#paused = false;
	#mayPause = true;
	#cancelTimer;
	#forgetAbort;
	#resolve = () => {};
	#reject = () => {};
	constructor(scope, request, watch) {
		this.#scope = scope;
		this.#request = request;
		this.#watch = watch;
		this.#origin = request.url.origin;
	}
	get waiting() {
		return !this.#settled;
	}
	/** Sends the request; settles with the headers of the answer. */
	send() {
		const { transport } = this.#scope;
		const { url, method, headers, body } = this.#request;
		return new Promise((resolve, reject) => {
			this.#resolve = resolve;
			this.#reject = reject;
			this.#body = body === void 0 ? void 0 : openBody(body, () => this.#startTimer());
			this.#forgetAbort = this.#watch.onAbort((reason) => this.abort(reason, true));
			this.#connectionsBefore = transport.connectionsTo(this.#origin);
			const options = {
				origin: this.#origin,
				path: `${url.pathname}${url.search}`,
				method,
				headers: body?.length === void 0 ? headers : {
					...headers,
					"content-length": String(body.length)
				},
				body: this.#body?.data ?? null,
				[connectionWaiter]: this
			};
			try {
				transport.dispatcher.dispatch(options, this);
			} catch (error) {
				this.#break(error);
			}
		});
	}
	/** Hands the body over, beginning with what has arrived already. */
	read(sink) {
		const failure = this.#failure;
		this.#sink = sink;
		this.#replaying = true;
		for (const chunk of this.#early.splice(0)) {
			sink.data(chunk);
			if (this.#failure !== failure) break;
		}
		this.#replaying = false;
		if (this.#failure !== failure) return;
		if (failure !== void 0) sink.fail(failure, false);
		else if (this.#ended) sink.end();
		else if (this.#paused) this.resume();
	}
	pause() {
		if (this.#paused || this.#settled || !this.#mayPause) return;
		this.#paused = true;
		this.#controller?.pause();
	}
	resume() {
		if (!this.#paused) return;
		this.#paused = false;
		if (!this.#settled) this.#controller?.resume();
	}
	/** Ends the exchange and closes its socket. `dropWaiting`: what has been read and not consumed is of no use. */
	abort(error, dropWaiting = false) {
		if (!this.#settle()) {
			if (this.#replaying) this.#fail(error, dropWaiting);
			return;
		}
		this.#fail(error, dropWaiting);
		if (this.#controller === void 0) this.#scope.transport.abandonConnects(this.#origin);
		else this.#controller.abort(/* @__PURE__ */ new Error("aborted"));
	}
	onRequestStart(controller) {
		this.#controller = controller;
		if (this.#settled) {
			controller.abort(/* @__PURE__ */ new Error("aborted"));
			return;
		}
		const connections = this.#scope.transport.connectionsTo(this.#origin);
		this.#reused = connections !== void 0 && connections === this.#connectionsBefore;
		if (this.#body?.streamed !== true) this.#startTimer();
	}
	onResponseStarted() {
		this.#answered = true;
	}
	onResponseStart(_controller, status, headers) {
		if (this.#settled) return;
		if (status < 200) {
			this.#informational += 1;
			if (this.#informational > limits.informational) this.abort(tooManyInformational(this.#scope, this.#request));
			return;
		}
		this.#headersSeen = true;
		this.#cancelTimer?.();
		const answer = toAnswer(status, headers);
		this.#mayPause = this.#connectionsBefore !== void 0 || keepsAlive(answer);
		this.#resolve(answer);
	}
	onResponseData(_controller, chunk) {
		if (this.#settled) return;
		if (this.#sink !== void 0) {
			this.#sink.data(chunk);
			return;
		}
		this.#early.push(chunk);
		if (this.#early.length >= 4) this.pause();
	}
	onResponseEnd() {
		if (!this.#settle()) return;
		this.#ended = true;
		this.#sink?.end();
	}
	onResponseError(_controller, error) {
		this.#break(error);
	}
	#break(error) {
		if (!this.#settle()) return;
		this.#fail(this.#toError(error), false);
	}
	#settle() {
		if (this.#settled) return false;
		this.#settled = true;
		this.#cancelTimer?.();
		this.#forgetAbort?.();
		this.#body?.stop();
		return true;
	}
	#fail(error, dropWaiting) {
		this.#failure = error;
		this.#reject(error);
		this.#sink?.fail(error, dropWaiting);
	}
	#startTimer() {
		if (this.#settled || this.#headersSeen) return;
		const { clock, timeouts } = this.#scope;
		this.#cancelTimer?.();
		this.#cancelTimer = clock.schedule(timeouts.headers, () => {
			this.#cancelTimer = expireAfterInput(() => this.abort(noHeaders(this.#scope, this.#request)));
		}, true);
	}
	#toError(raw) {
		const source = this.#body?.failure();
		if (source !== void 0) return sourceError(source.error, this.#request.phase);
		const progress = {
			started: this.#controller !== void 0,
			reused: this.#reused,
			answered: this.#answered,
			inBody: this.#headersSeen,
			delivered: this.#sink?.delivered ?? false
		};
		const error = exchangeError(raw, progress, this.#scope, this.#request);
		if (repeatHintOf(error) === "fresh-connection") this.#scope.transport.renew();
		return error;
	}
};

// packages/core/dist/media/is-media.js
const kinds = /* @__PURE__ */ new Set([
	"image",
	"video",
	"audio",
	"pdf"
]);
/** By shape, so that the media of another copy of the package and those of a test count too. */
function isMedia(value) {
	return typeof value === "object" && value !== null && "stream" in value && typeof value.stream === "function" && "kind" in value && kinds.has(value.kind) && "type" in value;
}
/** @throws PlugboardError `input_invalid` for a type that is no MIME type. */
function mediaPart(media) {
	const { kind, size } = media;
	const type = essenceOf(media.type);
	if (type === void 0) throw mediaError(`the ${kind}`, "its type is no MIME type such as image/png.");
	return {
		media,
		type,
		size: typeof size === "number" && Number.isSafeInteger(size) && size >= 0 ? size : void 0
	};
}

// packages/core/dist/media/media-pieces.js
/** The bytes of a media, refused when they are not as many as was announced: the body's length is on its way already. */
async function* mediaPieces({ media, size }) {
	const label = `the ${media.kind}`;
	let count = 0;
	for await (const piece of media.stream()) {
		count += piece.byteLength;
		if (size !== void 0 && count > size) throw changedError(label);
		yield piece;
	}
	if (size !== void 0 && count !== size) throw changedError(label);
}

// packages/core/dist/http/form-body.js
/**
* A `multipart/form-data` body, written while it is sent. Line breaks of text fields become CRLF, as the HTML Standard
* demands; files are not touched.
*
* @throws PlugboardError `input_invalid` for a media whose type is no MIME type, and for a value that is neither text nor media.
*/
function formBody(fields) {
	const entries = Object.entries(fields).map(([name, value]) => [name, formValue(name, value)]);
	const encoder = new FormDataEncoder(new FormEntries(entries), `plugboard-${randomBytes(18).toString("hex")}`);
	const { contentType, contentLength } = encoder;
	return {
		contentType,
		length: contentLength === void 0 ? void 0 : Number(contentLength),
		open: () => entries.some(([, value]) => value instanceof FormFile) ? write$1(encoder) : whole(encoder)
	};
}
function formValue(name, value) {
	if (typeof value === "string") return value;
	if (isMedia(value)) return new FormFile(mediaPart(value));
	throw new PlugboardError("input_invalid", `The form field ${JSON.stringify(name)} is neither text nor a media.`);
}
function whole(encoder) {
	return Buffer.concat([...encoder.values()].filter((part) => part instanceof Uint8Array));
}
async function* write$1(encoder) {
	for (const part of encoder.values()) if (part instanceof FormFile) yield* mediaPieces(part.part);
	else if (part instanceof Uint8Array) yield part;
}
/** What the encoder takes for a `File`. */
var FormFile = class {
	part;
	name;
	type;
	size;
	constructor(part) {
		this.part = part;
		this.type = part.type;
		this.size = part.size;
		const name = part.media.name;
		this.name = cleanFileName(typeof name === "string" ? name : void 0, part.type);
	}
	get [Symbol.toStringTag]() {
		return "File";
	}
	stream() {
		return this.part.media.stream();
	}
};
/** What the encoder takes for a `FormData`. */
var FormEntries = class {
	#entries;
	constructor(entries) {
		this.#entries = entries;
	}
	get [Symbol.toStringTag]() {
		return "FormData";
	}
	entries() {
		return this.#entries.values();
	}
	[Symbol.iterator]() {
		return this.entries();
	}
	getAll(name) {
		return this.#entries.filter(([key]) => key === name).map(([, value]) => value);
	}
	/** Asked for by the encoder, never called. */
	append() {}
};

// packages/core/dist/http/base64.js
/** A multiple of 3, so that whole pieces leave nothing over; bounds the memory for sources that give one huge piece. */
const groupLength = 393216;
/** Characters of the base64 text of so many bytes, padding included. */
function base64Length(byteLength) {
	return Math.ceil(byteLength / 3) * 4;
}
/** The base64 text of a stream of bytes, as ASCII bytes. */
async function* base64Pieces(source) {
	let rest = Buffer.alloc(0);
	for await (const piece of source) {
		let offset = 0;
		if (rest.length > 0) {
			const missing = Math.min(3 - rest.length, piece.byteLength);
			rest = Buffer.concat([rest, piece.subarray(0, missing)]);
			offset = missing;
			if (rest.length < 3) continue;
		}
		while (piece.byteLength - offset >= 3 || rest.length === 3) {
			const whole = piece.byteLength - offset - (piece.byteLength - offset) % 3;
			const end = offset + Math.min(whole, groupLength);
			yield encode(rest, piece.subarray(offset, end));
			rest = Buffer.alloc(0);
			offset = end;
		}
		if (offset < piece.byteLength) rest = Buffer.from(piece.subarray(offset));
	}
	if (rest.length > 0) yield Buffer.from(rest.toString("base64"), "latin1");
}
/** `first` is empty or three bytes; the length of `bytes` is a multiple of three. */
function encode(first, bytes) {
	const start = first.toString("base64");
	const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64");
	const encoded = Buffer.allocUnsafeSlow(start.length + text.length);
	encoded.write(start, 0, "latin1");
	encoded.write(text, start.length, "latin1");
	return encoded;
}

// packages/core/dist/http/json-body.js
/**
* A JSON body in which every `Media` stands as a `data:` URL. The bytes are those of `JSON.stringify` of the same value with
* the URLs written out, but the files are read while they are sent.
*
* @throws PlugboardError `input_invalid` for what JSON cannot hold, such as a cycle.
*/
function jsonBody(value) {
	const found = [];
	const nonce = randomUUID();
	const text = stringify(value, (part) => {
		if (!isMedia(part)) return part;
		found.push(part);
		return `${nonce}:${found.length - 1}`;
	});
	const contentType = "application/json";
	if (found.length === 0) return {
		contentType,
		length: Buffer.byteLength(text),
		open: () => text
	};
	const parts = found.map((media) => mediaPart(media));
	const [first = "", ...rest] = text.split(new RegExp(`${nonce}:(\\d+)`));
	const segments = [Buffer.from(first)];
	for (const [index, piece] of rest.entries()) {
		const part = index % 2 === 0 ? parts[Number(piece)] : void 0;
		if (part !== void 0) segments.push(Buffer.from(`data:${part.type};base64,`), part);
		else segments.push(Buffer.from(piece));
	}
	return {
		contentType,
		length: totalLength(segments),
		open: () => write(segments)
	};
}
function stringify(value, replace) {
	let text;
	let failure;
	try {
		text = JSON.stringify(value, (_key, part) => replace(part));
	} catch (cause) {
		if (PlugboardError.isInstance(cause)) throw cause;
		failure = cause;
	}
	if (text !== void 0) return text;
	throw new PlugboardError("input_invalid", "The request body cannot be written as JSON. It must be free of cycles, BigInt values and functions in the place of values.", { cause: reduceCause(failure) });
}
function totalLength(segments) {
	let length = 0;
	for (const segment of segments) if (segment instanceof Uint8Array) length += segment.byteLength;
	else if (segment.size === void 0) return void 0;
	else length += base64Length(segment.size);
	return length;
}
async function* write(segments) {
	for (const segment of segments) if (segment instanceof Uint8Array) yield segment;
	else yield* base64Pieces(mediaPieces(segment));
}

// packages/core/dist/http/version.js
/** Of this package; a test compares it with `package.json`. */
const version = "0.1.0";

// packages/core/dist/http/request-headers.js
/** Written by the connection itself, or decided by how answers are read. */
const reserved = /* @__PURE__ */ new Set([
	"accept-encoding",
	"connection",
	"content-length",
	"expect",
	"host",
	"keep-alive",
	"proxy-authorization",
	"te",
	"trailer",
	"transfer-encoding",
	"upgrade"
]);
/** Builds the headers of a request. Throws `config_invalid`, or `input_invalid` for the caller's; no message shows a value. */
function buildHeaders(sources, phase) {
	const headers = {
		accept: sources.accept,
		"user-agent": `plugboard/${version}`
	};
	addHeaders(headers, sources.defaults, "config_invalid", phase);
	addHeaders(headers, sources.request, "config_invalid", phase);
	addHeaders(headers, sources.caller, "input_invalid", phase);
	headers["accept-encoding"] = "identity";
	return headers;
}
function addHeaders(into, from, code, phase) {
	if (from === void 0) return;
	for (const [name, value] of Object.entries(from)) {
		const key = name.toLowerCase();
		if (!/^[!#$%&'*+.^_`|~0-9a-z-]+$/.test(key)) throw new PlugboardError(code, "A header name holds characters that HTTP does not allow.", { phase });
		if (reserved.has(key)) throw new PlugboardError(code, `The header ${key} cannot be given: it is written by the HTTP kit.`, { phase });
		into[key] = checkedValue(value, key, code, phase);
	}
}
/** A header value that may be sent: visible ASCII and blanks. The message of the error names the header only. */
function checkedValue(value, name, code, phase) {
	if (typeof value === "string" && /^[\x20-\x7e]*$/.test(value)) return value;
	throw new PlugboardError(code, `The value of the header ${name} must be text of printable ASCII characters, without line breaks.`, { phase });
}
/** `Authorization` for a token. Throws `auth_rejected` when the token cannot be one. */
function bearer(token, phase) {
	if (typeof token === "string" && /^[\x21-\x7e]+$/.test(token)) return `Bearer ${token}`;
	throw new PlugboardError("auth_rejected", "The token holds characters that no header may hold, such as blanks or line breaks; get a fresh one.", { phase });
}

// packages/core/dist/http/request-url.js
/**
* Resolves the URL of a request. A relative one, with or without a leading slash, is appended to the path of `baseUrl`:
* `https://host/v1` and `/chat` give `https://host/v1/chat`; the query of `baseUrl` is kept. Throws `config_invalid` for
* anything but https (or http to loopback), for credentials in a URL, and for a relative URL without a base.
*/
function resolveTarget(url, baseUrl) {
	const base = baseUrl === void 0 ? void 0 : parse(String(baseUrl), "The base URL");
	const text = String(url);
	if (/^[a-z][a-z0-9+.-]*:/i.test(text)) {
		const absolute = parse(text, "The URL of a request");
		return {
			url: absolute,
			own: base !== void 0 && absolute.origin === base.origin
		};
	}
	if (base === void 0) throw new PlugboardError("config_invalid", "A relative URL needs a base: give baseUrl, or the whole URL.");
	return {
		url: append(base, text),
		own: true
	};
}
function append(base, relative) {
	const [beforeQuery = "", ...query] = (relative.split("#", 1)[0] ?? "").split("?");
	const url = new URL(base);
	url.hash = "";
	const path = beforeQuery.replace(/^\/+/, "");
	if (path !== "") url.pathname = `${url.pathname.replace(/\/+$/, "")}/${path}`;
	url.search = [url.search.slice(1), query.join("?")].filter((part) => part !== "").join("&");
	return url;
}
function parse(text, what) {
	if (!URL.canParse(text)) throw new PlugboardError("config_invalid", `${what} is not a valid URL.`);
	const url = new URL(text);
	if (url.protocol !== "https:" && url.protocol !== "http:") throw new PlugboardError("config_invalid", `${what} begins with ${url.protocol}; it must begin with https:.`);
	if (url.username !== "" || url.password !== "") throw new PlugboardError("config_invalid", `${what} (${url.host}) holds a user name or password; take them out.`);
	if (url.protocol === "http:" && !isLoopback(url.hostname)) throw new PlugboardError("config_invalid", `${what} (${url.host}) begins with http:, which is for this machine only; use https:.`);
	return url;
}
function isLoopback(hostname) {
	return hostname === "localhost" || hostname === "[::1]" || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}

// packages/core/dist/http/request-preparation.js
/** Checks a request and gets what it needs: URL, headers, token, cookies, body. Nothing is sent. */
async function prepareRequest(request, accept, defaults, scope, watch) {
	watch.throwIfAborted();
	const { phase } = request;
	if (defaults.baseUrl === void 0 && (defaults.token !== void 0 || defaults.headers !== void 0)) throw new PlugboardError("config_invalid", "A token or default headers need baseUrl, the one origin they are sent to.");
	const { url, own } = resolveTarget(request.url, defaults.baseUrl);
	const headers = buildHeaders({
		accept,
		defaults: own ? defaults.headers : void 0,
		request: request.headers,
		caller: own ? scope.headers : void 0
	}, phase);
	const body = bodyOf(request);
	if (body !== void 0 && (headers["content-type"] === void 0 || body.contentType.startsWith("multipart/"))) headers["content-type"] = body.contentType;
	const token = own ? await addToken(headers, defaults, scope, phase, watch) : void 0;
	if (request.cookies !== void 0) {
		const cookie = await watch.race(request.cookies.header(url));
		if (cookie !== void 0 && cookie !== "") headers["cookie"] = checkedValue(cookie, "cookie", "auth_rejected", phase);
	}
	scope.entered?.(phase);
	return {
		phase,
		method: request.method ?? (body === void 0 ? "GET" : "POST"),
		url,
		headers,
		body,
		token,
		identified: headers["authorization"] !== void 0 || headers["cookie"] !== void 0
	};
}
async function addToken(headers, { token: tokens }, scope, phase, watch) {
	if (tokens === void 0 || names(scope.headers).includes("authorization")) return void 0;
	scope.entered?.("auth");
	const token = await watch.race(tokens.get(scope.signal ?? new AbortController().signal));
	headers["authorization"] = bearer(token, phase);
	scope.redactor.add(token);
	return token;
}
function names(headers = {}) {
	return Object.keys(headers).map((name) => name.toLowerCase());
}
function bodyOf({ json, form, phase }) {
	if (json !== void 0 && form !== void 0) throw new PlugboardError("config_invalid", "A request has either json or form, not both.", { phase });
	if (form !== void 0) return formBody(form);
	return json === void 0 ? void 0 : jsonBody(json);
}

// packages/core/dist/http/open-answer.js
/** Sends one request. Anything but a success has been judged and thrown, its body read within limits or destroyed. */
async function openAnswer(request, accept, settings, started = () => {}) {
	const { scope, defaults } = settings;
	const watch = new AbortWatch(scope.signal);
	const prepared = await prepareRequest(request, accept, defaults, scope, watch);
	settings.tokenInUse = prepared.token;
	const context = {
		scope,
		phase: prepared.phase,
		method: prepared.method,
		classify: defaults.classify,
		identified: prepared.identified,
		host: prepared.url.host
	};
	watch.throwIfAborted();
	const exchange = new Exchange(scope, prepared, watch);
	started(exchange);
	const answer = await exchange.send();
	if (answer.setCookie.length > 0 && request.cookies !== void 0) await acceptCookies(request.cookies.accept(prepared.url, answer.setCookie), exchange, watch);
	const refuse = (error) => {
		exchange.abort(error);
		return error;
	};
	if (answer.status < 200 || answer.status > 299) {
		const error = await failedAnswer(exchange, answer, context);
		if (answer.status !== 401 || prepared.token === void 0) throw error;
		defaults.token?.reject(prepared.token);
		throw withRepeatHint(error, "fresh-token");
	}
	const encoding = answer.headers.get("content-encoding")?.trim().toLowerCase() ?? "identity";
	if (encoding !== "identity" && encoding !== "") throw refuse(unasked(`the content encoding ${serviceText(encoding)}, which was not asked for`, answer, context));
	if (answer.status >= 205) throw refuse(unasked(`the status ${answer.status}, which makes no sense here`, answer, context));
	return {
		answer,
		exchange,
		context,
		refuse
	};
}
async function acceptCookies(accepted, exchange, watch) {
	try {
		await watch.race(accepted);
	} catch (error) {
		const failure = PlugboardError.isInstance(error) ? error : new PlugboardError("config_invalid", "The cookies that the service set could not be taken over.");
		exchange.abort(failure);
		throw failure;
	}
}
async function failedAnswer(exchange, answer, context) {
	const { scope } = context;
	const bytes = await collectSome(exchange, limits.errorBody, scope.timeouts.idle, scope.clock);
	const reason = new AbortWatch(scope.signal).reason();
	if (reason !== void 0) return reason;
	const encoded = (answer.headers.get("content-encoding") ?? "identity") !== "identity";
	return judgeFailure(answer, encoded ? void 0 : parseBody(bytes, answer), context);
}
function parseBody(bytes, answer) {
	const text = bytes.toString("utf8").replace(/^\uFEFF/, "");
	if (text.trim() === "") return void 0;
	if (mediaType(answer) === "text/html") return text;
	try {
		return JSON.parse(text);
	} catch {
		return text;
	}
}
function unasked(thing, answer, { scope, phase, host }) {
	const message = `${scope.provider}: ${host} answered with ${thing}.`;
	return withRepeatHint(new PlugboardError("protocol_error", message, {
		phase,
		status: answer.status
	}), "never");
}

// packages/core/dist/http/pull-queue.js
/** The hand-over from a socket that pushes to a consumer that pulls, without a stream or generator between. */
var PullQueue = class {
	#source;
	#aborted;
	#maxItems;
	#maxSize;
	#items = [];
	#sizes = [];
	#head = 0;
	#size = 0;
	#waiters = [];
	#state = "new";
	#failure;
	#paused = false;
	constructor(source, limits, aborted) {
		this.#source = source;
		this.#aborted = aborted;
		this.#maxItems = limits.items;
		this.#maxSize = limits.size;
	}
	[Symbol.asyncIterator]() {
		return this;
	}
	push(item, size) {
		if (this.#state !== "open") return;
		const waiter = this.#waiters.shift();
		if (waiter !== void 0) {
			waiter.resolve({
				done: false,
				value: item
			});
			return;
		}
		this.#items.push(item);
		this.#sizes.push(size);
		this.#size += size;
		if (!this.#paused && (this.#items.length - this.#head > this.#maxItems || this.#size > this.#maxSize)) {
			this.#paused = true;
			this.#source.pause();
		}
	}
	end() {
		if (this.#state !== "open") return;
		this.#state = "ended";
		for (const waiter of this.#waiters.splice(0)) waiter.resolve({
			done: true,
			value: void 0
		});
	}
	/** The error comes after what is waiting; with `now`, instead of it. */
	fail(error, now) {
		if (this.#state !== "open" && !(now && this.#state === "ended")) return;
		if (now) this.#clear();
		const [first, ...others] = this.#waiters.splice(0);
		this.#state = first === void 0 ? "failed" : "closed";
		this.#failure = error;
		first?.reject(error);
		for (const waiter of others) waiter.resolve({
			done: true,
			value: void 0
		});
	}
	next() {
		const aborted = this.#state === "closed" ? void 0 : this.#aborted();
		if (aborted !== void 0) {
			this.#clear();
			this.#leave();
			return Promise.reject(aborted);
		}
		if (this.#head < this.#items.length) return Promise.resolve({
			done: false,
			value: this.#take()
		});
		if (this.#state === "failed") {
			this.#state = "closed";
			return Promise.reject(this.#failure);
		}
		if (this.#state === "ended" || this.#state === "closed") return Promise.resolve({
			done: true,
			value: void 0
		});
		return new Promise((resolve, reject) => {
			this.#waiters.push({
				resolve,
				reject
			});
			if (this.#state !== "new") return;
			this.#state = "open";
			this.#source.open();
		});
	}
	return() {
		this.#clear();
		this.#leave();
		for (const waiter of this.#waiters.splice(0)) waiter.resolve({
			done: true,
			value: void 0
		});
		return Promise.resolve({
			done: true,
			value: void 0
		});
	}
	#leave() {
		const open = this.#state === "open";
		this.#state = "closed";
		if (open) this.#source.close();
	}
	#take() {
		const item = this.#items[this.#head];
		this.#size -= this.#sizes[this.#head] ?? 0;
		this.#head += 1;
		if (this.#head === this.#items.length) {
			this.#items = [];
			this.#sizes = [];
			this.#head = 0;
			if (this.#paused) {
				this.#paused = false;
				this.#source.resume();
			}
		}
		return item;
	}
	#clear() {
		this.#items = [];
		this.#sizes = [];
		this.#head = 0;
		this.#size = 0;
	}
};

// packages/core/dist/http/streamed-answer.js
/** A stream that sends nothing before the first `next`, and whose end on any path closes its request. */
function streamedAnswer(scope, open) {
	const watch = new AbortWatch(scope.signal);
	let exchange;
	let left = false;
	const leave = () => exchange?.abort(new PlugboardError("aborted", "The consumer left the stream."));
	const queue = new PullQueue({
		open: () => {
			open(stream).catch((error) => queue.fail(error, watch.reason() !== void 0));
		},
		pause: () => {
			exchange?.pause();
			stream.onPause(true);
		},
		resume: () => {
			exchange?.resume();
			stream.onPause(false);
		},
		close: () => {
			left = true;
			leave();
		}
	}, {
		items: limits.queuedEvents,
		size: limits.queued
	}, () => watch.reason());
	const stream = {
		queue,
		onPause: () => {},
		started(begun) {
			exchange = begun;
			if (left) throw new PlugboardError("aborted", "The consumer left the stream.");
		}
	};
	return queue;
}
/** More than a whole stream may have. */
function streamTooLong({ scope, phase, host }) {
	const message = `${scope.provider}: ${host} sent more than 256 MiB in one stream.`;
	return withRepeatHint(new PlugboardError("limit_exceeded", message, { phase }), "never");
}

// packages/core/dist/http/byte-stream.js
/** The raw body of one answer in pieces. Nothing is sent before the first `next`. */
function byteStream(request, settings) {
	const { scope } = settings;
	return streamedAnswer(scope, async (stream) => {
		const { queue } = stream;
		const opened = await openAnswer(request, "*/*", settings, (exchange) => stream.started(exchange));
		const { answer, exchange, context } = opened;
		if (isChallenge(answer) || mediaType(answer) === "text/html" && !asksForHtml(request)) throw opened.refuse(judgeWrongType(answer, "data", context));
		const timer = new IdleTimer(scope.clock, scope.timeouts.idle, () => exchange.abort(slow(context)));
		stream.onPause = (paused) => paused ? timer.stop() : timer.start();
		let bytes = 0;
		const sink = {
			delivered: false,
			data(chunk) {
				bytes += chunk.length;
				timer.touch();
				if (bytes > limits.stream) {
					exchange.abort(streamTooLong(context));
					return;
				}
				sink.delivered = true;
				queue.push(chunk, chunk.length);
			},
			end() {
				timer.stop();
				queue.end();
			},
			fail(error, dropWaiting) {
				timer.stop();
				queue.fail(error, dropWaiting);
			}
		};
		timer.start();
		exchange.read(sink);
	});
}
function asksForHtml({ headers = {} }) {
	return Object.entries(headers).some(([name, value]) => name.toLowerCase() === "accept" && value.includes("text/html"));
}

// packages/core/dist/http/utf8-decoder.js
/**
* Decodes UTF-8 that comes in pieces. Several times faster than a streaming `TextDecoder`, with the same result: invalid
* bytes become U+FFFD, one byte order mark at the very start is dropped.
*/
var Utf8Decoder = class {
	#rest;
	#started = false;
	/** The text of all complete characters so far. */
	push(chunk) {
		const bytes = this.#rest === void 0 ? chunk : Buffer.concat([this.#rest, chunk]);
		const end = completeLength(bytes);
		this.#rest = end === bytes.length ? void 0 : Buffer.from(bytes.subarray(end));
		return this.#withoutMark(bytes.toString("utf8", 0, end));
	}
	/** What is left at the end of the stream. */
	end() {
		const rest = this.#rest?.toString("utf8") ?? "";
		this.#rest = void 0;
		return this.#withoutMark(rest);
	}
	#withoutMark(text) {
		if (this.#started || text === "") return text;
		this.#started = true;
		return text.charCodeAt(0) === 65279 ? text.slice(1) : text;
	}
};
/** Length without a character that is not complete yet. A lead byte always begins a character, so cutting before it is safe. */
function completeLength(bytes) {
	const length = bytes.length;
	for (let back = 1; back <= 3 && back <= length; back += 1) {
		const byte = bytes[length - back] ?? 0;
		if (byte < 128) return length;
		if (byte >= 192) return back < sequenceLength(byte) ? length - back : length;
	}
	return length;
}
function sequenceLength(lead) {
	if (lead >= 240) return 4;
	return lead >= 224 ? 3 : 2;
}

// packages/core/dist/http/event-decoder.js
/** Bytes of a server-sent stream to events. Counts bytes itself: the parser's own limit misses events in one piece, `event:` lines and comments. */
var EventDecoder = class {
	#emit;
	#decoder = new Utf8Decoder();
	#parser;
	#limit;
	#sinceEvent = 0;
	#atEnd = false;
	#cut = false;
	#tooLong = false;
	/** @param limit Bytes that one event may have, its field names and comments included. */
	constructor(limit, emit) {
		this.#limit = limit;
		this.#emit = emit;
		this.#parser = createParser({ onEvent: ({ event, data }) => this.#onEvent(event, data) });
	}
	/** Whether all events so far were within the limit. After `false` nothing more may be pushed. */
	push(chunk) {
		this.#sinceEvent += chunk.length;
		this.#parser.feed(this.#decoder.push(chunk));
		return !this.#tooLong && this.#sinceEvent <= this.#limit;
	}
	/** Delivers an event that only lacks its blank line. One that is half a JSON value was cut, and is dropped. */
	end() {
		this.#atEnd = true;
		this.#parser.feed(`${this.#decoder.end()}\n\n`);
		return this.#cut ? "cut" : "whole";
	}
	#onEvent(name, data) {
		this.#sinceEvent = 0;
		if (data === "" && name === void 0) return;
		if (this.#atEnd && isHalfJson(data)) {
			this.#cut = true;
			return;
		}
		if (data.length * 3 > this.#limit && Buffer.byteLength(data) > this.#limit) this.#tooLong = true;
		if (!this.#tooLong) this.#emit({
			event: name ?? "message",
			data
		}, data.length);
	}
};
function isHalfJson(data) {
	if (!/^\s*[[{]/.test(data)) return false;
	try {
		JSON.parse(data);
		return false;
	} catch {
		return true;
	}
}

// packages/core/dist/http/event-stream.js
/** Server-sent events of one request; an answer in plain JSON is one event. Nothing is sent before the first `next`. */
function eventStream(request, settings) {
	const { scope } = settings;
	return streamedAnswer(scope, async ({ queue, started }) => {
		scope.activity?.waitForHeaders();
		const opened = await openAnswer(request, "text/event-stream, application/json", settings, started);
		const { answer, exchange, context } = opened;
		scope.activity?.sawHeaders();
		if (isEmpty(answer)) throw opened.refuse(empty(answer, context));
		if (isJson(answer)) {
			const data = await readJsonText(opened);
			scope.activity?.sawData();
			queue.push({
				event: "message",
				data
			}, data.length);
			queue.end();
			return;
		}
		if (mediaType(answer) !== "text/event-stream" || !isUtf8(answer)) throw opened.refuse(judgeWrongType(answer, "an event stream", context));
		exchange.read(new EventSink(queue, opened));
	});
}
/** Reads events out of a body into the queue of the consumer. */
var EventSink = class {
	delivered = false;
	#queue;
	#opened;
	#decoder;
	#bytes = 0;
	constructor(queue, opened) {
		this.#queue = queue;
		this.#opened = opened;
		const { activity } = opened.context.scope;
		this.#decoder = new EventDecoder(limits.event, (event, size) => {
			this.delivered = true;
			activity?.sawData();
			queue.push(event, size);
		});
	}
	data(chunk) {
		this.#bytes += chunk.length;
		const { exchange, context } = this.#opened;
		if (this.#bytes > limits.stream) exchange.abort(streamTooLong(context));
		else if (!this.#decoder.push(chunk)) exchange.abort(eventTooLong(context));
	}
	end() {
		const end = this.#decoder.end();
		const { answer, context } = this.#opened;
		if (this.delivered) this.#queue.end();
		else this.#queue.fail(end === "cut" ? cutInFirstEvent(context) : empty(answer, context), false);
	}
	fail(error, dropWaiting) {
		this.#queue.fail(error, dropWaiting);
	}
};
function eventTooLong({ scope, phase, host }) {
	const message = `${scope.provider}: ${host} sent an event of more than 8 MiB, or as much without any event.`;
	return withRepeatHint(new PlugboardError("limit_exceeded", message, { phase }), "never");
}
function cutInFirstEvent({ scope, phase, host, method }) {
	const message = `${scope.provider}: ${host} ended the stream in the middle of its first event. Try again.`;
	return withRepeatHint(new PlugboardError("connection_failed", message, { phase }), method === "GET" ? "safe" : "duplicate");
}

// packages/core/dist/http/http-client.js
/** {@link Http} over undici, bound to an instance or to one call. */
var HttpClient = class HttpClient {
	#settings;
	/** Opens nothing. */
	constructor(scope, defaults = {}) {
		this.#settings = {
			scope,
			defaults,
			tokenInUse: void 0
		};
	}
	async json(request) {
		const answer = await openAnswer(request, "application/json", this.#settings);
		return readJson(answer);
	}
	events(request) {
		return eventStream(request, this.#settings);
	}
	bytes(request) {
		return byteStream(request, this.#settings);
	}
	/** Defaults are replaced as a whole, so that no token of one service gets to another one's base URL. */
	with(defaults) {
		return new HttpClient(this.#settings.scope, defaults);
	}
	failure(phase, body, status) {
		const { scope, defaults, tokenInUse } = this.#settings;
		const error = judgeInBand(body, status, {
			scope,
			phase,
			method: "POST",
			classify: defaults.classify
		});
		if (error.code !== "auth_rejected" || tokenInUse === void 0) return error;
		defaults.token?.reject(tokenInUse);
		return withRepeatHint(error, "fresh-token");
	}
};

// packages/core/dist/routing/model-input.js
/** The kinds of media that a model takes, by its exact entry or the longest pattern of its instance; `undefined`: unknown. */
function modelInput(table, provider, model) {
	const models = table.instances.find(({ id }) => id === provider)?.models ?? [];
	const exact = models.find(({ id }) => id === model);
	if (exact !== void 0) return exact.input;
	return models.filter(({ id }) => isPattern(id) && covers(id, model)).sort((a, b) => b.id.length - a.id.length)[0]?.input;
}

// packages/core/dist/client/answer-facts.js
const finishReasons = {
	stop: "stop",
	length: "length",
	"content-filter": "content_filter",
	"tool-calls": "tool_calls",
	other: "stop"
};
/** OpenAI's word for a reason. */
function toFinishReason(reason) {
	return finishReasons[reason] ?? "stop";
}
/** OpenAI's names for a count. */
function toCompletionUsage({ inputTokens, outputTokens }) {
	return {
		prompt_tokens: inputTokens,
		completion_tokens: outputTokens,
		total_tokens: inputTokens + outputTokens
	};
}
/** What an answer comes to, event by event. */
var AnswerFacts = class {
	/** With revisions applied. */
	text = "";
	reasoning = "";
	sources = [];
	finish;
	add(event) {
		switch (event.type) {
			case "text-delta":
				this.text += event.text;
				break;
			case "reasoning-delta":
				this.reasoning += event.text;
				break;
			case "text-revised":
				this.text = event.text;
				break;
			case "source":
				this.sources.push(event);
				break;
			case "finish": this.finish = event;
		}
	}
};

// packages/core/dist/client/to-chunk.js
/** The first chunk: the role and nothing else. */
function roleChunk(head) {
	return chunk(head, {
		role: "assistant",
		content: ""
	}, null);
}
/** The chunk of an event; `undefined` for events that OpenAI's chunks have no place for (`source`: see `events`). */
function toChunk(head, event) {
	switch (event.type) {
		case "text-delta": return chunk(head, { content: event.text }, null);
		case "reasoning-delta": return chunk(head, { reasoning_content: event.text }, null);
		case "text-revised": return chunk(head, { revised_content: event.text }, null);
		case "finish": {
			const last = chunk(head, {}, toFinishReason(event.reason));
			return head.includeUsage && event.usage !== void 0 ? {
				...last,
				usage: toCompletionUsage(event.usage)
			} : last;
		}
		default: return;
	}
}
function chunk({ id, created, model, provider }, delta, finishReason) {
	return {
		id,
		object: "chat.completion.chunk",
		created,
		model,
		provider,
		choices: [{
			index: 0,
			delta,
			finish_reason: finishReason
		}]
	};
}

// packages/core/dist/client/to-completion.js
/** The whole answer of a finished stream. */
function toCompletion(head, facts, context) {
	const usage = facts.finish?.usage;
	return {
		id: head.id,
		object: "chat.completion",
		created: head.created,
		model: head.model,
		provider: head.provider,
		choices: [{
			index: 0,
			message: {
				role: "assistant",
				content: facts.text,
				refusal: null,
				...facts.reasoning !== "" && { reasoning_content: facts.reasoning }
			},
			finish_reason: toFinishReason(facts.finish?.reason ?? "other"),
			logprobs: null
		}],
		...usage !== void 0 && { usage: toCompletionUsage(usage) },
		warnings: [...context.warnings],
		sources: facts.sources,
		attempts: [...context.attempts],
		resolution: context.resolution
	};
}

// packages/core/dist/client/answer-views.js
/** The views of one answer over its events. Hand-written iterators: an async generator each would cost more than the rest of it. */
var AnswerViews = class {
	#answer;
	#head;
	#facts = new AnswerFacts();
	#view;
	#state = "reading";
	#failure;
	#reading;
	constructor(answer, head) {
		this.#answer = answer;
		this.#head = head;
	}
	get resolution() {
		return this.#answer.resolution;
	}
	get attempts() {
		return this.#answer.attempts;
	}
	get warnings() {
		return this.#answer.warnings;
	}
	get events() {
		return this.#iterable("events", (event) => event);
	}
	get textStream() {
		return this.#iterable("textStream", (event) => event.type === "text-delta" ? event.text : void 0);
	}
	[Symbol.asyncIterator]() {
		return this.#iterator("the stream itself", (event) => toChunk(this.#head, event), roleChunk(this.#head));
	}
	toReadableStream() {
		const chunks = this[Symbol.asyncIterator]();
		const encoder = new TextEncoder();
		return new ReadableStream({
			async pull(controller) {
				const { done, value } = await chunks.next();
				if (done === true) controller.close();
				else controller.enqueue(encoder.encode(`${JSON.stringify(value)}\n`));
			},
			async cancel() {
				await chunks.return?.();
			}
		}, { highWaterMark: 0 });
	}
	async finalCompletion() {
		await this.#readToEnd("finalCompletion()");
		return toCompletion(this.#head, this.#facts, this.#answer);
	}
	async finalText() {
		await this.#readToEnd("finalText()");
		return this.#facts.text;
	}
	abort() {
		this.#answer.abort();
	}
	async [Symbol.asyncDispose]() {
		this.#leave();
	}
	async #readToEnd(view) {
		if (this.#reading === void 0) {
			if (this.#state === "failed") throw this.#failure;
			if (this.#state === "complete") return;
			if (this.#state === "left") throw leftEarly(view);
			this.#begin(view);
			this.#reading = this.#readRest();
		}
		await this.#reading;
	}
	async #readRest() {
		while (await this.#next() !== void 0);
		if (this.#state === "left") throw leftEarly("what came before");
	}
	/** The next event, or `undefined` after the last one. */
	#next() {
		if (this.#state !== "reading") return Promise.resolve(void 0);
		return this.#answer.next().then(this.#onEvent, this.#onError);
	}
	#onEvent = (event) => {
		if (event === void 0) return void 0;
		this.#facts.add(event);
		if (event.type === "finish") this.#state = "complete";
		return event;
	};
	#onError = (error) => {
		this.#state = "failed";
		this.#failure = error;
		throw error;
	};
	#begin(view) {
		if (this.#state === "left") throw leftEarly(view);
		if (this.#view !== void 0) throw new PlugboardError("input_invalid", `A stream is read once, and this one is already being read through ${this.#view}; ${view} came second. Collect what you need in one loop, or call create() again.`);
		this.#view = view;
	}
	#leave() {
		if (this.#state === "reading") this.#state = "left";
		this.#answer.close();
	}
	#iterable(view, map) {
		return { [Symbol.asyncIterator]: () => this.#iterator(view, map, void 0) };
	}
	#iterator(view, map, first) {
		this.#begin(view);
		let head = first;
		let waiting = 0;
		let last = Promise.resolve();
		const step = (event) => {
			if (event !== void 0) {
				const value = map(event);
				if (value === void 0) return this.#next().then(step, fail);
				waiting -= 1;
				return {
					done: false,
					value
				};
			}
			waiting -= 1;
			return {
				done: true,
				value: void 0
			};
		};
		const fail = (error) => {
			waiting -= 1;
			throw error;
		};
		const next = () => {
			if (head === void 0) return this.#next().then(step, fail);
			const value = head;
			head = void 0;
			waiting -= 1;
			return Promise.resolve({
				done: false,
				value
			});
		};
		return {
			next: () => {
				waiting += 1;
				const result = waiting === 1 ? next() : last.then(next, next);
				last = result;
				return result;
			},
			return: async () => {
				this.#leave();
				return {
					done: true,
					value: void 0
				};
			}
		};
	}
};
function leftEarly(view) {
	return new PlugboardError("input_invalid", `The stream was left before its end, so there is nothing more to read through ${view}. Call create() again.`);
}

// packages/core/dist/client/call-settings.js
const optionNames = /* @__PURE__ */ new Set([
	"signal",
	"timeout",
	"maxRetries",
	"headers",
	"onProgress"
]);
/** Throws `input_invalid`. */
function readCallSettings(options, { timeouts, retry, logger }) {
	const unknown = Object.keys(options).find((name) => !optionNames.has(name));
	if (unknown !== void 0) throw invalid(`The second argument of create() has no option ${unknown}. It has: ${[...optionNames].join(", ")}.`);
	const { timeout, maxRetries, signal, headers, onProgress } = options;
	if (timeout !== void 0 && !(typeof timeout === "number" && Number.isFinite(timeout) && timeout > 0)) throw invalid("timeout must be a number of milliseconds above 0.");
	if (maxRetries !== void 0 && !(Number.isSafeInteger(maxRetries) && maxRetries >= 0)) throw invalid("maxRetries must be a whole number from 0 up.");
	if (signal !== void 0 && !isSignal(signal)) throw invalid("signal must be an AbortSignal.");
	if (onProgress !== void 0 && typeof onProgress !== "function") throw invalid("onProgress must be a function.");
	if (headers !== void 0 && (typeof headers !== "object" || headers === null)) throw invalid("headers must be an object of names and values.");
	return {
		totalMs: timeout ?? timeouts.total,
		policy: {
			maxRetries: maxRetries ?? retry.maxRetries,
			duplicateOk: retry.duplicateOk
		},
		signal,
		headers,
		onProgress: onProgress === void 0 ? void 0 : isolated(onProgress, logger)
	};
}
/** By shape: a signal may come from another realm or a polyfill. */
function isSignal(value) {
	return typeof value === "object" && value !== null && typeof Reflect.get(value, "aborted") === "boolean" && typeof Reflect.get(value, "addEventListener") === "function";
}
/** A callback that throws must not fail the upload that it watches. */
function isolated(onProgress, log) {
	let told = false;
	return (progress) => {
		try {
			onProgress(progress);
		} catch {
			if (!told) log.warn("plugboard: onProgress throws; the upload goes on");
			told = true;
		}
	};
}
function invalid(message) {
	return new PlugboardError("input_invalid", message);
}

// packages/core/dist/client/call-runner.js
/** Runs the calls of one client. */
var CallRunner = class {
	#parts;
	#services;
	#running = /* @__PURE__ */ new Set();
	#signals = new SharedSignals();
	/** A stream that nobody has read and nobody can read any more gives back its connection and its place. */
	#forgotten = new FinalizationRegistry((answer) => answer.close());
	#closed = false;
	constructor(parts) {
		this.#parts = parts;
		this.#services = this.#createServices();
	}
	async start(draft, resolution, options, stream) {
		const { settings, redactor } = this.#parts;
		const { totalMs, policy, signal, headers, onProgress } = readCallSettings(options, settings);
		tellHeaders(redactor, headers);
		const warnings = [];
		const scope = this.#open(totalMs, signal);
		const trace = beginTrace("call", () => this.#traceOf(draft, resolution, stream));
		const call = {
			services: this.#services,
			draft,
			scope,
			policy,
			headers,
			onProgress,
			attempts: [],
			loaded: /* @__PURE__ */ new Map(),
			trace,
			warn: (message) => warnings.push(redactor.clean(String(message)))
		};
		const run = () => runCall(call, resolution, warnings);
		try {
			const begun = this.#services.clock.monotonic();
			const answer = await (trace === void 0 ? run() : trace.run(run));
			const head = this.#headOf(answer, draft.includeUsage);
			if (trace !== void 0) this.#traceAnswer(trace, head, answer, begun);
			const views = new AnswerViews(answer, head);
			this.#forgotten.register(views, answer);
			return views;
		} catch (error) {
			scope.end();
			throw error;
		}
	}
	async listModels(provider) {
		const scope = this.#open(this.#parts.settings.timeouts.total, void 0);
		scope.phase = "models";
		try {
			const instance = await raceAbort(this.#services.instance(provider), scope.signal);
			if (instance.provider.listModels === void 0) return void 0;
			const http = this.#services.http(provider, { signal: scope.signal });
			const warn = (message) => this.#services.log.warn(message);
			return await raceAbort(instance.provider.listModels({
				signal: scope.signal,
				http,
				warn
			}), scope.signal);
		} catch (error) {
			throw explainFailure(failureOf({ scope }, error), {
				provider,
				model: void 0,
				attempts: [],
				partialText: void 0,
				redactor: this.#parts.redactor,
				ended: scope.reason
			});
		} finally {
			scope.end();
		}
	}
	async close() {
		this.#closed = true;
		for (const scope of this.#running) scope.abort(clientClosed);
		await this.#parts.instances.close(this.#services);
		await this.#parts.transport.close();
	}
	#open(totalMs, signal) {
		if (this.#closed) throw clientClosed();
		const { clock } = this.#parts;
		const onEnd = () => void this.#running.delete(scope);
		const scope = new CallScope({
			clock,
			signals: this.#signals,
			totalMs,
			signal,
			onEnd
		});
		if (scope.reason === void 0) this.#running.add(scope);
		return scope;
	}
	#headOf({ resolution }, includeUsage) {
		const { clock, random } = this.#parts;
		return {
			id: `chatcmpl-${idPart(random)}${idPart(random)}`,
			created: Math.floor(clock.now() / 1e3),
			model: resolution.model,
			provider: resolution.provider,
			includeUsage
		};
	}
	#traceOf(draft, { provider, model }, stream) {
		return {
			"gen_ai.operation.name": "chat",
			"gen_ai.provider.name": this.#pluginOf(provider),
			"gen_ai.request.model": this.#parts.redactor.clean(model),
			"gen_ai.request.stream": stream,
			...parameterAttributes(draft.parameters),
			"plugboard.provider.id": provider
		};
	}
	#traceAnswer(trace, { id, model, provider }, answer, begun) {
		trace.set({
			"gen_ai.provider.name": this.#pluginOf(provider),
			"gen_ai.response.id": id,
			"gen_ai.response.model": this.#parts.redactor.clean(model),
			"gen_ai.response.time_to_first_chunk": (this.#services.clock.monotonic() - begun) / 1e3,
			"plugboard.provider.id": provider,
			"plugboard.attempts": answer.attempts.length
		});
	}
	#pluginOf(provider) {
		return this.#parts.registry.table.instances.find(({ id }) => id === provider)?.plugin ?? provider;
	}
	#createServices() {
		const { settings, registry, transport, instances, redactor, clock, random } = this.#parts;
		const { timeouts, retry, logger } = settings;
		const log = redactedLog(logger, redactor);
		const services = {
			clock,
			random,
			redactor,
			log,
			timeouts,
			retry,
			instance: (id) => instances.get(id, services),
			inputOf: (provider, model) => modelInput(registry.table, provider, model),
			http: (provider, bound) => new HttpClient({
				transport,
				clock,
				redactor,
				log,
				timeouts,
				provider,
				...bound
			})
		};
		return services;
	}
};
/** Values of headers by which a caller identifies himself are secrets like any other. */
function tellHeaders(redactor, headers = {}) {
	for (const [name, value] of Object.entries(headers)) {
		if (!/auth|cookie|key|token|secret|session|password/i.test(name) || typeof value !== "string") continue;
		redactor.add(value);
		const credentials = /^[A-Za-z]+ +(.+)$/.exec(value)?.[1];
		if (credentials !== void 0) redactor.add(credentials);
	}
}
function idPart(random) {
	return Math.floor(random() * 36 ** 8).toString(36).padStart(8, "0");
}

// packages/core/dist/clock/clock.js
/** The system's clock. */
const systemClock = {
	now: () => Date.now(),
	monotonic: () => performance.now(),
	schedule(delayMs, callback, hold = false) {
		const timer = setTimeout(callback, Math.min(delayMs, 2 ** 31 - 1));
		if (!hold) timer.unref();
		return () => clearTimeout(timer);
	}
};
/** Fills in what a replacement leaves out. */
function completeClock(clock) {
	return {
		now: () => clock.now(),
		monotonic: clock.monotonic?.bind(clock) ?? systemClock.monotonic,
		schedule: clock.schedule?.bind(clock) ?? systemClock.schedule
	};
}

// packages/core/dist/http/open-connection.js
/**
* Opens one connection, through the proxy if there is one. The timeout covers the lookup, TCP, the proxy and TLS together.
* Returns how to break it off; `connected` is called exactly once.
*/
function openConnection(target, options, connected) {
	let settled = false;
	let current;
	const fail = (error) => {
		if (settled) return;
		settled = true;
		cancelTimer();
		current?.destroy();
		connected(error, null);
	};
	const succeed = (socket) => {
		if (settled) {
			socket.destroy();
			return;
		}
		settled = true;
		cancelTimer();
		socket.off("error", fail);
		guardAgainstReset(socket);
		connected(null, socket);
	};
	const cancelTimer = options.clock.schedule(options.connectTimeoutMs, () => fail(new ConnectFailure(connectFailureCodes.timeout, { proxy: options.proxy?.shown })), true);
	const secureOver = (socket) => {
		const tls = connect$1({
			...tlsOptions(target, options.network),
			...socket === void 0 ? {} : { socket }
		});
		watch(tls, "secureConnect", succeed, fail);
		current = tls;
	};
	if (options.proxy !== void 0) current = tunnel(target, options.proxy, options.network, fail, (socket) => {
		if (settled) socket.destroy();
		else if (target.secure) secureOver(socket);
		else succeed(socket);
	});
	else if (target.secure) secureOver(void 0);
	else {
		const socket = connect({
			host: target.hostname,
			port: target.port,
			...lookupOf(options.network)
		});
		watch(socket, "connect", succeed, fail);
		current = socket;
	}
	return fail;
}
function watch(socket, event, succeed, fail) {
	socket.setNoDelay(true);
	socket.setKeepAlive(true, 6e4);
	socket.on("error", () => {});
	socket.on("error", fail);
	socket.once(event, () => succeed(socket));
}
function tlsOptions(target, network) {
	return {
		host: target.hostname,
		port: target.port,
		ALPNProtocols: ["http/1.1"],
		...isIP(target.hostname) === 0 ? { servername: target.hostname } : {},
		...network.ca === void 0 ? {} : { ca: network.ca },
		...lookupOf(network)
	};
}
function lookupOf(network) {
	return network.lookup === void 0 ? {} : { lookup: network.lookup };
}
/** Asks the proxy for a tunnel; nothing of the request itself is said to it. */
function tunnel(target, proxy, network, fail, opened) {
	const authority = `${isIP(target.hostname) === 6 ? `[${target.hostname}]` : target.hostname}:${target.port}`;
	const request$2 = (proxy.secure ? request$1 : request)({
		host: proxy.hostname,
		port: proxy.port,
		method: "CONNECT",
		path: authority,
		agent: false,
		maxHeaderSize: limits.headers,
		headers: {
			host: authority,
			...proxy.authorization === void 0 ? {} : { "proxy-authorization": proxy.authorization }
		},
		...network.ca === void 0 ? {} : { ca: network.ca },
		...lookupOf(network)
	});
	request$2.on("error", (error) => {
		fail(new ConnectFailure(error.code ?? "ECONNRESET", { proxy: proxy.shown }));
	});
	request$2.on("connect", ({ statusCode }, socket, head) => {
		socket.on("error", () => {});
		if (statusCode === void 0 || statusCode < 200 || statusCode > 299) {
			socket.destroy();
			fail(new ConnectFailure(connectFailureCodes.proxyAnswer, {
				proxy: proxy.shown,
				status: statusCode
			}));
			return;
		}
		if (head.length > 0) socket.unshift(head);
		socket.setNoDelay(true);
		opened(socket);
	});
	request$2.end();
	return request$2;
}

// packages/core/dist/http/pending-connection.js
const someone = { waiting: true };
/** The connecting socket of one undici client, and the requests that wait for it. */
var PendingConnection = class {
	#options;
	#observer;
	#waiters = /* @__PURE__ */ new Set();
	#breakOff;
	constructor(options, observer) {
		this.#options = options;
		this.#observer = observer;
	}
	/** undici's connector. */
	connect = (target, callback) => {
		const secure = target.protocol === "https:";
		const port = target.port === "" ? secure ? 443 : 80 : Number(target.port);
		this.#observer.connecting(this);
		const breakOff = openConnection({
			hostname: target.hostname,
			port,
			secure
		}, this.#options, (error, socket) => {
			this.#breakOff = void 0;
			this.#waiters.clear();
			this.#observer.settled(this, socket !== null);
			if (socket === null) callback(error ?? new ConnectFailure(connectFailureCodes.abandoned), null);
			else callback(null, socket);
		});
		this.#breakOff = breakOff;
	};
	waitFor(options) {
		this.#waiters.add(options[connectionWaiter] ?? someone);
	}
	/** Destroys the connecting socket if every request that waited for it has been aborted. */
	abandon() {
		for (const waiter of this.#waiters) if (waiter.waiting) return;
		this.#breakOff?.(new ConnectFailure(connectFailureCodes.abandoned));
	}
};
/** An undici client that knows who waits for its connection. */
var ObservedClient = class extends Client {
	#pending;
	constructor(origin, options, pending) {
		super(origin, {
			...options,
			connect: pending.connect
		});
		this.#pending = pending;
	}
	dispatch(options, handler) {
		this.#pending.waitFor(options);
		return super.dispatch(options, handler);
	}
};

// packages/core/dist/http/proxy-address.js
/** Reads `ClientOptions.proxy`. Throws `config_invalid` for anything but an http or https URL; the message never shows the value. */
function parseProxy(proxy) {
	const url = URL.canParse(proxy) ? new URL(proxy) : void 0;
	if (url === void 0 || url.protocol !== "http:" && url.protocol !== "https:") throw new PlugboardError("config_invalid", "The proxy must be a URL such as http://proxy.example:3128.");
	const secure = url.protocol === "https:";
	const port = url.port === "" ? secure ? 443 : 80 : Number(url.port);
	return {
		secure,
		hostname: url.hostname.replace(/^\[(.*)\]$/, "$1"),
		port,
		shown: `${url.hostname}:${port}`,
		authorization: basicAuthorization(url)
	};
}
function basicAuthorization({ username, password }) {
	if (username === "" && password === "") return void 0;
	try {
		const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
		return `Basic ${Buffer.from(credentials).toString("base64")}`;
	} catch {
		throw new PlugboardError("config_invalid", "The user name or password of the proxy is not valid percent-encoding.");
	}
}

// packages/core/dist/http/agent-transport.js
/** Makes the {@link Transport} of one client. Throws `config_invalid` for a bad proxy. Opens nothing. */
function createTransport(options) {
	if (options.dispatcher !== void 0) return new GivenTransport(options.dispatcher);
	return new AgentTransport({
		connectTimeoutMs: options.connectTimeoutMs,
		clock: options.clock,
		proxy: options.proxy === void 0 ? void 0 : parseProxy(options.proxy),
		network: options.network ?? {}
	});
}
/** Requests have timers of their own, so undici's are off. */
const clientOptions = {
	headersTimeout: 0,
	bodyTimeout: 0,
	maxHeaderSize: limits.headers
};
var AgentTransport = class {
	#options;
	#connections = /* @__PURE__ */ new Map();
	#pending = /* @__PURE__ */ new Map();
	#closing = /* @__PURE__ */ new Set();
	#agent;
	#closed;
	constructor(options) {
		this.#options = options;
		this.#agent = this.#createAgent();
	}
	get dispatcher() {
		return this.#agent;
	}
	connectionsTo(origin) {
		return this.#connections.get(origin) ?? 0;
	}
	renew() {
		if (this.#closed !== void 0) return;
		const old = this.#agent;
		this.#agent = this.#createAgent();
		const closing = old.close().finally(() => this.#closing.delete(closing));
		this.#closing.add(closing);
	}
	abandonConnects(origin) {
		for (const pending of this.#pending.get(origin) ?? []) pending.abandon();
	}
	close() {
		this.#closed ??= Promise.all([this.#agent.close(), ...this.#closing]).then(() => {});
		return this.#closed;
	}
	#createAgent() {
		return new Agent({ factory: (origin) => {
			const observer = this.#observe(new URL(origin).origin);
			return new Pool(origin, {
				...clientOptions,
				factory: (poolOrigin) => new ObservedClient(poolOrigin, clientOptions, new PendingConnection(this.#options, observer))
			});
		} });
	}
	#observe(origin) {
		return {
			connecting: (pending) => {
				const all = this.#pending.get(origin) ?? /* @__PURE__ */ new Set();
				this.#pending.set(origin, all.add(pending));
			},
			settled: (pending, connected) => {
				const all = this.#pending.get(origin);
				all?.delete(pending);
				if (all?.size === 0) this.#pending.delete(origin);
				if (connected) this.#connections.set(origin, this.connectionsTo(origin) + 1);
			}
		};
	}
};
var GivenTransport = class {
	dispatcher;
	constructor(dispatcher) {
		this.dispatcher = dispatcher;
	}
	connectionsTo() {}
	renew() {}
	abandonConnects() {}
	close() {
		return Promise.resolve();
	}
};

// packages/core/dist/composition/internal-tokens.js
/** Tokens of one client's own container; nothing outside `composition/` sees them. */
/** The client's {@link ClientSettings}. */
const SETTINGS = Symbol("plugboard.SETTINGS");
const REGISTRY = Symbol("plugboard.REGISTRY");
const REDACTOR = Symbol("plugboard.REDACTOR");
const TRANSPORT = Symbol("plugboard.TRANSPORT");
const INSTANCE_POOL = Symbol("plugboard.INSTANCE_POOL");

// packages/core/dist/composition/create-runtime.js
var create_runtime_exports = /* @__PURE__ */ __exportAll({ createRuntime: () => createRuntime });
var __decorate = void 0 && (void 0).__decorate || function(decorators, target, key, desc) {
	var c = arguments.length, r = c < 3 ? target : desc === null ? desc = Object.getOwnPropertyDescriptor(target, key) : desc, d;
	if (typeof Reflect === "object" && typeof Reflect.decorate === "function") r = Reflect.decorate(decorators, target, key, desc);
	else for (var i = decorators.length - 1; i >= 0; i--) if (d = decorators[i]) r = (c < 3 ? d(r) : c > 3 ? d(target, key, r) : d(target, key)) || r;
	return c > 3 && r && Object.defineProperty(target, key, r), r;
};
var __param = void 0 && (void 0).__param || function(paramIndex, decorator) {
	return function(target, key) {
		decorator(target, key, paramIndex);
	};
};
/** The wiring of one client: says once, in the constructor, what a call runner is made of. */
let WiredCallRunner = class WiredCallRunner extends CallRunner {
	constructor(settings, registry, transport, instances, redactor, clock, random) {
		super({
			settings,
			registry,
			transport,
			instances,
			redactor,
			clock,
			random
		});
	}
};
WiredCallRunner = __decorate([
	injectable(),
	__param(0, inject(SETTINGS)),
	__param(1, inject(REGISTRY)),
	__param(2, inject(TRANSPORT)),
	__param(3, inject(INSTANCE_POOL)),
	__param(4, inject(REDACTOR)),
	__param(5, inject(CLOCK)),
	__param(6, inject(RANDOM))
], WiredCallRunner);
/**
* Makes the runtime of a client in a container of its own, so that two clients share nothing. Replacements for
* HTTP_DISPATCHER, CLOCK and RANDOM are taken from the container that the user gave; nothing is registered there.
*/
function createRuntime(settings, registry) {
	const given = settings.container?.createChildContainer();
	const replaced = (token) => given?.isRegistered(token, true) === true ? given.resolve(token) : void 0;
	const clock = replaced(CLOCK);
	const own = container.createChildContainer();
	own.register(SETTINGS, { useValue: settings });
	own.register(REGISTRY, { useValue: registry });
	own.register(REDACTOR, { useFactory: instanceCachingFactory(() => createRedactor()) });
	own.register(CLOCK, { useValue: clock === void 0 ? systemClock : completeClock(clock) });
	own.register(RANDOM, { useValue: replaced(RANDOM) ?? Math.random });
	own.register(INSTANCE_POOL, { useFactory: instanceCachingFactory(() => new InstancePool(registry.sources, settings.environment)) });
	own.register(TRANSPORT, { useFactory: instanceCachingFactory((container) => createTransport({
		connectTimeoutMs: settings.timeouts.connect,
		clock: container.resolve(CLOCK),
		proxy: settings.proxy,
		dispatcher: settings.proxy === void 0 ? replaced(HTTP_DISPATCHER) : void 0
	})) });
	return own.resolve(WiredCallRunner);
}

export { createRuntime, reducedError as n, create_runtime_exports as t };
//# sourceMappingURL=create-runtime.js.map