import type { Fix, Language, Mistake } from '@/lib/domain/signature-doctor/signature-doctor.schema'
import { languages } from '@/lib/domain/signature-doctor/signature-doctor.schema'

export type Entry = Pick<Mistake, 'title' | 'why'> & { fix: Fix }

type Lines = Record<Language, string>

/** A wrong and a right line for each language. */
export function change(wrong: Lines, right: Lines): Fix {
  return byLanguage((language) => ({ wrong: wrong[language], right: right[language] }))
}

/** The same line whatever the language: of settings, clocks and URLs. */
export function same(wrong: string, right: string): Fix {
  return byLanguage(() => ({ wrong, right }))
}

/** The key of the HMAC, which is the secret as it is. */
export function key(wrong: Lines): Fix {
  return change(
    {
      node: `createHmac('sha256', ${wrong.node})`,
      python: `hmac.new(${wrong.python}, text, hashlib.sha256)`,
      php: `hash_hmac('sha256', $text, ${wrong.php})`,
      ruby: `OpenSSL::HMAC.digest('SHA256', ${wrong.ruby}, text)`,
    },
    rightHmac,
  )
}

/** What is signed. */
export function text(wrong: Lines, right: Lines): Fix {
  return change(mapHmac(wrong), mapHmac(right))
}

export const rightHmac: Lines = {
  node: "createHmac('sha256', secret)",
  python: 'hmac.new(secret.encode(), text, hashlib.sha256)',
  php: "hash_hmac('sha256', $text, $secret)",
  ruby: "OpenSSL::HMAC.digest('SHA256', secret, text)",
}

export const hexDigest: Lines = {
  node: ".digest('hex')",
  python: '.hexdigest()',
  php: "hash_hmac('sha256', $text, $secret)",
  ruby: "OpenSSL::HMAC.hexdigest('SHA256', secret, text)",
}

export const base64Digest: Lines = {
  node: ".digest('base64')",
  python: 'base64.b64encode(mac.digest()).decode()',
  php: "base64_encode(hash_hmac('sha256', $text, $secret, true))",
  ruby: "Base64.strict_encode64(OpenSSL::HMAC.digest('SHA256', secret, text))",
}

function mapHmac(given: Lines): Lines {
  return {
    node: `createHmac('sha256', secret).update(${given.node})`,
    python: `hmac.new(secret.encode(), ${given.python}, hashlib.sha256)`,
    php: `hash_hmac('sha256', ${given.php}, $secret)`,
    ruby: `OpenSSL::HMAC.digest('SHA256', secret, ${given.ruby})`,
  }
}

function byLanguage(make: (language: Language) => { wrong: string; right: string }): Fix {
  return Object.fromEntries(languages.map((language) => [language, make(language)])) as Fix
}
