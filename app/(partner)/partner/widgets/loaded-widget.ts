import type { getWidget } from '@/lib/domain/widgets/read'

export type LoadedWidget = Awaited<ReturnType<typeof getWidget>>
