import { rollingSlots } from '../quota-window.ts'

/*
 * How a counter is kept. All keys of one tenant carry its hash tag, so that they live on one node of a cluster, and
 * every key that a script touches is given to it. Behind each stands the run of the server (connect.ts).
 *
 *   <counter>         a hash: `s` the present slot, `e` when its window ends (empty: never), `t` all that is taken now,
 *                     and for each slot that counts `u<slot>` what is used and `r<slot>` what is reserved; `f` up to when
 *                     the ledger was asked, if it was filled from there
 *   <counter>:leases  a sorted set of `<lease>|<slot>|<amount>` by when they run out
 *   <tag>:done:<id>   a lease that was settled, or given up, for as long as somebody may try again
 *   <tag>:since       when the counters were filled from the ledger; without it they are not to be trusted
 *
 * Amounts never become doubles: HINCRBY adds exactly within 64 bits, of which limits leave room for nine times their
 * largest (core/quota-rules.ts), and decimals without sign compare by length, then as text. What is used grows no more
 * once it is beyond every limit.
 */

const prelude = `
local function above(a, b)
  if #a ~= #b then return #a > #b end
  return a > b
end
local function add(hash, field, amount)
  if amount ~= '0' then redis.call('HINCRBY', hash, field, amount) end
end
local function grow(hash, slot, amount)
  local used = redis.call('HGET', hash, 'u' .. slot)
  if #used > 18 then return end
  add(hash, 'u' .. slot, amount)
  add(hash, 't', amount)
end
local function minus(amount)
  if amount == '0' then return amount end
  return '-' .. amount
end
local function present(hash, leases, now, slot, e, step)
  local s = redis.call('HGET', hash, 's')
  if step > 0 then
    if s and tonumber(slot) <= tonumber(s) then return s end
    redis.call('HSET', hash, 's', slot, 'e', e, 'u' .. slot, 0, 'r' .. slot, 0)
    redis.call('HSETNX', hash, 't', 0)
    local oldest = tonumber(slot) - ${rollingSlots} * step
    for _, field in ipairs(redis.call('HKEYS', hash)) do
      local at = tonumber(string.sub(field, 2))
      if at and at < oldest then
        add(hash, 't', minus(redis.call('HGET', hash, field)))
        redis.call('HDEL', hash, field)
      end
    end
    return slot
  end
  local ends = redis.call('HGET', hash, 'e')
  if s and (ends == '' or now < tonumber(ends)) then return s end
  redis.call('DEL', hash, leases)
  redis.call('HSET', hash, 's', slot, 'e', e, 't', 0, 'u' .. slot, 0, 'r' .. slot, 0)
  return slot
end
local function release(hash, slot, amount)
  if redis.call('HEXISTS', hash, 'r' .. slot) == 1 then
    add(hash, 'r' .. slot, minus(amount))
    add(hash, 't', minus(amount))
  end
end
local function sweep(hash, leases, now)
  for _, lease in ipairs(redis.call('ZRANGEBYSCORE', leases, '-inf', now, 'LIMIT', 0, 1000)) do
    redis.call('ZREM', leases, lease)
    local slot, amount = string.match(lease, '|(%d+)|(%d+)$')
    release(hash, slot, amount)
  end
end
`

/**
 * KEYS since, done, then counter and leases of each; ARGV now, leaseMs, lease, then of each: limit, amount, whether the
 * limit holds, slot, end, length of a slot, time to live, and what the lease's name has behind it where several are
 * taken together. Answers {-1} if the counters are not filled, {-2} if the lease was given up before it came here, {0, which
 * one has no room, its hash}, or {1, slot and taken of each, since when the counters are filled}.
 */
export const reserveScript = `${prelude}
local since = redis.call('GET', KEYS[1])
if not since then return {-1} end
if redis.call('EXISTS', KEYS[2]) == 1 then return {-2} end
local now, leaseMs, id = tonumber(ARGV[1]), tonumber(ARGV[2]), ARGV[3]
local answer = {1}
local count = (#KEYS - 2) / 2
for i = 1, count do
  local hash, leases, base = KEYS[i * 2 + 1], KEYS[i * 2 + 2], i * 8 - 5
  local limit, amount, holds = ARGV[base + 1], ARGV[base + 2], ARGV[base + 3]
  local slot = present(hash, leases, now, ARGV[base + 4], ARGV[base + 5], tonumber(ARGV[base + 6]))
  sweep(hash, leases, now)
  redis.call('PEXPIRE', hash, ARGV[base + 7])
  add(hash, 't', amount)
  local taken = redis.call('HGET', hash, 't')
  if holds == '1' and above(taken, limit) then
    for j = 1, i do add(KEYS[j * 2 + 1], 't', minus(ARGV[j * 8 - 3])) end
    return {0, i, redis.call('HGETALL', hash)}
  end
  answer[i * 2], answer[i * 2 + 1] = slot, taken
end
for i = 1, count do
  local hash, leases, amount, slot = KEYS[i * 2 + 1], KEYS[i * 2 + 2], ARGV[i * 8 - 3], answer[i * 2]
  add(hash, 'r' .. slot, amount)
  redis.call('ZADD', leases, now + leaseMs, id .. ARGV[i * 8 + 3] .. '|' .. slot .. '|' .. amount)
  redis.call('PEXPIRE', leases, ARGV[i * 8 + 2])
end
answer[#answer + 1] = since
return answer`

