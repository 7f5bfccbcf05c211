/** The longest message of an error, in characters. */
const longest = 1_000
const half = 490

/** A message as answers carry it: of one that quotes too much its begin and its end, where the reason stands. */
export const shorten = (message: string): string =>
  message.length <= longest ? message : `${message.slice(0, half)} … ${message.slice(-half)}`
