const units = [
  ['MiB', 1024 * 1024],
  ['KiB', 1024],
] as const

/** So many bytes as people write it: `8 MiB`, `512 KiB`; in bytes where no unit fits exactly. */
export const byteSize = (bytes: number): string => {
  const [name, size] = units.find(([, size]) => bytes > 0 && bytes % size === 0) ?? ['bytes', 1]
  return `${bytes / size} ${name}`
}
