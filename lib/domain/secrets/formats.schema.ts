import { z } from 'zod'

/** Shorter secrets than this many bytes are guessed sooner, and need a confirmation. */
export const secretBytesStrong = 24

export const secretLengthMax = 512

/** A pasted secret. */
export const pastedSecret = z
  .string()
  .max(secretLengthMax, `Use at most ${secretLengthMax} characters.`)
  .refine((text) => text === text.trim(), 'Remove the spaces and line breaks around the secret.')
  .refine((text) => !text.includes('\0'), 'Remove the NUL character.')

export function isStrongSecret(secret: string): boolean {
  return new TextEncoder().encode(secret).length >= secretBytesStrong
}

const ownFields = z.looseObject({
  secret: pastedSecret.optional(),
  acceptShort: z.literal('on').optional(),
})

/** A weak pasted secret is accepted only after confirmation. */
export const weakSecret = {
  isAccepted: (input: { secret?: string | undefined; acceptShort?: 'on' | undefined }) =>
    !input.secret || input.acceptShort === 'on' || isStrongSecret(input.secret),
  refusal: (receiver: 'partner' | 'platform') => ({
    path: ['secret'],
    // Also of a form with another mistake: all of them are answered at once.
    when: ({ value }: { value: unknown }) => ownFields.safeParse(value).success,
    error: `This secret is shorter than ${secretBytesStrong} bytes. Use a longer one, or confirm that the ${receiver} can’t use a longer one.`,
  }),
}
