// A slow network: listens on the port of each host:port it is given, and passes on what comes, both ways, after a delay.
// PUT /<host>/<milliseconds> on port 8080 sets it. Run inside a container, as one text, so that it imports only Node.
import { createServer as createHttpServer } from 'node:http';
import { connect, createServer } from 'node:net';
import { pipeline, Transform } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';

const delays: Record<string, number> = {};

function delayed(host: string): Transform {
  let passed: Promise<unknown> = Promise.resolve();
  return new Transform({
    transform(chunk, _encoding, done) {
      // Never before what came earlier, also when the delay has become shorter.
      passed = Promise.all([passed, sleep(delays[host])]).then(() => this.push(chunk));
      done();
    },
    flush: (end) => void passed.then(() => end()),
  });
}

for (const target of process.argv.slice(1)) {
  const [host = '', port] = target.split(':');
  createServer((near) => {
    const far = connect(Number(port), host);
    // Whichever side ends or fails takes the other one with it.
    pipeline(near, delayed(host), far, delayed(host), near, () => undefined);
  }).listen(Number(port));
}

createHttpServer((request, response) => {
  const [, host = '', milliseconds] = request.url?.split('/') ?? [];
  delays[host] = Number(milliseconds);
  response.end();
}).listen(8080, () => console.log('listening'));
