import { build } from 'rolldown';

/**
 * Makes dist/bench/<contender>/{gateway,backend}.js of a contender's own TypeScript, so that its processes neither parse
 * types nor hold what does. Its dependencies stay where npm installed them.
 */
export async function transpile(contender: string): Promise<void> {
  await build({
    input: [`bench/baselines/${contender}/gateway.ts`, `bench/baselines/${contender}/backend.ts`],
    platform: 'node',
    tsconfig: 'tsconfig.json',
    external: [/^@bufbuild\//, /^@grpc\//, /^@nestjs\//, 'rxjs'],
    // The contract imports Nest too, which must not be loaded for its codecs alone.
    treeshake: { moduleSideEffects: 'no-external' },
    output: { dir: `dist/bench/${contender}` },
  });
}
