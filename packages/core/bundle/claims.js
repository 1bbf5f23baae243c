// packages/core/dist/routing/claims.js
/** Whether an id stands for every name that starts with what is before its final `*`. */
function isPattern(id) {
	return id.endsWith("*");
}
/** Whether a model's id or pattern covers a name; its aliases are not looked at. */
function covers(id, name) {
	return isPattern(id) ? name.startsWith(id.slice(0, -1)) : id === name;
}
/** Whether a model has a name, by id, alias or pattern. */
function claims(model, name) {
	return covers(model.id, name) || (model.aliases ?? []).includes(name);
}
/**
* How one instance has a name: by id, else by alias, else by its longest pattern. Several claims only when models of the
* same instance share an alias; none when it does not have the name.
*/
function claimsOf(instance, name) {
	const provider = instance.id;
	const exact = instance.models.filter((model) => !isPattern(model.id));
	if (exact.some((model) => model.id === name)) return [{
		provider,
		model: name,
		by: "id"
	}];
	const aliased = new Set(exact.filter((model) => (model.aliases ?? []).includes(name)).map((model) => model.id));
	if (aliased.size > 0) return [...aliased].sort().map((model) => ({
		provider,
		model,
		by: "alias"
	}));
	const pattern = longestPattern(instance.models, name);
	return pattern === void 0 ? [] : [{
		provider,
		model: name,
		by: "pattern",
		pattern
	}];
}
function longestPattern(models, name) {
	let longest;
	for (const { id } of models) if (isPattern(id) && covers(id, name) && id.length > (longest?.length ?? 0)) longest = id;
	return longest;
}
/** Every claim on a name, in an order that does not depend on the order of the instances. */
function allClaims(instances, name) {
	return instances.flatMap((instance) => claimsOf(instance, name)).sort((a, b) => (b.pattern?.length ?? 0) - (a.pattern?.length ?? 0) || compareText(a.provider, b.provider) || compareText(a.model, b.model));
}
/** By code units: the same on every machine, unlike `localeCompare`. */
function compareText(a, b) {
	return a < b ? -1 : a > b ? 1 : 0;
}

export { covers as a, compareText as i, claims as n, isPattern as o, claimsOf as r, allClaims as t };
//# sourceMappingURL=claims.js.map