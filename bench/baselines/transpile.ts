import { build } from 'rolldown';

/**
 * Makes dist/bench/<baseline>/{gateway,backend}.js of a baseline's own TypeScript, so that its processes neither parse
 * types nor hold what does. Its dependencies stay where npm installed them.
 */
export async function transpile(baseline: string): Promise<void> {
  await build({
    input: [`bench/baselines/${baseline}/gateway.ts`, `bench/baselines/${baseline}/backend.ts`],
    platform: 'node',
    tsconfig: 'tsconfig.json',
    external: [/^@bufbuild\//, /^@grpc\//, /^@nestjs\//, 'rxjs'],
    // The contract imports Nest too, which must not be loaded for its codecs alone.
    treeshake: { moduleSideEffects: 'no-external' },
    output: { dir: `dist/bench/${baseline}` },
  });
}
