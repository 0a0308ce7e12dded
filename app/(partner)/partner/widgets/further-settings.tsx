import { Checkbox, Field, FieldSet, Textarea } from '@/components/ui/field'
import { frameFeatures } from '@/lib/domain/widgets/widgets.schema'

const featureLabels: Record<(typeof frameFeatures)[number], string> = {
  'clipboard-write': 'Copy to the clipboard',
  geolocation: 'Ask for the agent’s location',
  microphone: 'Use the microphone',
  camera: 'Use the camera',
  fullscreen: 'Go full screen',
}

/** Settings that few widgets need: origins they redirect to and browser permissions. */
export function FurtherSettings({
  id,
  error,
  origins,
  allow,
}: {
  id: string
  error: string[] | null
  origins: string
  allow: string[]
}) {
  return (
    <details className="group" open={origins !== '' || allow.length > 0 || error !== null}>
      <summary className="cursor-pointer font-medium text-accent-ink">
        Further origins and browser permissions
      </summary>
      <div className="mt-4 grid gap-5">
        <Field
          id={id}
          label="Further origins"
          aside="optional"
          hint="Origins that the widget redirects to inside its frame, such as a sign-in. One per line. Any other origin is blocked."
          error={error}
        >
          {(control) => (
            <Textarea
              {...control}
              name="furtherOrigins"
              mono
              rows={2}
              spellCheck={false}
              defaultValue={origins}
            />
          )}
        </Field>
        <FieldSet
          id="allow"
          legend="Browser permissions"
          hint="Off unless you request them here. Reviewers see each one."
        >
          <div className="grid gap-2">
            {frameFeatures.map((feature) => (
              <Checkbox
                key={feature}
                name="allow"
                value={feature}
                label={featureLabels[feature]}
                defaultChecked={allow.includes(feature)}
              />
            ))}
          </div>
        </FieldSet>
      </div>
    </details>
  )
}
