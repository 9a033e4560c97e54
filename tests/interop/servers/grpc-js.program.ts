// Serves grpc.testing.TestService at each address of the command line, such as 127.0.0.1:10000, until SIGTERM.
import { startGrpcJsServer } from './grpc-js-server.ts';

for (const address of process.argv.slice(2)) await startGrpcJsServer(address);
console.log('The servers listen.');
