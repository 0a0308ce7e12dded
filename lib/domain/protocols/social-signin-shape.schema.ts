import { z } from 'zod'

const text = z.string()

/** Own parameters of a SocialSignIn search or frame. */
export function socialSigninShape(place: string): z.ZodType {
  return z.object(place === 'search' ? { q: text } : { id: text }).catchall(text)
}
