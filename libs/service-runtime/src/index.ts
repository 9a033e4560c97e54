export { EVENT_STREAM } from './http/http-telemetry.ts';
export { acceptsContent, mediaTypeOf } from './http/request-content.ts';
export { Service } from './service.ts';
export { backendSettings, computedOptionsSettings, serviceSettings, type ServiceConfig } from './service.settings.ts';
