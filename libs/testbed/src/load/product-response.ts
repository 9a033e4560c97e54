import * as v from 'valibot';

const Hop = v.object({
  service: v.string(),
  version: v.nullable(v.string()),
  instance: v.nullable(v.string()),
  attempt: v.nullable(v.number()),
  status: v.optional(v.string()),
  fault: v.optional(v.string()),
});

/** One service's part in an answer; the gateway itself has no status. */
export type Hop = v.InferOutput<typeof Hop>;

const Answer = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({
    gateway: v.optional(Hop),
    hops: v.optional(v.array(Hop), []),
    degraded: v.optional(v.array(v.string()), []),
  }),
);

/** What an answer's body tells of the way it came; nothing, if it is no product's JSON. */
export function readAnswer(body: string): { hops: Hop[]; degraded: boolean } {
  const { success, output } = v.safeParse(Answer, body);
  if (!success) return { hops: [], degraded: false };
  return {
    hops: output.gateway ? [output.gateway, ...output.hops] : output.hops,
    degraded: output.degraded.length > 0,
  };
}
