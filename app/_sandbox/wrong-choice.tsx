'use client'

import { Button } from '@/components/ui/button'
import { Progress } from '@/components/ui/progress'
import { VerdictGlyph } from '@/components/ui/status'
import { ListChoice, type Option } from './choice'
import { isExpected } from './is-expected'
import type { LastAnswer, Place, SettingsProps } from './settings-props'

/** The states and faults of a place, each with its last outcome. */
export function WrongChoice({ place, settings, lastAnswers, faultRun, onChange, onRunAll }: SettingsProps) {
  const states = place.wrong.filter(({ isState }) => isState)
  const faults = place.wrong.filter(({ isState }) => !isState)
  const toOption = ({ id, title, description, expected }: Place['wrong'][number]): Option<string> => ({
    value: id,
    label: title,
    tip: description,
    meta: <Last answer={lastAnswers.get(id)} expected={expected} />,
  })
  const none: Option<string> = {
    value: '',
    label: 'None',
    meta: <Last answer={lastAnswers.get('')} expected="accept" />,
  }
  const choose = (wrong: string) => onChange({ wrong: wrong || undefined })
  const isState = states.some(({ id }) => id === settings.wrong)
  return (
    <>
      <ListChoice
        legend="State"
        options={[{ ...none, label: 'As it is' }, ...states.map(toOption)]}
        value={isState ? (settings.wrong ?? '') : ''}
        onChange={choose}
      />
      <ListChoice
        legend="Fault"
        aside="last result"
        options={[none, ...faults.map(toOption)]}
        value={isState ? '' : (settings.wrong ?? '')}
        onChange={choose}
      />
      {onRunAll && faults.length > 0 ? (
        <div className="-mt-2 grid gap-1">
          <Button
            size="sm"
            className="justify-self-start"
            pending={faultRun !== undefined}
            onClick={() => onRunAll(faults.map(({ id }) => id))}
          >
            {faultRun ? `Fault ${faultRun.done + 1} of ${faultRun.of}` : `Run all ${faults.length}`}
          </Button>
          {faultRun ? <Progress label="Faults sent" value={(faultRun.done / faultRun.of) * 100} /> : null}
        </div>
      ) : null}
    </>
  )
}

function Last({ answer, expected }: { answer: LastAnswer | undefined; expected: string }) {
  if (!answer || answer.outcome === 'signed') return null
  if (answer.outcome === 'browser_only') return <span>browser only</span>
  const isRight = isExpected(answer.outcome, expected)
  return (
    <span
      className={
        isRight ? 'inline-flex items-center gap-1' : 'inline-flex items-center gap-1 text-danger-ink'
      }
    >
      {answer.status ?? 'none'}
      <VerdictGlyph kind={isRight ? 'ok' : 'bad'} label={isRight ? 'as expected' : 'wrong'} />
    </span>
  )
}
