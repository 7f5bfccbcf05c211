/** The value, made when it is first asked for and kept. */
export const onceAsked = <Value extends object>(make: () => Value): (() => Value) => {
  let value: Value | undefined
  return () => (value ??= make())
}
