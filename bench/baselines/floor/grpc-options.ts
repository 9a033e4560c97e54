/** Switches off what grpc-js does unasked: it keeps books on every call, and a copy of it to retry. */
export const GRPC_OPTIONS = { 'grpc.enable_channelz': 0, 'grpc.enable_retries': 0 };
