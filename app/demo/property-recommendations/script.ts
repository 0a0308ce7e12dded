/**
 * Writes prices as the reader's locale does, and leads back to people who were open in this tab before. Only this tab remembers them: a
 * browser that blocks storage shows none.
 */
export const recommendationsScript = `
const { team, person, name } = main.dataset
const key = 'seen ' + team
let seen = []
try { seen = JSON.parse(sessionStorage.getItem(key) ?? '[]') } catch {}
const others = seen.filter(({ id }) => id !== person).slice(-4)
try { sessionStorage.setItem(key, JSON.stringify(person ? [...others, { id: person, name }] : others)) } catch {}

const host = await connecting
if (host) {
  const writePrices = () => {
    const dollars = new Intl.NumberFormat(host.locale, { style: 'currency', currency: 'USD', maximumFractionDigits: 0 })
    for (const price of document.querySelectorAll('[data-dollars]')) price.textContent = dollars.format(Number(price.dataset.dollars))
  }
  host.onChange(writePrices)
  writePrices()
  const list = document.getElementById('seen')
  const said = document.getElementById('said')
  for (const { id, name } of others.reverse()) {
    const button = Object.assign(document.createElement('button'), { type: 'button', textContent: name })
    button.addEventListener('click', () => {
      host.navigate({ person: id }).catch(({ code }) => {
        said.textContent = code === 'not_found' ? 'Your CRM no longer has this person.' : 'Your CRM could not open this person.'
      })
    })
    list.append(button)
  }
  if (others.length > 0) list.parentElement.hidden = false
}`
