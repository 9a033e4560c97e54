-- Has wrk end with a line of JSON; times are in microseconds.
done = function(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    '{"responses":%d,"duration":%d,"p50":%d,"p99":%d,"p99.9":%d,' ..
      '"failed":{"to connect":%d,"to read":%d,"to write":%d,"by status":%d,"to come in time":%d}}\n',
    summary.requests,
    summary.duration,
    latency:percentile(50),
    latency:percentile(99),
    latency:percentile(99.9),
    errors.connect, errors.read, errors.write, errors.status, errors.timeout
  ))
end
