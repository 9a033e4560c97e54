/**
 * The methods that OpenTelemetry's semantic conventions call known: those of RFC 9110, PATCH (RFC 5789) and QUERY
 * (RFC 10008). A server responds to any other with 501 (RFC 9110, 9.1), and telemetry names it `_OTHER`.
 */
export const KNOWN_METHODS: ReadonlySet<string> = new Set([
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'DELETE',
  'CONNECT',
  'OPTIONS',
  'TRACE',
  'PATCH',
  'QUERY',
]);

/** The value of http.request.method for every method that is not known. */
export const OTHER_METHOD = '_OTHER';
