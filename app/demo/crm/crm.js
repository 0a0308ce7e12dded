// The pages of a small CRM. Everything about the tabs is in the first part; the rest is the CRM's own.

const records = JSON.parse(document.getElementById('records').textContent)
const tabs = document.getElementById('tabs')

tabs.getToken = async () => {
  const answer = await fetch('/demo/crm/token', { method: 'POST' })
  if (!answer.ok) throw new Error(await answer.text())
  return answer.text()
}
tabs.addEventListener('insert-html', ({ detail }) => insertAtCursor(detail.html))
tabs.addEventListener('completed-action', ({ detail }) => completeTask(detail.actionId))

// A widget leads to another record: by the id that this page gave the portal, or by the one that both know it by.
tabs.addEventListener('navigate', ({ detail: { kind, id, externalId } }) => {
  const [view, known] = kind === 'person' ? ['contacts', records.contacts] : ['companies', records.companies]
  const found = known.find((one) => one.id === id || (one.externalId && one.externalId === externalId))
  if (found) location.hash = `#/${view}/${found.id}`
  else say('This CRM does not have that record.')
})
// So that a link to this page opens the widget where it was.
tabs.addEventListener('state', ({ detail: { widgetId, state } }) => {
  const [path] = location.hash.split('?')
  const query = state ? `?${new URLSearchParams({ tab: widgetId, state })}` : ''
  history.replaceState(null, '', path + query)
})

/** Several changes at once are one to the element: the same frame shows the next record. */
function showTabs(placement, record = null, actionId = null) {
  const [, query] = location.hash.split('?')
  const { tab, state = '' } = Object.fromEntries(new URLSearchParams(query))
  Object.assign(tabs, { placement, record, actionId, state, ...(tab ? { widgetId: tab } : {}) })
}

const done = new Set()
const editor = document.createElement('div')
let cursor = null

const views = {
  contacts: {
    title: 'Contacts',
    items: () => records.contacts.map((one) => ({ path: one.id, name: nameOf(one), note: one.title })),
    show: (id) => {
      const contact = records.contacts.find((one) => one.id === id)
      if (!contact) return false
      showTabs('person', contact)
      return showRecord(nameOf(contact), contact.title, [
        ['Email', contact.emails[0].email],
        ['Phone', contact.phones[0].phone],
        ['Company', contact.company?.name ?? 'None'],
        ['Stage', contact.stage.name],
      ])
    },
  },
  companies: {
    title: 'Companies',
    items: () => records.companies.map((one) => ({ path: one.id, name: one.name, note: one.industry })),
    show: (id) => {
      const company = records.companies.find((one) => one.id === id)
      if (!company) return false
      showTabs('company', company)
      return showRecord(company.name, company.industry, [
        ['Email', company.emails[0].email],
        ['Phone', company.phones[0].phone],
        ['Address', `${company.addresses[0].street}, ${company.addresses[0].city}`],
        ['Website', company.website],
      ])
    },
  },
  deals: {
    title: 'Deals',
    items: () => [],
    show: () => {
      showTabs('full_page')
      return showDeals()
    },
  },
  email: {
    title: 'Write to',
    items: () =>
      records.contacts.map((one) => ({ path: one.id, name: nameOf(one), note: one.emails[0].email })),
    show: (id) => {
      const contact = records.contacts.find((one) => one.id === id)
      if (!contact) return false
      showTabs('email_editor', contact)
      return showEmail(contact)
    },
  },
  tasks: {
    title: 'Tasks',
    items: () =>
      records.tasks.map((one) => ({
        path: String(one.id),
        name: one.title,
        note: done.has(one.id) ? 'Done' : one.due,
      })),
    show: (id) => {
      const task = records.tasks.find((one) => String(one.id) === id)
      const contact = records.contacts.find((one) => one.id === task?.contactId)
      if (!contact) return false
      showTabs('custom_action', contact, task.id)
      return showTask(task, contact)
    },
  },
}

function showPage() {
  const [, name = '', id = ''] = location.hash.split('?')[0].split('/')
  const view = views[name]
  const content = view?.show(id)
  if (!content) {
    location.replace('#/contacts/tw-101')
    return
  }
  const title = content.querySelector('h1')
  title.id = 'title'
  document.title = `${title.textContent} · Tidewater CRM`
  document.body.dataset.view = name
  document.getElementById('record').replaceChildren(content)
  document.getElementById('list-title').textContent = view.title
  const items = view.items().map((item) => listItem(name, item, item.path === id))
  document.getElementById('list').replaceChildren(...items)
  document.querySelector('.list').hidden = items.length === 0
  for (const link of document.querySelectorAll('.top a')) mark(link, link.dataset.view === name)
  say('')
}

function showRecord(name, note, facts) {
  const list = make('dl', {})
  for (const [label, value] of facts) {
    const row = make('div', {})
    row.append(make('dt', { textContent: label }), make('dd', { textContent: value }))
    list.append(row)
  }
  return group(
    make('h1', { textContent: name }),
    make('p', { className: 'note', textContent: note ?? '' }),
    list,
  )
}

