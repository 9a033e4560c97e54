import * as v from 'valibot';

const Hop = v.object({
  service: v.string(),
  version: v.nullable(v.string()),
  instance: v.nullable(v.string()),
  attempt: v.nullable(v.number()),
  status: v.optional(v.string()),
  fault: v.optional(v.string()),
});

/** One service's part in a response; the gateway itself has no status. */
export type Hop = v.InferOutput<typeof Hop>;

const ProductResponse = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({
    gateway: v.optional(Hop),
    hops: v.optional(v.array(Hop), []),
    degraded: v.optional(v.array(v.string()), []),
  }),
);

/** The hops of a response's body, the gateway first, and whether it is degraded; no hops, if it is no product's JSON. */
export function parseProductResponse(body: string): { hops: Hop[]; degraded: boolean } {
  const { success, output } = v.safeParse(ProductResponse, body);
  if (!success) return { hops: [], degraded: false };
  return {
    hops: output.gateway ? [output.gateway, ...output.hops] : output.hops,
    degraded: output.degraded.length > 0,
  };
}