/**
 * KEYS as above; ARGV now, when it ended (empty: now), how long to remember, then of each: the lease's entry, slot,
 * end, length of a slot, what was held, what was used, whether to tell, time to live. Answers {-1} if the counters are not
 * filled, {2} if it was settled before, or {1, the hashes of those to tell of}. What ended before the counters were
 * filled is in them already.
 */
export const settleScript = `${prelude}
local since = redis.call('GET', KEYS[1])
if not since then return {-1} end
if not redis.call('SET', KEYS[2], 1, 'NX', 'PX', ARGV[3]) then return {2} end
local now = tonumber(ARGV[1])
local answer = {1}
for i = 1, (#KEYS - 2) / 2 do
  local hash, leases, base = KEYS[i * 2 + 1], KEYS[i * 2 + 2], i * 8 - 5
  local entry, slot, e, step = ARGV[base + 1], ARGV[base + 2], ARGV[base + 3], tonumber(ARGV[base + 4])
  local amount, used = ARGV[base + 5], ARGV[base + 6]
  if redis.call('EXISTS', hash) == 0 and (e == '' or now < tonumber(e)) then
    present(hash, leases, now, slot, e, step)
    redis.call('PEXPIRE', hash, ARGV[base + 8])
  end
  if redis.call('ZREM', leases, entry) == 1 then release(hash, slot, amount) end
  local known = ARGV[2] ~= '' and tonumber(ARGV[2]) < tonumber(redis.call('HGET', hash, 'f') or since)
  if not known and redis.call('HEXISTS', hash, 'u' .. slot) == 1 then grow(hash, slot, used) end
  if ARGV[base + 7] == '1' then answer[#answer + 1] = redis.call('HGETALL', hash) end
end
return answer`

/** KEYS counter and leases of each; ARGV when they run out, then of each: the lease's entry, time to live. */
export const renewScript = `
for i = 1, #KEYS / 2 do
  redis.call('ZADD', KEYS[i * 2], 'XX', 'GT', ARGV[1], ARGV[i * 2])
  redis.call('PEXPIRE', KEYS[i * 2 - 1], ARGV[i * 2 + 1])
  redis.call('PEXPIRE', KEYS[i * 2], ARGV[i * 2 + 1])
end
return {1}`

/** KEYS since, counter, leases; ARGV now, slot, end, length of a slot, time to live. Answers {-1} or {1, the hash}, and makes none. */
export const stateScript = `${prelude}
if redis.call('EXISTS', KEYS[1]) == 0 then return {-1} end
if redis.call('EXISTS', KEYS[2]) == 0 then return {1, {'e', ARGV[3]}} end
local now = tonumber(ARGV[1])
present(KEYS[2], KEYS[3], now, ARGV[2], ARGV[3], tonumber(ARGV[4]))
sweep(KEYS[2], KEYS[3], now)
redis.call('PEXPIRE', KEYS[2], ARGV[5])
return {1, redis.call('HGETALL', KEYS[2])}`

/** KEYS counter; ARGV slot, end, taken, time to live, up to when, then slots and what was used in each. What is there stays. */
export const fillScript = `
if redis.call('EXISTS', KEYS[1]) == 1 then return {0} end
redis.call('HSET', KEYS[1], 's', ARGV[1], 'e', ARGV[2], 't', ARGV[3], 'f', ARGV[5])
for i = 6, #ARGV, 2 do redis.call('HSET', KEYS[1], 'u' .. ARGV[i], ARGV[i + 1], 'r' .. ARGV[i], 0) end
redis.call('PEXPIRE', KEYS[1], ARGV[4])
return {1}`

/**
 * KEYS counter; ARGV up to when it was filled (empty: it was not), up to when the ledger was asked, slot, what it lacks.
 * Answers {0} if another gateway has filled it meanwhile, or its window has ended.
 */
export const raiseScript = `${prelude}
if (redis.call('HGET', KEYS[1], 'f') or '') ~= ARGV[1] then return {0} end
if redis.call('HEXISTS', KEYS[1], 'u' .. ARGV[3]) == 0 then return {0} end
redis.call('HSET', KEYS[1], 'f', ARGV[2])
add(KEYS[1], 'u' .. ARGV[3], ARGV[4])
add(KEYS[1], 't', ARGV[4])
return {1}`

/** KEYS counter; ARGV up to when it was filled, then slots and what has to be added to each. */
export const amendScript = `${prelude}
if redis.call('HGET', KEYS[1], 'f') ~= ARGV[1] then return {0} end
for i = 2, #ARGV, 2 do
  if redis.call('HEXISTS', KEYS[1], 'u' .. ARGV[i]) == 1 then
    add(KEYS[1], 'u' .. ARGV[i], ARGV[i + 1])
    add(KEYS[1], 't', ARGV[i + 1])
  end
end
return {1}`
