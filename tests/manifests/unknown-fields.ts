/**
 * The paths of fields that a validator does not read. The validators of Kubernetes' schemas ignore unknown fields, as older
 * API servers did, but read every field that they know. So a Proxy records what is read, which works without a binary such
 * as kubeconform. An object of which nothing is read may have any fields.
 *
 * @param validate gets the object with every read recorded
 */
export function unknownFields<T extends object>(object: T, validate: (watched: T) => void): string[] {
  const watched = new Map<string, Watched>();
  const watch = <V>(value: V, path: string): V => {
    if (typeof value !== 'object' || value === null) return value;
    const known = watched.get(path);
    if (known) return known.proxy as V;
    const read = new Set<PropertyKey>();
    const proxy = new Proxy(value, {
      get: (target, key) => {
        read.add(key);
        return watch(Reflect.get(target, key) as unknown, `${path}/${String(key)}`);
      },
    });
    watched.set(path, { value, read, proxy });
    return proxy;
  };
  validate(watch(object, ''));
  return [...watched].flatMap(([path, { value, read }]) =>
    Array.isArray(value) || read.size === 0
      ? []
      : Object.keys(value).flatMap((field) => (read.has(field) ? [] : [`${path}/${field}`])),
  );
}

interface Watched {
  readonly value: object;
  readonly read: ReadonlySet<PropertyKey>;
  readonly proxy: object;
}
