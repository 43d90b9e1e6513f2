/**
 * Model version: a released model is called `<name>-v<N>`, and `<name>` alone means the newest there is.
 *
 * Only names are looked at here. The `version` on a card is for people and decides nothing.
 */

/** What the rule needs to know of an installed model. */
export interface NamedModel {
  readonly name: string;
  /** whether its card could be read and its graph is there */
  readonly valid: boolean;
}

/**
 * The full name that `name` stands for: itself where a model has exactly this name, else the one with the greatest N
 * (10 is more than 9) among the usable `<name>-v<N>`, else among the broken ones; undefined where there is none.
 */
export function fullModelName(name: string, installed: readonly NamedModel[]): string | undefined {
  if (installed.some((model) => model.name === name)) return name;
  const usable = installed.filter(({ valid }) => valid);
  return newestVersion(name, usable) ?? newestVersion(name, installed);
}

function newestVersion(name: string, models: readonly NamedModel[]): string | undefined {
  let newest: { readonly fullName: string; readonly version: number } | undefined;
  for (const { name: fullName } of models) {
    const [, base, digits] = /^(.+)-v(0|[1-9]\d*)$/.exec(fullName) ?? [];
    const version = Number(digits);
    if (base === name && version > (newest?.version ?? -1)) newest = { fullName, version };
  }
  return newest?.fullName;
}
