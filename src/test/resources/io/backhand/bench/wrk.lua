-- Run by wrk. What to send comes by the environment; what came of it is printed as LoadResult reads it.
local body = os.getenv("BENCH_BODY_BYTES")
if body then
    wrk.method = "POST"
    wrk.body = string.rep("x", tonumber(body))
end
if os.getenv("BENCH_CLOSE") then
    wrk.headers["Connection"] = "close"
end

function done(summary, latency)
    local e = summary.errors
    local errors = e.connect + e.read + e.write + e.timeout + e.status
    io.write(string.format("BENCH %d %d %d %d %d %d\n", summary.requests, errors, summary.duration,
        latency:percentile(50), latency:percentile(99), latency:percentile(99.9)))
end
