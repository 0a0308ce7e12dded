import type { MistakeId } from '@/lib/domain/signature-doctor/signature-doctor.schema'

/** One way to do a step, and the mistakes that it is. The right way has none. `cost` is the number of mistakes where it is not given. */
export type Variant<Value> = { mistakes: readonly MistakeId[]; value: Value; cost?: number }

export type Text = string | Buffer

/** A common wrong form of a value; undefined if there is none. */
export type Form<In = Text, Out = Text> = Variant<(given: In) => Out | undefined>

/** A value and the axes that it goes through one after the other. Each axis has one form without a mistake. */
export type Route<In> = { start: Variant<In>; axes: readonly (readonly Form<never, unknown>[])[] }

export function costOf(variant: { mistakes: readonly MistakeId[]; cost?: number }): number {
  return variant.cost ?? variant.mistakes.length
}

/** Every way along a route that costs exactly `cost`; undefined after each step that led nowhere, so that its caller can pause. */
export function* follow<In, Out>(route: Route<In>, cost: number): Generator<Variant<Out> | undefined> {
  const { start, axes } = route
  yield* step(axes, { ...start, cost: costOf(start) }, cost) as Generator<Variant<Out> | undefined>
}

function* step(
  axes: Route<unknown>['axes'],
  reached: Variant<unknown> & { cost: number },
  cost: number,
): Generator<Variant<unknown> | undefined> {
  const [axis, ...rest] = axes
  if (!axis) {
    yield reached.cost === cost ? reached : undefined
    return
  }
  for (const form of axis) {
    const total = reached.cost + costOf(form)
    if (total > cost) continue
    const value = (form.value as (given: unknown) => unknown)(reached.value)
    if (value === undefined) {
      yield undefined
      continue
    }
    yield* step(rest, { mistakes: [...reached.mistakes, ...form.mistakes], value, cost: total }, cost)
  }
}

/** The form that changes nothing. */
export const asItIs = { mistakes: [] as const, value: <Value>(given: Value): Value => given }

/** A form that is skipped where it changes nothing. */
export function whereItChanges(
  mistakes: readonly MistakeId[],
  change: (text: string) => string | undefined,
): Form<string, string> {
  return {
    mistakes,
    value: (text) => {
      const changed = change(text)
      return changed === text ? undefined : changed
    },
  }
}
