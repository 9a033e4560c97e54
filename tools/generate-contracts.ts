// Generates libs/contracts/src/gen from proto/: the TypeScript of ts-proto, and the descriptors that reflection serves.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { fromBinary, toBinary } from '@bufbuild/protobuf';
import {
  FileDescriptorProtoSchema,
  FileDescriptorSetSchema,
  type DescriptorProto,
  type EnumDescriptorProto,
  type FileDescriptorProto,
} from '@bufbuild/protobuf/wkt';

execFileSync('buf', ['generate'], { stdio: 'inherit' });

const image = execFileSync('buf', [
  'build',
  'proto',
  '--as-file-descriptor-set',
  '--exclude-source-info',
  '--output=-#format=binpb',
]);
const { file: files } = fromBinary(FileDescriptorSetSchema, image);

const descriptors = files.map((file) => [
  file.name,
  {
    imports: file.dependency,
    descriptor: Buffer.from(toBinary(FileDescriptorProtoSchema, file)).toString('base64'),
  },
]);
const symbols = files.flatMap((file) => symbolsOf(file).map((symbol) => [symbol, file.name]));

writeFileSync(
  'libs/contracts/src/gen/descriptors.ts',
  `// Generated from proto/. DO NOT EDIT.

/** Every file of the contract: the files it imports, and its FileDescriptorProto in base64. */
export const DESCRIPTOR_FILES: ReadonlyMap<string, { imports: string[]; descriptor: string }> = new Map(${JSON.stringify(descriptors, null, 2)});

/** The file in which each symbol is defined, by full name. */
export const DESCRIPTOR_SYMBOLS: ReadonlyMap<string, string> = new Map(${JSON.stringify(symbols, null, 2)});
`,
);

/** All that reflection in other languages finds: services, methods, messages, fields, oneofs, enums and their values. */
function symbolsOf(file: FileDescriptorProto): string[] {
  return [
    ...file.service.flatMap((service) => {
      const full = within(file.package, service);
      return [full, ...service.method.map((method) => within(full, method))];
    }),
    ...file.messageType.flatMap((message) => symbolsOfMessage(file.package, message)),
    ...file.enumType.flatMap((enumeration) => symbolsOfEnum(file.package, enumeration)),
  ];
}

function symbolsOfMessage(scope: string, message: DescriptorProto): string[] {
  const full = within(scope, message);
  return [
    full,
    ...[...message.field, ...message.oneofDecl].map((member) => within(full, member)),
    ...message.nestedType.flatMap((nested) => symbolsOfMessage(full, nested)),
    ...message.enumType.flatMap((enumeration) => symbolsOfEnum(full, enumeration)),
  ];
}

/** In protobuf the values of an enum belong to the scope around it. */
function symbolsOfEnum(scope: string, enumeration: EnumDescriptorProto): string[] {
  return [enumeration, ...enumeration.value].map((symbol) => within(scope, symbol));
}

function within(scope: string, { name }: { name: string }): string {
  return scope ? `${scope}.${name}` : name;
}
