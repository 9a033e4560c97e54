export { type Admission, leave, type RequestKind } from './admission.ts';
export { InFlightLimit } from './in-flight-limit.ts';
export { type Connection, connectionOf, markUsed, stopParsing } from './open-connections.ts';
export { OpenStreamLimit } from './open-stream-limit.ts';
export { OVERLOADED } from './overloaded.ts';
export { RequestLimits } from './request-limits.ts';
export { limitsSettings } from './limits.settings.ts';
