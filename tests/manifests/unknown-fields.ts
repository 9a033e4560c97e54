/**
 * The paths of an object's fields that a validator does not know. The validators of Kubernetes' schemas let such fields
 * pass, as older API servers did; but they ask for each field that they know, so what was not asked for is unknown. An
 * object of which nothing was asked may hold anything.
 *
 * @param validate is given the object with everything in it watched
 */
export function unknownFields<T extends object>(object: T, validate: (watched: T) => void): string[] {
  const watched = new Map<string, Watched>();
  const watch = <V>(value: V, path: string): V => {
    if (typeof value !== 'object' || value === null) return value;
    const known = watched.get(path);
    if (known) return known.proxy as V;
    const asked = new Set<PropertyKey>();
    const proxy = new Proxy(value, {
      get: (target, key) => {
        asked.add(key);
        return watch(Reflect.get(target, key) as unknown, `${path}/${String(key)}`);
      },
    });
    watched.set(path, { value, asked, proxy });
    return proxy;
  };
  validate(watch(object, ''));
  return [...watched].flatMap(([path, { value, asked }]) =>
    Array.isArray(value) || asked.size === 0
      ? []
      : Object.keys(value).flatMap((field) => (asked.has(field) ? [] : [`${path}/${field}`])),
  );
}

interface Watched {
  readonly value: object;
  readonly asked: ReadonlySet<PropertyKey>;
  readonly proxy: object;
}
