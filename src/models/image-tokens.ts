import type { ImagePart } from '../core/message.ts'

/** What an image costs in input tokens. The gateway fetches and decodes none, so its size is unknown. */
export interface ImageTokens {
  /** With `detail: low`. */
  readonly low: number
  /** A picture of about one megapixel. */
  readonly usual: number
  /** The largest that the provider takes. */
  readonly most: number
}

/** The image's tokens for a model, by the provider's published rule; by the costliest rule for no model. */
export const imageTokensOf = (model: string | undefined): ImageTokens => {
  if (model === undefined) return tiles(2833, 5667)
  const id = model.slice(model.lastIndexOf('/') + 1).toLowerCase()
  return rules.find(rule => rule.id.test(id))?.tokens ?? unknown
}

/** At least as many tokens as the image can cost. Only OpenAI's models look at `detail`. */
export const imageUpperBound = (image: ImagePart, model: string | undefined): number => {
  const { low, most } = imageTokensOf(model)
  return image.detail === 'low' ? low : most
}

/**
 * OpenAI's tiles: 2048 × 2048 at most, then 768 on the shorter side, so 4 tiles of 512 × 512 for a square picture
 * and 8 at most (https://platform.openai.com/docs/guides/images-vision#calculating-costs).
 */
const tiles = (base: number, tile: number): ImageTokens => ({
  low: base,
  usual: base + 4 * tile,
  most: base + 8 * tile,
})

/** OpenAI's patches of 32 × 32 with a factor a model: 1,536 at most, and 1,024 in a square megapixel (same page). */
const patches = (factor: number): ImageTokens => ({
  low: Math.ceil(1536 * factor),
  usual: Math.ceil(1024 * factor),
  most: Math.ceil(1536 * factor),
})

/** The dearest of Claude's and Gemini's: for models whose rule is not known. */
const unknown: ImageTokens = { low: 4784, usual: 1590, most: 4784 }

const rules: readonly { readonly id: RegExp; readonly tokens: ImageTokens }[] = [
  { id: /^gpt-4o-mini/, tokens: tiles(2833, 5667) },
  { id: /^(gpt-4(o|\.1|\.5)?(-|$)(?!mini|nano)|chatgpt-4o)/, tokens: tiles(85, 170) },
  { id: /^gpt-5(-chat|-2|$)/, tokens: tiles(70, 140) },
  { id: /^o[13](-|$)/, tokens: tiles(75, 150) },
  { id: /^(gpt-|o4)/, tokens: patches(2.46) }, // the largest factor on the page
  // width × height / 750, 1,568 on the standard models and 4,784 on those with high resolution
  // (https://docs.anthropic.com/en/docs/build-with-claude/vision#calculate-image-costs)
  { id: /^claude/, tokens: { low: 4784, usual: 1590, most: 4784 } },
  // 1,120 by default and 2,240 at ultra high resolution (https://ai.google.dev/gemini-api/docs/media-resolution)
  { id: /^gemini-[3-9]/, tokens: { low: 2240, usual: 1120, most: 2240 } },
]
