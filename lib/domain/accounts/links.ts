import { createHash } from 'node:crypto'
import { AppError } from '@/lib/errors'

/** What is kept of the token in an invitation or reset link. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('base64url')
}

export function expiredLink(): AppError {
  return new AppError('link_expired', 'This link was used, withdrawn or has expired. Ask for a new one.')
}
