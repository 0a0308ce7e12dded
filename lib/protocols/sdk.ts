export { AppError, type ErrorCode } from '@/lib/errors'
export * from '@/lib/protocols/marketplace'
export {
  type Postback,
  type PostbackLocation,
  type PostbackUser,
  signPostback,
  verifyPostback,
} from '@/lib/protocols/postback'
export {
  type FreshWindow,
  type RequestHeaders,
  readHint,
  type SignedRequest,
  type Unauthenticated,
  type UnsignedText,
  type Verified,
} from '@/lib/protocols/protocol'
export * from '@/lib/protocols/salesloft'
export * from '@/lib/protocols/showpad'
export * from '@/lib/protocols/social-signin'
export * from '@/lib/protocols/sure-send'
