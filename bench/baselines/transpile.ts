import { build } from 'rolldown';

/**
 * Makes dist/bench/<folder>/<program>.js of a baseline's own TypeScript, so that its processes neither parse types nor hold
 * what does. Its dependencies stay where npm installed them.
 */
export async function transpile(folder: string, programs: readonly string[]): Promise<void> {
  await build({
    input: programs.map((program) => `bench/baselines/${folder}/${program}.ts`),
    platform: 'node',
    tsconfig: 'tsconfig.json',
    external: [/^@bufbuild\//, /^@grpc\//, /^@nestjs\//, 'rxjs', 'undici'],
    // The contract imports Nest too, which must not be loaded for its codecs alone.
    treeshake: { moduleSideEffects: 'no-external' },
    output: { dir: `dist/bench/${folder}` },
  });
}
