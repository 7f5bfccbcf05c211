import { pace, percentile, type Shot, saturate } from './http-load.ts'
import { cores, type Subject, start } from './subject.ts'
import { adminKey, startWeir } from './weir.ts'
import { drink, openClient, type Subscribing } from './ws-load.ts'

/** One line of the result: what was measured, against what, and what DESIGN promises. */
export interface Row {
  readonly name: string
  readonly value: number
  readonly unit: string
  readonly reference: { readonly name: string; readonly value: number } | null
  /** value : reference, or null where the value stands for itself. */
  readonly ratio: number | null
  readonly floor: number
  readonly goal: number
  /** Whether more is better; the floor is then a least value, else a most. */
  readonly better: 'MORE' | 'LESS'
}

export interface Bench {
  readonly upstream: Subject
  /** Length of one measured round, in milliseconds. */
  readonly roundMs: number
  readonly rounds: number
  readonly say: (text: string) => void
}

const text = 'Why is the sky blue? Answer in one sentence that a child can follow, please.'
const authorization = `Bearer ${adminKey}`

export const restShot = (port: number, about: { readonly stream: boolean } = { stream: false }): Shot => ({
  port,
  path: '/v1/chat/completions',
  headers: { authorization },
  body: JSON.stringify({ model: 'small', messages: [{ role: 'user', content: text }], stream: about.stream }),
})

export const graphqlShot = (port: number): Shot => ({
  port,
  path: '/graphql',
  headers: { authorization },
  body: JSON.stringify({
    query: `mutation Ask($input: CompletionInput!) {
      complete(input: $input) { ... on Completion { id message { text } usage { inputTokens outputTokens } } }
    }`,
    variables: { input: { model: 'small', messages: [{ role: 'USER', content: text }] } },
  }),
})

const subscribing = (port: number, model: string, about: object = {}): Subscribing => ({
  port,
  connectionParams: { authorization },
  query: `subscription Stream($input: CompletionInput!) {
    completion(input: $input) { __typename ... on TextDelta { index text } }
  }`,
  variables: { input: { model, messages: [{ role: 'USER', content: text }], ...about } },
})

/** Calls a second of CPU time: what one core does when it has nothing else to do, also on a machine that has. */
export const callsPerCpuSecond = async (subject: Subject, shot: Shot, bench: Bench): Promise<number> => {
  const before = subject.cpuMs()
  const load = await saturate(shot, { connections: 48, ms: bench.roundMs, expect: 'Rayleigh' })
  return (load.calls / (subject.cpuMs() - before)) * 1000
}

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN

/** Measures two subjects in turn, so that what disturbs the machine disturbs both; the medians of all rounds. */
export const inTurn = async (
  bench: Bench,
  one: () => Promise<number>,
  other: () => Promise<number>,
): Promise<readonly [number, number]> => {
  const values: [number[], number[]] = [[], []]
  await one()
  await other()
  for (let round = 0; round < bench.rounds; round++) {
    values[0].push(await one())
    values[1].push(await other())
  }
  return [median(values[0]), median(values[1])]
}

const reference = (bench: Bench, name: string): Promise<Subject> =>
  start(name, [`bench/references/${name}.ts`], {
    core: cores.measured,
    env: { UPSTREAM: `http://127.0.0.1:${bench.upstream.port}` },
  })

/** Starts subjects, measures with them, stops them whatever happens. */
const withSubjects = async <T>(
  starting: readonly Promise<Subject>[],
  measure: (...subjects: Subject[]) => Promise<T>,
): Promise<T> => {
  const subjects = await Promise.all(starting)
  try {
    return await measure(...subjects)
  } finally {
    for (const subject of subjects) await subject.stop()
  }
}

const round = (value: number, digits = 0): number => Number(value.toFixed(digits))

export const rest = (bench: Bench): Promise<Row[]> =>
  withSubjects(
    [startWeir(bench.upstream.port, { policies: 'ALL' }), reference(bench, 'proxy')],
    async (weir, proxy) => {
      if (!weir || !proxy) throw new Error('a subject is missing')
      const [ours, theirs] = await inTurn(
        bench,
        () => callsPerCpuSecond(weir, restShot(weir.port), bench),
        () => callsPerCpuSecond(proxy, restShot(proxy.port), bench),
      )
      const perSecond = ours / 2
      const paced = (shot: Shot) =>
        pace(shot, { connections: 64, ms: bench.roundMs, expect: 'Rayleigh', perSecond })
      const [p99, proxyP99] = await inTurn(
        bench,
        async () => percentile((await paced(restShot(weir.port))).latencies, 0.99),
        async () => percentile((await paced(restShot(proxy.port))).latencies, 0.99),
      )
      const first = async (subject: Subject) =>
        percentile(
          (
            await pace(restShot(subject.port, { stream: true }), {
              connections: 8,
              ms: bench.roundMs,
              expect: 'Rayleigh',
              perSecond: 100,
            })
          ).latencies,
          0.5,
        )
      const [ttft, proxyTtft] = await inTurn(
        bench,
        () => first(weir),
        () => first(proxy),
      )
      return [
        {
          name: 'REST, unary, all policies on',
          value: round(ours),
          unit: 'calls/CPU s',
          reference: { name: 'bare Node proxy', value: round(theirs) },
          ratio: round(ours / theirs, 3),
          floor: 0.3,
          goal: 0.5,
          better: 'MORE',
        },
        {
          name: `added p99 at half load (${round(perSecond)} calls/s)`,
          value: round(p99 - proxyP99, 2),
          unit: 'ms',
          reference: { name: 'bare Node proxy', value: round(proxyP99, 2) },
          ratio: null,
          floor: 3,
          goal: 1,
          better: 'LESS',
        },
        {
          name: 'added time of a short SSE answer',
          value: round(ttft - proxyTtft, 2),
          unit: 'ms',
          reference: { name: 'bare Node proxy', value: round(proxyTtft, 2) },
          ratio: null,
          floor: 3,
          goal: 1,
          better: 'LESS',
        },
      ]
    },
  )

