import { i as compareText, n as claims, o as isPattern, r as claimsOf, t as allClaims } from "./claims.js";
import { F as PlugboardError, S as quote, _ as mustBe, b as readText, d as formatModelId, f as parseModelId, g as isRecord, h as formatJsonPath, m as ShapeFault, p as readModels, s as isPluginId, v as ownValue, x as refuseOtherKeys, y as readRecord } from "./start.js";
import { basename, dirname, isAbsolute, join, resolve } from "node:path";
import { readFileSync, realpathSync, statSync } from "node:fs";
import { distance } from "fastest-levenshtein";

// packages/core/dist/plugins/read-manifest.js
/** The one version of the manifest and of the `Provider` contract that this copy of core knows. */
const apiVersion = 1;
/** Reads the `plugboard` field of a parsed package.json. Strict: what is wrong in a manifest would fail later and be harder to find. */
function readManifest(packageJson) {
	const field = isRecord(packageJson) ? ownValue(packageJson, "plugboard") : void 0;
	if (field === void 0) return { kind: "none" };
	try {
		return {
			kind: "plugin",
			manifest: manifestFrom(field)
		};
	} catch (error) {
		if (!(error instanceof ShapeFault)) throw error;
		return {
			kind: "problem",
			message: `In its package.json, ${formatJsonPath(error.path)} ${error.problem}.`,
			models: recognizableModels(field)
		};
	}
}
function manifestFrom(field) {
	const path = ["plugboard"];
	const record = readRecord(field, path);
	const version = ownValue(record, "apiVersion");
	if (typeof version === "number" && version > apiVersion) throw new ShapeFault([...path, "apiVersion"], `is ${version}, and this version of @plugboard/core knows only ${apiVersion}: update @plugboard/core`);
	if (version !== apiVersion) mustBe([...path, "apiVersion"], `the number ${apiVersion}`, version);
	refuseOtherKeys(record, [
		"apiVersion",
		"id",
		"export",
		"models"
	], path);
	const id = readText(ownValue(record, "id"), [...path, "id"], "the id of the plugin");
	if (!isPluginId(id)) throw new ShapeFault([...path, "id"], "must be lower-case letters, digits and \"-\"");
	const entry = readText(ownValue(record, "export"), [...path, "export"], "an entry of `exports`, such as \".\"");
	if (entry !== "." && !entry.startsWith("./")) throw new ShapeFault([...path, "export"], "must be \".\" or begin with \"./\"");
	return {
		id,
		export: entry,
		models: readModels(ownValue(record, "models"), [...path, "models"])
	};
}
/** As much of a broken manifest as can be understood, so that an error can say which plugin would have had the model. */
function recognizableModels(field) {
	const models = isRecord(field) ? ownValue(field, "models") : void 0;
	if (!Array.isArray(models)) return [];
	return models.flatMap((model) => {
		const id = isRecord(model) ? ownValue(model, "id") : model;
		return typeof id === "string" && id !== "" ? [{ id }] : [];
	});
}

