import { AppError } from '@/lib/errors'

export function expiredLink(): AppError {
  return new AppError('link_expired', 'This link was used, withdrawn or has expired. Ask for a new one.')
}
