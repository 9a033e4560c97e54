export { AppError, ERROR_DOMAIN, type ErrorCode, ERRORS, pathNotFound, toAppError } from './errors.ts';
export { RETRY_PUSHBACK, toGrpcStatus } from './grpc-status.ts';
export { ALLOWED_METHODS, type Problem, type ProblemPage, RETRY_AFTER_SECONDS, sendProblem } from './problem.ts';
