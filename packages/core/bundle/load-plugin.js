import { F as PlugboardError, S as quote, l as definitionOf } from "./start.js";
import { n as reducedError } from "./create-runtime.js";
import { pathToFileURL } from "node:url";
import { moduleResolve } from "import-meta-resolve";

// packages/core/dist/plugins/load-plugin.js
var __rewriteRelativeImportExtension = void 0 && (void 0).__rewriteRelativeImportExtension || function(path, preserveJsx) {
	if (typeof path === "string" && /^\.\.?\//.test(path)) return path.replace(/\.(tsx)$|((?:\.d)?)((?:\.[^./]+?)?)\.([cm]?)ts$/i, function(m, tsx, d, ext, cm) {
		return tsx ? preserveJsx ? ".jsx" : ".js" : d && (!ext || !cm) ? m : d + ext + "." + cm.toLowerCase() + "js";
	});
	return path;
};
/**
* Imports a plugin, as a module in the root folder would import it: through links, `exports` and its conditions.
* Throws `provider_load_failed`, naming the package and why.
*/
async function loadPlugin(request) {
	const { module } = request;
	const name = module.kind === "file" ? module.path : module.specifier;
	const url = resolveModule(request, name);
	let exported;
	try {
		exported = await import(__rewriteRelativeImportExtension(
			/* @vite-ignore */
			/* webpackIgnore: true */
			url
		));
	} catch (error) {
		throw failed(request, name, whyImportFailed(error), error);
	}
	return findDefinition(request, name, exported);
}
function resolveModule({ module, instance, conditions }, name) {
	if (module.kind === "file") return pathToFileURL(module.path).href;
	const parent = pathToFileURL(`${module.folder}/package.json`);
	try {
		return moduleResolve(module.specifier, parent, /* @__PURE__ */ new Set([
			"node",
			"import",
			...conditions
		])).href;
	} catch (error) {
		throw failed({ instance }, name, whyResolutionFailed(error, module.folder), error);
	}
}
function findDefinition(request, name, exported) {
	const all = new Set(Object.values(exported).flatMap((value) => (isPlugin(value) ? definitionOf(value) : void 0) ?? []));
	const ids = [...all].map(({ id }) => quote(id)).sort();
	const wantedId = request.pluginId ?? (all.size > 1 ? request.instance : void 0);
	const [definition, second] = [...all].filter(({ id }) => wantedId === void 0 || id === wantedId);
	if (definition !== void 0 && second === void 0) return definition;
	if (second !== void 0) throw failed(request, name, `it exports several plugins with the id ${quote(second.id)}`);
	throw failed(request, name, `it does not export ${wantedId === void 0 ? "a plugin" : `the plugin ${quote(wantedId)}`}, but ${ids.length === 0 ? "no plugin at all" : `the plugins ${ids.join(", ")}`}; a plugin is what \`defineProvider\` returns`);
}
function isPlugin(value) {
	return typeof value === "function" && Reflect.get(value, "kind") === "provider-plugin";
}
function failed({ instance }, name, why, error) {
	if (PlugboardError.isInstance(error)) return error;
	return new PlugboardError("provider_load_failed", `The plugin ${quote(name)} of provider ${quote(instance)} cannot be loaded: ${why}.`, {
		provider: instance,
		cause: error === void 0 ? void 0 : reducedError(error)
	});
}
function whyResolutionFailed(error, folder) {
	switch (codeOf(error)) {
		case "ERR_MODULE_NOT_FOUND": return `it is not installed where ${folder} can find it, or its entry file is missing`;
		case "ERR_PACKAGE_PATH_NOT_EXPORTED": return "the `exports` of its package.json have no such entry for `import`";
		default: return `its entry cannot be found (${reducedError(error).message})`;
	}
}
function whyImportFailed(error) {
	switch (codeOf(error)) {
		case "ERR_MODULE_NOT_FOUND": return `${missingModule(error)} is missing`;
		case "ERR_UNSUPPORTED_DIR_IMPORT": return "it is a folder: name a file in it";
		case "ERR_UNKNOWN_FILE_EXTENSION": return "Node.js cannot run a file of this kind: name the built JavaScript file";
		default: return `its import failed (${reducedError(error).message})`;
	}
}
/** The module that Node.js could not find; only its own wording is taken over, never a text of the plugin. */
function missingModule(error) {
	const found = error instanceof Error ? /^Cannot find (package|module) '([^']+)'/.exec(error.message) : null;
	return found === null ? "a module that it imports, or the file itself," : `the ${found[1]} ${quote(found[2] ?? "")}`;
}
function codeOf(error) {
	return typeof error === "object" && error !== null ? Reflect.get(error, "code") : void 0;
}

export { loadPlugin };
//# sourceMappingURL=load-plugin.js.map