-- Has wrk reserve one piece for each line of a file: product, option and idempotency key.
dofile(debug.getinfo(1, "S").source:sub(2):gsub("reservations%.lua$", "wrk.lua"))

local reservations = {}
local sent = 0

function init(args)
  for line in io.lines(args[1]) do
    local product, option, key = line:match("^(%d+) (%d+) (%S+)$")
    reservations[#reservations + 1] = wrk.format(
      "POST",
      "/product/" .. product .. "/reservations",
      { ["Content-Type"] = "application/json", ["Idempotency-Key"] = key },
      '{"optionId":' .. option .. ',"quantity":1}'
    )
  end
end

function request()
  sent = sent + 1
  return reservations[sent] or error("wrk has sent all reservations of its file")
end
