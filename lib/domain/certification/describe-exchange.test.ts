import { describe, expect, test } from 'vitest'
import { describeReceived, describeSent } from '@/lib/domain/certification/describe-exchange'
import { answerWith, answeredSecret as secret } from '@/test/zoo/answer-with'

describe('what a check shows', () => {
  test('has neither context nor signature of the request, nor long values of the widget’s own', async () => {
    const { exchange } = await answerWith('')
    const sent = describeSent(exchange, [secret])
    expect(sent).toMatch(
      /^GET https:\/\/widget\.example\.com\/show\?api_key=0123456789abcdef01234567…&context=\[\d+ characters\]&signature=\[64 characters\]$/,
    )
  })

  test('hides what the answer repeats of the launch, whole, in part or escaped', async () => {
    const { exchange: first } = await answerWith('')
    const context = new URL(first.request.url).searchParams.get('context') ?? ''
    const echoed = [
      context,
      encodeURIComponent(context),
      context.slice(40, 200),
      context.replaceAll('/', String.raw`\/`),
    ]
    for (const text of echoed) {
      const { exchange } = await answerWith(`<p>${text}</p>`, {
        location: [`/next?context=${encodeURIComponent(context)}`],
      })
      expect(describeReceived(exchange, [secret])).not.toContain(text.slice(10, 60))
    }
  })

  test('is short, whatever came', async () => {
    const { exchange } = await answerWith('word '.repeat(100_000), { location: ['x'.repeat(10_000)] })
    expect(describeReceived(exchange, []).length).toBeLessThan(1000)
  })
})