// packages/core/dist/plugins/installed-packages.js
/** The node_modules folders that Node would look through for an import in `folder`, the nearest first. */
function nodeModulesFolders(folder) {
	const found = [];
	for (let current = folder;; current = dirname(current)) {
		const candidate = join(current, "node_modules");
		if (basename(current) !== "node_modules" && isFolder(candidate)) found.push(candidate);
		if (current === dirname(current)) return found;
	}
}
function isFolder(path) {
	return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
const packageName = /^(?:@[^/\\@\s]+\/)?[^/\\@\s.][^/\\@\s]*$/;
/** Whether a text can be the name of a package; a path, a URL or `..` cannot. */
function isPackageName(name) {
	return packageName.test(name) && !name.includes(":");
}
/** Finds a package as Node would, through links of pnpm and of workspaces alike, without importing it. */
function findInstalled(name, folders) {
	if (!isPackageName(name)) return void 0;
	for (const parent of folders) {
		const folder = join(parent, name);
		const text = readIfThere(join(folder, "package.json"));
		if (text !== void 0) return {
			name,
			folder,
			...understand(text)
		};
	}
}
function readIfThere(file) {
	try {
		return readFileSync(file, "utf8");
	} catch (error) {
		const code = error instanceof Error && "code" in error ? error.code : void 0;
		if (code === "ENOENT" || code === "ENOTDIR") return void 0;
		return new Error(typeof code === "string" ? code : "unknown error");
	}
}
function understand(text) {
	if (text instanceof Error) return broken(`Its package.json cannot be read (${text.message}).`);
	try {
		const value = JSON.parse(withoutMark(text));
		const version = isRecord(value) ? ownValue(value, "version") : void 0;
		return {
			version: typeof version === "string" ? version : "",
			reading: readManifest(value)
		};
	} catch {
		return broken("Its package.json is not valid JSON.");
	}
}
function broken(message) {
	return {
		version: "",
		reading: {
			kind: "problem",
			message,
			models: []
		}
	};
}
/** The text without the byte order mark that editors on Windows write. */
function withoutMark(text) {
	return text.startsWith("﻿") ? text.slice(1) : text;
}

// packages/core/dist/plugins/discover.js
const fields = [
	"dependencies",
	"devDependencies",
	"optionalDependencies",
	"peerDependencies"
];
/**
* Finds plugins among the direct dependencies of a package.json, of every kind; never transitive ones, and never the package
* itself. A dependency that is not installed is no fault: those for development are missing in production. Reads one file a
* dependency and imports nothing. Whatever is wrong with a plugin is a problem of that plugin alone.
*/
function discoverPlugins(manifest) {
	const folders = nodeModulesFolders(dirname(manifest));
	const names = directDependencies(manifest);
	if (!Array.isArray(names)) return {
		plugins: [],
		problems: [names],
		note: void 0
	};
	const plugins = [];
	const problems = [];
	for (const name of names) {
		const found = findInstalled(name, folders);
		if (found?.reading.kind === "plugin") plugins.push({
			name,
			version: found.version,
			folder: found.folder,
			manifest: found.reading.manifest
		});
		else if (found?.reading.kind === "problem") problems.push({
			plugin: name,
			message: found.reading.message,
			models: found.reading.models
		});
	}
	return {
		plugins,
		problems,
		note: folders.length === 0 ? withoutFolders(manifest) : void 0
	};
}
function withoutFolders(manifest) {
	return `No node_modules folder belongs to ${manifest} (packages are not installed, bundled, or managed by Yarn Plug'n'Play), so nothing could be discovered: pass \`providers: [...]\` to the client.`;
}
function directDependencies(manifest) {
	try {
		const value = JSON.parse(withoutMark(readFileSync(manifest, "utf8")));
		const names = fields.flatMap((field) => {
			const dependencies = isRecord(value) ? ownValue(value, field) : void 0;
			return isRecord(dependencies) ? Object.keys(dependencies) : [];
		});
		return [...new Set(names)].sort(compareText);
	} catch {
		return {
			plugin: manifest,
			message: "It cannot be read or is not valid JSON, so no provider could be discovered.",
			models: []
		};
	}
}

// packages/core/dist/plugins/own-models.js
/**
* The models of an instance. Under the plugin's own id: the plugin's, with those given for the instance added, or put in the
* place of the plugin's of the same id. Under another id: only those given. A bare name stands for what the plugin declares under
* that id; for an instance of another name without the aliases, which would be claimed twice.
*/
function ownModels(declared, given, underOwnId) {
	const known = new Map(declared.map((model) => [model.id, model]));
	const models = new Map(underOwnId ? known : []);
	for (const entry of given ?? []) {
		const model = typeof entry === "string" ? named(entry, known.get(entry), underOwnId) : entry;
		models.set(model.id, model);
	}
	return [...models.values()];
}
function named(id, declared, underOwnId) {
	if (declared === void 0) return { id };
	if (underOwnId) return declared;
	return declared.input === void 0 ? { id } : {
		id,
		input: declared.input
	};
}

// packages/core/dist/plugins/plugin-source.js
/** A plugin that code gave. */
function locateDefinition(definition) {
	return {
		source: {
			kind: "definition",
			definition
		},
		id: definition.id,
		models: definition.models,
		label: "given in code"
	};
}
/** A plugin that is installed. */
function locateDiscovered({ name, version, manifest }, root) {
	return {
		source: {
			kind: "package",
			specifier: name + manifest.export.slice(1),
			folder: root,
			pluginId: manifest.id
		},
		id: manifest.id,
		models: manifest.models,
		label: version === "" ? name : `${name} ${version}`
	};
}
/**
* Finds what a config entry's `use` means: a path, else the id of a plugin given in code, else of a discovered one, else a
* package, which need not be a direct dependency. A package without a manifest works, but its models are known only when it has
* been imported: routing then needs `models` in the config or a qualified id.
*/
function locateUse(use, surroundings) {
	if (/^\.{1,2}[/\\]/.test(use) || isAbsolute(use)) {
		const path = resolve(surroundings.configFolder, use);
		return {
			source: {
				kind: "file",
				path
			},
			id: void 0,
			models: [],
			label: path
		};
	}
	const [definition, other] = surroundings.inCode.filter(({ id }) => id === use);
	if (other !== void 0) return unusable(use, `Several plugins with the id ${quote(use)} are given in code.`);
	if (definition !== void 0) return locateDefinition(definition);
	const [plugin, second] = surroundings.discovered.filter(({ manifest }) => manifest.id === use);
	if (plugin !== void 0 && second !== void 0) return unusable(use, `The plugin id ${quote(use)} is that of ${quote(plugin.name)} and of ${quote(second.name)}: name the package instead.`);
	return plugin === void 0 ? locatePackage(use, surroundings) : locateDiscovered(plugin, surroundings.root);
}
function locatePackage(use, { root, nodeModules }) {
	const name = use.split("/", use.startsWith("@") ? 2 : 1).join("/");
	if (!isPackageName(name)) return unusable(use, `${quote(use)} is no package name, no relative path (which begins with "./") and no id of a plugin.`);
	const found = findInstalled(name, nodeModules);
	if (found === void 0 && nodeModules.length > 0) return unusable(use, `There is no plugin with the id ${quote(use)}, and no package of this name is installed: \`npm install ${name}\`.`);
	const label = found === void 0 || found.version === "" ? use : `${use} ${found.version}`;
	if (found === void 0 || found.reading.kind === "none" || use !== name) return {
		source: {
			kind: "package",
			specifier: use,
			folder: root,
			pluginId: void 0
		},
		id: void 0,
		models: [],
		label
	};
	if (found.reading.kind === "problem") return {
		source: {
			kind: "unusable",
			message: found.reading.message
		},
		id: void 0,
		models: [],
		label
	};
	const { version, folder, reading } = found;
	return locateDiscovered({
		name,
		version,
		folder,
		manifest: reading.manifest
	}, root);
}
function unusable(use, message) {
	return {
		source: {
			kind: "unusable",
			message
		},
		id: void 0,
		models: [],
		label: use
	};
}

// packages/core/dist/plugins/registry.js
/**
* Puts together what code, config and discovery give; per instance name, code beats config and config beats discovery.
* Synchronous and without imports: it reads the package.json files of the direct dependencies, nothing else.
*
* Two packages that share a plugin id are both left out and named as problems, unless code or config settles who has the name.
*/
function createRegistry(options) {
	const { code, config, root } = options;
	const enabled = options.discover ?? config.discover ?? true;
	const discovered = enabled && root.manifest !== void 0 ? discoverPlugins(root.manifest) : nothing;
	const surroundings = {
		inCode: [...new Set([...code.instances.values()].map(({ definition }) => definition))],
		discovered: discovered.plugins,
		root: root.folder,
		nodeModules: config.providers.size === 0 ? [] : nodeModulesFolders(root.folder),
		configFolder: config.folder
	};
	const entries = /* @__PURE__ */ new Map();
	const problems = [...discovered.problems];
	for (const [id, provider] of code.instances) entries.set(id, fromCode(provider, config, surroundings));
	for (const [id, entry] of config.providers) {
		if (entries.has(id)) continue;
		const plugin = locateUse(entry.use, surroundings);
		const made = fromConfig(id, entry, plugin, config);
		entries.set(id, made);
		if (plugin.source.kind === "unusable") problems.push({
			plugin: entry.use,
			message: plugin.source.message,
			models: []
		});
	}
	for (const [id, plugins] of byId(discovered.plugins)) {
		const [plugin, second] = plugins;
		if (entries.has(id) || plugin === void 0) continue;
		if (second === void 0) entries.set(id, fromDiscovery(plugin, root));
		else problems.push(...plugins.map((one) => sharedId(one, plugins)));
	}
	const discovery = {
		enabled,
		manifest: root.manifest,
		note: discovered.note
	};
	return {
		table: {
			instances: [...entries.values()].map(({ routed }) => routed),
			aliases: config.aliases,
			problems,
			discovery
		},
		sources: new Map([...entries].map(([id, { source }]) => [id, source])),
		clientProvider: code.clientProvider
	};
}
const nothing = {
	plugins: [],
	problems: [],
	note: void 0
};
function fromCode(provider, config, surroundings) {
	const { id, definition } = provider;
	const entry = config.providers.get(id);
	const same = entry !== void 0 && locateUse(entry.use, surroundings).id === definition.id ? entry : void 0;
	return makeEntry({
		id,
		origin: "code",
		plugin: locateDefinition(definition),
		where: "given in code",
		models: provider.models ?? same?.models,
		maxConcurrent: provider.maxConcurrent ?? same?.maxConcurrent,
		codeOptions: provider.options,
		config: same === void 0 ? void 0 : {
			...config,
			entry: same
		}
	});
}
function fromConfig(id, entry, plugin, config) {
	return makeEntry({
		id,
		origin: "config",
		plugin,
		where: `${plugin.label}, from ${config.file ?? "the config given in code"}`,
		models: entry.models,
		maxConcurrent: entry.maxConcurrent,
		config: {
			...config,
			entry
		}
	});
}
function fromDiscovery(found, root) {
	const plugin = locateDiscovered(found, root.folder);
	const where = `${plugin.label}, a dependency in ${root.manifest ?? root.folder}`;
	return makeEntry({
		id: found.manifest.id,
		origin: "discovered",
		plugin,
		where
	});
}
function makeEntry({ id, origin, plugin, where, models, maxConcurrent, codeOptions, config }) {
	const found = config !== void 0 && Object.keys(config.entry.options).length > 0 ? config : void 0;
	const configOptions = found === void 0 || codeOptions !== void 0 ? void 0 : {
		values: found.entry.options,
		file: found.file,
		folder: found.folder
	};
	const source = {
		id,
		plugin: plugin.source,
		label: plugin.label,
		origin,
		where,
		unusedConfig: found === void 0 || codeOptions === void 0 ? void 0 : found.file ?? "the config given in code",
		optionsFolder: configOptions?.folder,
		maxConcurrent
	};
	return {
		routed: {
			id,
			plugin: plugin.id ?? config?.entry.use ?? id,
			origin,
			models: ownModels(plugin.models, models, plugin.id === id),
			givenModels: (models ?? []).map((model) => typeof model === "string" ? model : model.id),
			source: where
		},
		source: Object.defineProperties(source, {
			codeOptions: { value: codeOptions },
			configOptions: { value: configOptions }
		})
	};
}
function byId(plugins) {
	const groups = /* @__PURE__ */ new Map();
	for (const plugin of plugins) {
		const group = groups.get(plugin.manifest.id) ?? [];
		if (!group.some(({ folder }) => realpathSync(folder) === realpathSync(plugin.folder))) groups.set(plugin.manifest.id, [...group, plugin]);
	}
	return new Map([...groups].sort(([a], [b]) => compareText(a, b)));
}
function sharedId({ name, manifest }, plugins) {
	const others = plugins.filter((plugin) => plugin.name !== name).map((plugin) => quote(plugin.name));
	return {
		plugin: name,
		message: `Its plugin id ${quote(manifest.id)} is also that of ${others.join(" and ")}, so none of them is used. Remove one, or say which with \`"providers": { ${quote(manifest.id)}: { "use": ${quote(name)} } }\` in the config.`,
		models: manifest.models
	};
}

// packages/core/dist/routing/nearest-names.js
/** Longer names are not compared: the cost grows with the square. */
const longest = 200;
/** Up to three names that a typing error or a cut-off ending could have turned into `name`, the nearest first. */
function nearestNames(name, names) {
	if (name === "" || name.length > longest) return [];
	const wanted = name.toLowerCase();
	const limit = Math.max(1, Math.floor(name.length * .4));
	const near = [...new Set(names)].filter((known) => known.length <= longest && known !== name).map((known) => ({
		known,
		far: howFar(wanted, known.toLowerCase())
	})).filter(({ far }) => far <= limit).sort((a, b) => a.far - b.far || compareText(a.known, b.known));
	return near.filter(({ far }) => far <= (near[0]?.far ?? 0) + 1).slice(0, 3).map(({ known }) => known);
}
function howFar(wanted, known) {
	return wanted.length >= 3 && known.startsWith(wanted) ? 1 : distance(wanted, known);
}

// packages/core/dist/routing/well-known-models.js
const reka = {
	plugin: "reka",
	package: "@plugboard/provider-reka"
};
const openai = {
	plugin: "openai",
	package: "@plugboard/provider-openai"
};
const compatible = {
	...openai,
	how: "with the `baseUrl` of an OpenAI-compatible endpoint that serves it"
};
const families = [
	[/^reka\b/, reka],
	[/^(?:gpt-|chatgpt-|o[1-9](?:$|-))/, openai],
	[/^(?:claude|gemini|gemma|llama|llava|mistral|mixtral|ministral|codestral|pixtral|qwen|deepseek|grok|phi|command)/, compatible]
];
/** The package to install for a well-known model name; `undefined` for any other name. */
function knownPluginFor(name) {
	const bare = name.slice(name.lastIndexOf("/") + 1).toLowerCase();
	return families.find(([family]) => family.test(bare))?.[1];
}

// packages/core/dist/routing/routing-errors.js
/** `model_not_found`, with everything that can help: nearest names, what is broken, what to install, how to say it otherwise. */
function modelNotFound(table, name, where = "") {
	const sentences = [
		name === "" ? `The model name is empty${where}.` : `No provider has the model ${quote(name)}${where}.`,
		...didYouMean(nearestNames(name, knownNames(table, name))),
		...brokenPlugins(table, name),
		...whatToInstall(table, name),
		...whereProvidersComeFrom(table),
		...howToQualify(table, name)
	];
	return new PlugboardError("model_not_found", sentences.join(" "), { model: name });
}
/** `model_not_found` for an instance name in a call, `config_invalid` for one in the client's options. */
function providerNotFound(table, provider, by) {
	const ids = instanceIds(table);
	const place = by === "call" ? "the call" : "the client's `provider` option";
	const sentences = [
		`No provider is called ${quote(provider)}, which ${place} names.`,
		...didYouMean(nearestNames(provider, ids)),
		ids.length === 0 ? "" : `There ${ids.length === 1 ? "is" : "are"}: ${list(ids)}.`,
		...brokenPlugins(table, provider),
		...whereProvidersComeFrom(table)
	];
	return new PlugboardError(by === "call" ? "model_not_found" : "config_invalid", sentences.filter((sentence) => sentence !== "").join(" "));
}
/** `model_ambiguous`: all owners are named, with the ways to choose. */
function modelAmbiguous(table, name, owners) {
	const ids = [...new Set(owners.map(({ provider }) => provider))];
	const qualified = owners.map(({ provider, model }) => quote(formatModelId(provider, model)));
	const described = ids.map((id) => {
		const instance = table.instances.find((entry) => entry.id === id);
		return instance === void 0 ? quote(id) : `${quote(id)} (${instance.source})`;
	});
	const what = ids.length === 1 ? `names several models of ${described.join()}` : `is a model of ${described.join(" and of ")}`;
	const byProvider = ids.length === 1 ? "" : `, pass \`provider: ${quote(ids[0] ?? "")}\``;
	const message = `The model ${quote(name)} ${what}; nothing is guessed. Write ${qualified.join(" or ")}${byProvider}, or choose with an alias under "models" in the config.`;
	return new PlugboardError("model_ambiguous", message, { model: name });
}
function knownNames(table, name) {
	return [...table.instances.flatMap((instance) => instance.models.flatMap((model) => {
		const names = [...isPattern(model.id) ? [] : [model.id], ...model.aliases ?? []];
		return name.includes("/") ? [...names, ...names.map((known) => formatModelId(instance.id, known))] : names;
	})), ...table.aliases.keys()];
}
function didYouMean(names) {
	return names.length === 0 ? [] : [`Did you mean ${names.map(quote).join(" or ")}?`];
}
function brokenPlugins(table, name) {
	const rank = (index) => table.problems[index]?.models.some((model) => claims(model, name)) === true ? 0 : 1;
	const ordered = [...table.problems.keys()].sort((a, b) => rank(a) - rank(b) || compareText(table.problems[a]?.plugin ?? "", table.problems[b]?.plugin ?? ""));
	const shown = ordered.slice(0, 3).flatMap((index) => table.problems[index] ?? []);
	const more = ordered.length > shown.length ? [`${ordered.length - shown.length} more plugins cannot be used.`] : [];
	return [...shown.map(({ plugin, message }) => `Plugin ${quote(plugin)} cannot be used: ${message}`), ...more];
}
function whatToInstall(table, name) {
	const known = knownPluginFor(name);
	if (known === void 0) return [];
	const [first] = table.instances.filter(({ plugin }) => plugin === known.plugin).map(({ id }) => id).sort(compareText);
	const how = known.how === void 0 ? "" : ` ${known.how}`;
	if (first !== void 0) return [`For any model of ${quote(first)} write ${quote(formatModelId(first, name))}${how}.`];
	return [`Install ${known.package}${how}: \`npm install ${known.package}\`.`];
}
function whereProvidersComeFrom({ discovery, instances }) {
	if (!discovery.enabled) return ["Discovery is off: pass `providers: [...]` to the client, or name them in the config."];
	if (discovery.manifest === void 0) return ["There is no package.json to discover providers from, as in a bundled program: pass `providers: [...]` to the client."];
	if (discovery.note !== void 0) return [discovery.note];
	if (instances.length > 0) return [];
	return [`No dependency in ${discovery.manifest} is a provider: install one, or pass \`providers: [...]\` to the client.`];
}
function howToQualify(table, name) {
	const ids = instanceIds(table);
	if (ids.length === 0 || name === "") return [];
	return [`"instance/model" sends any model name to a provider; ${ids.length === 1 ? "there is" : "there are"}: ${list(ids)}.`];
}
function instanceIds(table) {
	return table.instances.map(({ id }) => id).sort(compareText);
}
function list(names) {
	const shown = names.slice(0, 8).map(quote).join(", ");
	return names.length > 8 ? `${shown} and ${names.length - 8} more` : shown;
}

// packages/core/dist/routing/resolve-alias.js
/**
* Resolves an alias of the config. A target is an id, qualified or not, and never an alias, so that a chain can be read off the
* file. A target whose plugin is known to be broken is passed over: it breaks only itself. Any other target that nobody has is
* an error, because a fallback that cannot work must not be found out on the day it is needed.
*
* Throws `config_invalid` (a target is an alias), `model_not_found`, `model_ambiguous`.
*/
function resolveAlias(table, alias) {
	const targets = table.aliases.get(alias) ?? [];
	const usable = [];
	const broken = [];
	for (const [index, target] of targets.entries()) {
		const place = `Target ${index + 1} of ${targets.length} of the alias ${quote(alias)} in the config`;
		const found = findTarget(table, alias, target);
		if ("provider" in found) {
			const known = usable.some(({ provider, model }) => provider === found.provider && model === found.model);
			const outcome = usable.length === 0 ? "chosen" : "fallback";
			if (!known) usable.push({
				provider: found.provider,
				model: found.model,
				outcome,
				reason: `${place}.`
			});
		} else {
			const reason = `${place}, but it cannot be used: ${found.problem}`;
			broken.push({
				provider: found.plugin,
				model: target,
				outcome: "passed-over",
				reason
			});
		}
	}
	const [first] = usable;
	if (first === void 0) throw modelNotFound(table, targets[0] ?? "", `, to which the alias ${quote(alias)} points`);
	return {
		provider: first.provider,
		model: first.model,
		candidates: [...usable, ...broken]
	};
}
function findTarget(table, alias, target) {
	const where = `, to which the alias ${quote(alias)} in the config points`;
	const { provider, model } = parseModelId(target, (name) => table.instances.some(({ id }) => id === name));
	const instance = table.instances.find(({ id }) => id === provider);
	if (instance !== void 0) {
		if (model === "") throw modelNotFound(table, "", where);
		const aliased = claimsOf(instance, model).find(({ by }) => by === "alias");
		if (aliased !== void 0) throw targetIsAlias(alias, target, formatModelId(instance.id, aliased.model));
		return {
			provider: instance.id,
			model
		};
	}
	const found = allClaims(table.instances, target);
	const ids = found.filter(({ by }) => by === "id");
	const patterns = found.filter(({ pattern }) => pattern !== void 0 && pattern.length === found[0]?.pattern?.length);
	const aliases = found.filter(({ by }) => by === "alias");
	if (ids.length === 0 && aliases[0] !== void 0) throw targetIsAlias(alias, target, formatModelId(aliases[0].provider, aliases[0].model));
	const owners = ids.length > 0 ? ids : patterns;
	if (owners.length > 1) throw modelAmbiguous(table, target, owners);
	if (owners[0] !== void 0) return owners[0];
	if (target !== alias && table.aliases.has(target)) throw targetIsAlias(alias, target, void 0);
	const problem = table.problems.find(({ models }) => models.some((entry) => claims(entry, target)));
	if (problem !== void 0) return {
		plugin: problem.plugin,
		problem: problem.message
	};
	throw modelNotFound(table, target, where);
}
function targetIsAlias(alias, target, id) {
	const what = id === void 0 ? `Name the targets of ${quote(target)} instead.` : `Write the id ${quote(id)} instead.`;
	return new PlugboardError("config_invalid", `The alias ${quote(alias)} in the config points to ${quote(target)}, which is an alias itself. ${what}`);
}

// packages/core/dist/routing/resolve-model.js
/**
* Finds the provider of a model; pure, and independent of the order in which providers were given.
*
* Precedence: provider of the call, provider of the client, alias in the config, qualified id, exact id or alias of one owner,
* longest pattern. Under a provider of the call or the client the model is any name; it may be qualified with the same instance,
* and an alias of that instance's model becomes the model's id.
*
* Throws `model_not_found` (also for an unknown `callProvider`), `model_ambiguous`, or `config_invalid` (unknown
* `clientProvider`, an alias whose target is an alias).
*/
function resolveModel(table, request) {
	if (request.model === "") throw modelNotFound(table, "");
	const decision = decide(table, request);
	return {
		requested: request.model,
		...decision,
		candidates: withPassedOver(table, request.model, decision)
	};
}
function decide(table, { model, callProvider, clientProvider }) {
	if (callProvider !== void 0) return byProvider(table, model, callProvider, "call");
	if (clientProvider !== void 0) return byProvider(table, model, clientProvider, "client");
	if (table.aliases.has(model)) return {
		...resolveAlias(table, model),
		rule: "config-alias"
	};
	const qualified = parseModelId(model, (name) => table.instances.some(({ id }) => id === name));
	const instance = table.instances.find(({ id }) => id === qualified.provider);
	if (instance !== void 0) {
		if (qualified.model === "") throw modelNotFound(table, "", ` after ${quote(`${instance.id}/`)}`);
		return chosen("qualified-id", ownName(table, instance, qualified.model), "The part before the first \"/\" names it.");
	}
	const found = allClaims(table.instances, model);
	const exact = found.filter(({ by }) => by !== "pattern");
	const patterns = found.filter(({ pattern }) => pattern !== void 0 && pattern.length === found[0]?.pattern?.length);
	const owners = exact.length > 0 ? exact : patterns;
	const [owner, second] = owners;
	if (owner === void 0) throw modelNotFound(table, model);
	if (second !== void 0) throw modelAmbiguous(table, model, owners);
	return chosen(owner.by === "pattern" ? "pattern" : "exact", owner, whyItOwns(owner, model));
}
function byProvider(table, model, provider, by) {
	const instance = table.instances.find(({ id }) => id === provider);
	if (instance === void 0) throw providerNotFound(table, provider, by);
	const named = by === "call" ? "The call names this provider." : "The client's `provider` option names it.";
	const inner = claimsOf(instance, model).some((claim) => claim.by !== "pattern") ? model : parseModelId(model, (name) => name === provider).model;
	if (inner === "") throw modelNotFound(table, "", ` after ${quote(`${provider}/`)}`);
	return chosen(by === "call" ? "call-provider" : "client-provider", ownName(table, instance, inner), named);
}
/** A name inside one instance: the id behind its alias, or the name as it is. */
function ownName(table, instance, name) {
	const [claim, second] = claimsOf(instance, name);
	if (claim !== void 0 && second !== void 0) throw modelAmbiguous(table, name, claimsOf(instance, name));
	return claim ?? {
		provider: instance.id,
		model: name
	};
}
function chosen(rule, { provider, model }, reason) {
	return {
		rule,
		provider,
		model,
		candidates: [{
			provider,
			model,
			outcome: "chosen",
			reason
		}]
	};
}
function whyItOwns({ by, model, pattern }, name) {
	if (by === "id") return "It is the only provider with a model of this id.";
	if (by === "alias") return `It is the only provider with the alias ${quote(name)}, which is its ${quote(model)}.`;
	return `Its pattern ${quote(pattern ?? "")} is the longest that matches.`;
}
const ruleNames = {
	"call-provider": "the provider of the call",
	"client-provider": "the provider of the client",
	"config-alias": "the alias in the config",
	"qualified-id": "the qualified id",
	exact: "an exact id or alias",
	pattern: "a longer pattern"
};
function withPassedOver(table, name, decision) {
	const because = `but ${ruleNames[decision.rule]} goes first.`;
	const losers = [];
	if ((decision.rule === "call-provider" || decision.rule === "client-provider") && table.aliases.has(name)) losers.push(...aliasLosers(table, name, because));
	const qualified = parseModelId(name, (part) => table.instances.some(({ id }) => id === part));
	const instance = table.instances.find(({ id }) => id === qualified.provider);
	if (instance !== void 0 && instance.id !== decision.provider) {
		const model = claimsOf(instance, qualified.model)[0]?.model ?? qualified.model;
		losers.push(passedOver(instance.id, model, `The model name is qualified with it, ${because}`));
	}
	const found = allClaims(table.instances, name);
	for (const claim of [...found.filter(({ by }) => by !== "pattern"), ...found.filter(({ by }) => by === "pattern")]) losers.push(passedOver(claim.provider, claim.model, `${howItClaims(claim, name)}, ${because}`));
	const broken = table.problems.filter(({ models }) => models.some((model) => claims(model, name))).map(({ plugin, message }) => passedOver(plugin, name, `It cannot be used: ${message}`));
	losers.push(...broken.sort((a, b) => compareText(a.provider, b.provider) || compareText(a.reason, b.reason)));
	const seen = new Set(decision.candidates.map(candidateKey));
	const others = losers.filter((candidate) => seen.size < seen.add(candidateKey(candidate)).size);
	return [...decision.candidates, ...others];
}
function aliasLosers(table, name, because) {
	try {
		return resolveAlias(table, name).candidates.map(({ provider, model }) => passedOver(provider, model, `It is a target of the alias in the config, ${because}`));
	} catch (error) {
		if (PlugboardError.isInstance(error)) return [];
		throw error;
	}
}
function howItClaims({ by, model, pattern }, name) {
	if (by === "id") return "It has a model of this id";
	if (by === "alias") return `${quote(name)} is an alias of its ${quote(model)}`;
	return `Its pattern ${quote(pattern ?? "")} matches`;
}
function passedOver(provider, model, reason) {
	return {
		provider,
		model,
		outcome: "passed-over",
		reason
	};
}
function candidateKey({ provider, model }) {
	return formatModelId(provider, model);
}

// packages/core/dist/client/list-models.js
/** What code, config and plugins claim; needs no service. */
function declaredModels(table) {
	return table.instances.flatMap(({ id, models, givenModels }) => models.map((model) => ({
		...model,
		provider: id,
		claimedBy: givenModels?.includes(model.id) === true ? "config" : "plugin"
	})));
}
/**
* What the services say now, in place of what is declared for them. An instance that cannot be asked keeps its declared
* models; when every one fails, the first failure is thrown.
*/
async function liveModels(table, runtime, log) {
	const declared = declaredModels(table);
	const failures = [];
	const lists = await Promise.all(table.instances.map(async ({ id }) => {
		try {
			const offered = await runtime.listModels(id);
			if (offered !== void 0) return offered.map((model) => ({
				...model,
				provider: id,
				claimedBy: "service"
			}));
		} catch (error) {
			failures.push(error);
			log.warn(`plugboard: ${id} could not list its models`, { code: error instanceof Error && "code" in error ? error.code : void 0 });
		}
		return declared.filter(({ provider }) => provider === id);
	}));
	if (failures.length > 0 && failures.length === table.instances.length) throw failures[0];
	return lists.flat();
}

// packages/core/dist/client/routes.js
/** Where model names lead. Made at the first call: looking for plugins and finding the nearest names has no place in a start. */
var Routes = class {
	registry;
	constructor(settings) {
		this.registry = createRegistry(settings.registry);
	}
	/** Throws `model_not_found` and `model_ambiguous`. */
	resolve(model, provider) {
		const { table, clientProvider } = this.registry;
		return resolveModel(table, {
			model,
			callProvider: provider,
			clientProvider
		});
	}
	declaredModels() {
		return declaredModels(this.registry.table);
	}
	liveModels(runtime, log) {
		return liveModels(this.registry.table, runtime, log);
	}
};

export { Routes };
//# sourceMappingURL=routes.js.map