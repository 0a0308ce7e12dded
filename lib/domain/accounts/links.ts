import { AppError } from '@/lib/errors'

export function expiredLink(): AppError {
  return new AppError(
    'link_expired',
    'This link has expired, was withdrawn or was already used. Ask for a new one.',
  )
}
