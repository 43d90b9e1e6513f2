/**
 * The kinds of a registry, an object with an entry a kind: its keys, in its order. What a user may choose follows from them.
 */
export function kindsOf<Registry extends object>(
  registry: Registry,
): readonly (keyof Registry & string)[] {
  return Object.keys(registry) as (keyof Registry & string)[];
}
