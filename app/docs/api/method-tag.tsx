import { Tag, type TagTone } from '@/components/ui/tag'

const tones: Record<string, TagTone> = {
  GET: 'info',
  POST: 'ok',
  PUT: 'warn',
  PATCH: 'warn',
  DELETE: 'danger',
}

export function MethodTag({ method }: { method: string }) {
  return (
    <Tag tone={tones[method] ?? 'neutral'}>
      <span className="mono">{method}</span>
    </Tag>
  )
}