function showDeals() {
  const table = make('table', {})
  const head = table.createTHead().insertRow()
  for (const label of ['Deal', 'Contact', 'Stage', 'Value'])
    head.append(make('th', { textContent: label, scope: 'col' }))
  const body = table.createTBody()
  for (const { name, contactId, stage, value } of records.deals) {
    const contact = records.contacts.find((one) => one.id === contactId)
    const row = body.insertRow()
    for (const text of [name, nameOf(contact), stage, `$${value.toLocaleString('en-US')}`])
      row.insertCell().textContent = text
  }
  return group(make('h1', { textContent: 'Deals' }), table)
}

function showEmail(contact) {
  const to = make('p', { className: 'note', textContent: `To ${contact.emails[0].email}` })
  const label = make('label', { textContent: 'Subject', htmlFor: 'subject' })
  const subject = make('input', { id: 'subject', value: 'Your next home', autocomplete: 'off' })
  const heading = make('p', { id: 'editor-label', textContent: 'Message' })
  Object.assign(editor, { id: 'editor', contentEditable: 'true', role: 'textbox', ariaMultiLine: 'true' })
  editor.setAttribute('aria-labelledby', 'editor-label')
  editor.replaceChildren(make('p', { textContent: `Dear ${contact.firstName},` }))
  cursor = null
  const send = make('button', { type: 'button', textContent: 'Send' })
  send.addEventListener('click', () => say(`The email to ${nameOf(contact)} is in the outbox.`))
  return group(
    make('h1', { textContent: `Email to ${nameOf(contact)}` }),
    to,
    label,
    subject,
    heading,
    editor,
    send,
  )
}

function showTask(task, contact) {
  const label = make('label', { className: 'tick' })
  const box = make('input', { type: 'checkbox', checked: done.has(task.id) })
  box.addEventListener('change', () => {
    if (box.checked) completeTask(task.id)
    else {
      done.delete(task.id)
      showPage()
    }
  })
  label.append(box, make('span', { textContent: 'Done' }))
  return group(
    make('h1', { textContent: task.title }),
    make('p', { className: 'note', textContent: `${nameOf(contact)} · ${task.due}` }),
    label,
  )
}

/** The portal checked and cleaned the HTML; it goes where the cursor was, else to the end. */
function insertAtCursor(html) {
  if (!editor.isConnected) return
  const template = document.createElement('template')
  template.innerHTML = html
  const added = template.content
  const last = added.lastChild
  if (cursor && editor.contains(cursor.startContainer)) {
    cursor.deleteContents()
    cursor.insertNode(added)
  } else editor.append(added)
  if (last) {
    cursor = document.createRange()
    cursor.setStartAfter(last)
  }
  say('The template is in the email.')
}

function completeTask(id) {
  const task = records.tasks.find((one) => one.id === id)
  if (!task || done.has(id)) return
  done.add(id)
  const [, name, shown] = location.hash.split('?')[0].split('/')
  // The tabs stay as they are: only the CRM's own part is drawn again.
  for (const link of document.querySelectorAll('#list a'))
    if (link.hash === `#/tasks/${id}`) link.querySelector('span').textContent = 'Done'
  const box = name === 'tasks' && shown === String(id) && document.querySelector('.tick input')
  if (box) box.checked = true
  say(`“${task.title}” is done.`)
}

function listItem(view, { path, name, note }, isCurrent) {
  const link = make('a', { href: `#/${view}/${path}` })
  link.append(make('strong', { textContent: name }), make('span', { textContent: note }))
  mark(link, isCurrent)
  const item = make('li', {})
  item.append(link)
  return item
}

function mark(link, isCurrent) {
  if (isCurrent) link.setAttribute('aria-current', 'page')
  else link.removeAttribute('aria-current')
}

function make(name, properties) {
  return Object.assign(document.createElement(name), properties)
}

function group(...children) {
  const whole = make('div', { className: 'card' })
  whole.append(...children)
  return whole
}

function nameOf({ firstName, lastName }) {
  return `${firstName} ${lastName}`
}

function say(text) {
  document.getElementById('said').textContent = text
}

document.addEventListener('selectionchange', () => {
  const selection = document.getSelection()
  if (selection?.rangeCount && editor.contains(selection.anchorNode)) cursor = selection.getRangeAt(0)
})

const dark = window.matchMedia('(prefers-color-scheme: dark)')
const button = document.getElementById('theme')

function setTheme(isDark) {
  document.documentElement.dataset.theme = isDark ? 'dark' : 'light'
  button.setAttribute('aria-pressed', String(isDark))
  tabs.setAttribute('theme', isDark ? 'dark' : 'light')
}
button.addEventListener('click', () => setTheme(button.getAttribute('aria-pressed') !== 'true'))
dark.addEventListener('change', () => setTheme(dark.matches))
setTheme(dark.matches)

window.addEventListener('hashchange', showPage)
showPage()
