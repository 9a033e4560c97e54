import { diag } from '@opentelemetry/api';

/** Whole numbers that the SDK reads, and the smallest that it can work with. */
const SMALLEST: Readonly<Record<string, number>> = {
  OTEL_BSP_SCHEDULE_DELAY: 0,
  OTEL_BSP_EXPORT_TIMEOUT: 1,
  OTEL_BSP_MAX_QUEUE_SIZE: 1,
  OTEL_BSP_MAX_EXPORT_BATCH_SIZE: 1,
  OTEL_EXPORTER_OTLP_TIMEOUT: 1,
  OTEL_EXPORTER_OTLP_TRACES_TIMEOUT: 1,
  OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT: 0,
  OTEL_ATTRIBUTE_COUNT_LIMIT: 0,
  OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT: 0,
  OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT: 0,
  OTEL_SPAN_EVENT_COUNT_LIMIT: 0,
  OTEL_SPAN_LINK_COUNT_LIMIT: 0,
  OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT: 0,
  OTEL_LINK_ATTRIBUTE_COUNT_LIMIT: 0,
};

/** Enumerations that the SDK compares with lower-case names. */
const ENUMERATIONS = ['OTEL_TRACES_SAMPLER', 'OTEL_EXPORTER_OTLP_COMPRESSION', 'OTEL_EXPORTER_OTLP_TRACES_COMPRESSION'];

/** Headers for a collector, percent-encoded and separated by commas. */
const HEADERS = ['OTEL_EXPORTER_OTLP_HEADERS', 'OTEL_EXPORTER_OTLP_TRACES_HEADERS'];
/** What HTTP and gRPC both take; a `-bin` name would need bytes. */
const HEADER_NAME = /^(?!.*-bin$)[\w.-]+$/i;
const HEADER_VALUE = /^[\x20-\x7e]*$/;

/**
 * Has the SDK read its environment as the specification asks: a number that can't be used is warned of and counts as
 * unset, enumerations have no case, and a header that no protocol carries is left out. The SDK takes any number, though a
 * batch of 0 spans never ends, and any header, though gRPC's exporter then throws
 * (https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/).
 */
export function normalizeOtelEnvironment(environment: NodeJS.ProcessEnv = process.env): void {
  for (const [name, smallest] of Object.entries(SMALLEST)) {
    const text = environment[name]?.trim();
    if (!text || (Number.isSafeInteger(Number(text)) && Number(text) >= smallest)) continue;
    diag.warn(`${name} is ${JSON.stringify(text)}, which is not a whole number from ${smallest}; it is ignored.`);
    delete environment[name];
  }
  for (const name of ENUMERATIONS) {
    const text = environment[name];
    if (text) environment[name] = text.trim().toLowerCase();
  }
  for (const name of HEADERS) {
    const text = environment[name];
    if (text)
      environment[name] = text
        .split(',')
        .filter((pair) => isHeader(pair, name))
        .join(',');
  }
}

function isHeader(pair: string, variable: string): boolean {
  const [name = '', ...value] = pair.split('=');
  if (pair.trim() === '' || (HEADER_NAME.test(name.trim()) && HEADER_VALUE.test(decoded(value.join('='))))) return true;
  // A value may be a secret.
  diag.warn(`${variable} has a header ${JSON.stringify(name)} that can't be sent; it is left out.`);
  return false;
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value.trim());
  } catch {
    return value;
  }
}
