import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { signSocialSignin } from '@/lib/protocols/social-signin'
import { samplesSignedAt as now } from '@/test/protocol-samples'

const hasPhp = spawnSync('php', ['--version'], { stdio: 'ignore' }).status === 0

test.skipIf(!hasPhp)('the PHP file for SocialSignIn accepts whatever arg_separator.output a host has', () => {
  const secret = 'changeme!'
  const { url } = signSocialSignin({
    url: 'https://c.example/search?page=2',
    parameters: { q: 'a b' },
    secret,
    now,
  })
  const verify = (separator: string, address: string) =>
    spawnSync(
      'php',
      ['-d', `arg_separator.output=${separator}`, 'docs/snippets/social-signin/verify.php', address],
      {
        encoding: 'utf8',
        env: { ...process.env, SECRETS: secret, NOW: String(now.getTime() / 1000) },
      },
    ).status
  for (const separator of ['&', '&amp;', ';']) {
    expect(verify(separator, url), separator).toBe(0)
    expect(verify(separator, url.replace('page=2', 'page=3')), separator).toBe(1)
  }
})
