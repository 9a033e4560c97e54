import { build } from 'rolldown';

/**
 * Makes <folder>/<name>.js of each program in TypeScript, so that its process neither parses types nor holds what does. Its
 * dependencies stay where npm installed them.
 *
 * @param programs paths from the root of the repository
 * @param folder such as dist/soak
 */
export async function transpile(programs: string[], folder: string): Promise<void> {
  await build({
    input: programs,
    platform: 'node',
    tsconfig: 'tsconfig.json',
    external: [/^@bufbuild\//, /^@grpc\//, /^@nestjs\//, 'rxjs', 'undici'],
    // The contract imports Nest too, which must not be loaded for its codecs alone.
    treeshake: { moduleSideEffects: 'no-external' },
    output: { dir: folder },
    logLevel: 'warn',
  });
}
