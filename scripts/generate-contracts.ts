// Generates libs/contracts/src/gen from proto/: the TypeScript of ts-proto, and the descriptors that reflection serves.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { fromBinary, toBinary } from '@bufbuild/protobuf';
import { FileDescriptorProtoSchema, FileDescriptorSetSchema, type FileDescriptorProto } from '@bufbuild/protobuf/wkt';

execFileSync('buf', ['generate'], { stdio: 'inherit' });

const image = execFileSync('buf', [
  'build',
  'proto',
  '--as-file-descriptor-set',
  '--exclude-source-info',
  '--output=-#format=binpb',
]);
const { file: files } = fromBinary(FileDescriptorSetSchema, image);

const descriptors = Object.fromEntries(
  files.map((file) => [
    file.name,
    {
      imports: file.dependency,
      descriptor: Buffer.from(toBinary(FileDescriptorProtoSchema, file)).toString('base64'),
    },
  ]),
);
const symbols = Object.fromEntries(files.flatMap((file) => symbolsOf(file).map((symbol) => [symbol, file.name])));

writeFileSync(
  'libs/contracts/src/gen/descriptors.ts',
  `// Generated from proto/. DO NOT EDIT.

/** Every file of the contract: the files it imports, and its FileDescriptorProto in base64. */
export const DESCRIPTOR_FILES: Record<string, { imports: string[]; descriptor: string }> = ${JSON.stringify(descriptors, null, 2)};

/** The file in which each service, method, message and enum is defined, by full name. */
export const DESCRIPTOR_SYMBOLS: Record<string, string> = ${JSON.stringify(symbols, null, 2)};
`,
);

function symbolsOf(file: FileDescriptorProto): string[] {
  const within = (scope: string, { name }: { name: string }) => `${scope}.${name}`;
  return [
    ...file.service.flatMap((service) => {
      const full = within(file.package, service);
      return [full, ...service.method.map((method) => within(full, method))];
    }),
    ...file.messageType.flatMap((message) => {
      const full = within(file.package, message);
      return [full, ...[...message.nestedType, ...message.enumType].map((nested) => within(full, nested))];
    }),
    ...file.enumType.map((enumeration) => within(file.package, enumeration)),
  ];
}