export const graphql = (bench: Bench): Promise<Row[]> =>
  withSubjects(
    [startWeir(bench.upstream.port, { policies: 'ALL' }), reference(bench, 'apollo')],
    async (weir, apollo) => {
      if (!weir || !apollo) throw new Error('a subject is missing')
      const [ours, theirs] = await inTurn(
        bench,
        () => callsPerCpuSecond(weir, graphqlShot(weir.port), bench),
        () => callsPerCpuSecond(apollo, graphqlShot(apollo.port), bench),
      )
      return [
        {
          name: 'GraphQL complete, all policies on',
          value: round(ours),
          unit: 'calls/CPU s',
          reference: { name: 'Apollo Server, one resolver', value: round(theirs) },
          ratio: round(ours / theirs, 3),
          floor: 0.55,
          goal: 0.9,
          better: 'MORE',
        },
      ]
    },
  )

export const stream = (bench: Bench): Promise<Row[]> =>
  withSubjects(
    [startWeir(bench.upstream.port, { policies: 'ALL' }), reference(bench, 'graphql-ws')],
    async (weir, bare) => {
      if (!weir || !bare) throw new Error('a subject is missing')
      const pieces = Array.from({ length: 200 }, () => 'word ')
      const events = async (subject: Subject, what: Subscribing) => {
        const before = subject.cpuMs()
        const load = await drink(what, { sockets: 4, streamsEach: 4, ms: bench.roundMs })
        return (load.events / (subject.cpuMs() - before)) * 1000
      }
      const unpaced = {
        providerOptions: { simulator: { pieces, timeToFirstTokenMs: 0, tokensPerSecond: 0 } },
      }
      const [ours, theirs] = await inTurn(
        bench,
        () => events(weir, subscribing(weir.port, 'simulator', unpaced)),
        () => events(bare, subscribing(bare.port, 'small')),
      )
      return [
        {
          name: 'stream events over graphql-ws, redaction on',
          value: round(ours),
          unit: 'events/CPU s',
          reference: { name: 'bare graphql-ws + graphql-js', value: round(theirs) },
          ratio: round(ours / theirs, 3),
          floor: 0.5,
          goal: 0.75,
          better: 'MORE',
        },
      ]
    },
  )

/** How many streams of 20 tokens a second one core holds: none of 99 % of the gaps may exceed five token times. */
export const concurrentStreams = (bench: Bench): Promise<Row[]> =>
  withSubjects([startWeir(bench.upstream.port, { policies: 'ALL' })], async weir => {
    if (!weir) throw new Error('a subject is missing')
    const perSecond = 20
    const tokens = perSecond * 6
    let held = 0
    for (const streams of [500, 1000, 1500, 2000]) {
      const gaps: number[] = []
      const model = `Please answer at pace-${perSecond}-${tokens}`
      const what = subscribing(weir.port, 'small', { messages: [{ role: 'USER', content: model }] })
      const clients = await Promise.all(Array.from({ length: 20 }, () => openClient(what)))
      await Promise.all(
        Array.from({ length: streams }, (_, index) => {
          let last: number | undefined
          return clients[index % clients.length]?.subscribe(() => {
            const now = performance.now()
            if (last !== undefined) gaps.push(now - last)
            last = now
          })
        }),
      )
      for (const client of clients) client.close()
      gaps.sort((a, b) => a - b)
      const p99 = percentile(gaps, 0.99)
      bench.say(`  ${streams} streams: 99 % of the gaps are below ${p99.toFixed(0)} ms`)
      if (p99 > (1000 / perSecond) * 5) break
      held = streams
    }
    return [
      {
        name: 'streams of 20 tokens/s held by one core',
        value: held,
        unit: 'streams',
        reference: null,
        ratio: null,
        floor: 1000,
        goal: 2000,
        better: 'MORE',
      },
    ]
  })

/** Resident memory after many calls and many streams whose reader left, against that after the first quarter of them. */
export const memory = (bench: Bench, calls: number): Promise<Row[]> =>
  withSubjects([startWeir(bench.upstream.port, { policies: 'ALL' })], async weir => {
    if (!weir) throw new Error('a subject is missing')
    const megabytes = () => weir.rssBytes() / 2 ** 20
    let done = 0
    let early: number | undefined
    while (done < calls) {
      done += (await saturate(restShot(weir.port), { connections: 48, ms: 5000, expect: 'Rayleigh' })).calls
      if (early === undefined && done >= calls / 4) early = megabytes()
      bench.say(`  ${done} calls: ${megabytes().toFixed(0)} MB`)
    }
    const afterCalls = megabytes()
    return [
      {
        name: `memory after ${calls} calls, against a quarter of them`,
        value: round(afterCalls),
        unit: 'MB',
        reference: { name: 'after a quarter', value: round(early ?? 0) },
        ratio: round(afterCalls / (early ?? afterCalls), 3),
        floor: 1.15,
        goal: 1.05,
        better: 'LESS',
      },
    ]
  })
