import type { CallResult, Done, FormState } from '@/lib/http/form-state.schema'
import type { ShownSecret } from './shown-once'

type Call<Input, Data = Done> = (input: Input) => Promise<CallResult<Data>>
type Post<Data = Done> = (previous: FormState<Data>, form: FormData) => Promise<FormState<Data>>
type Widget = { widgetId: string }

/** The actions on a widget's secrets. */
export type WidgetSecretActions = {
  stage: Call<Widget, ShownSecret>
  probe: Call<Widget>
  discard: Call<Widget>
  promote: Post
  rollBack: Call<Widget>
  extend: Post
  revoke: Call<Widget & { version: number }>
  revokeAtOnce: Post<{ shown: ShownSecret | undefined; promoted: number | undefined }>
}
