/** Sends messages to the CRM around the frame: only to the payload's origin, with the payload's nonce. */
export const kitScript = `
const { origin, nonce, action } = document.querySelector('main').dataset
const said = document.getElementById('said')
const post = (message) => window.parent.postMessage({ ...message, nonce }, origin)
for (const button of document.querySelectorAll('[data-insert]')) {
  button.addEventListener('click', () => {
    post({ event: 'insertHtml', html: document.getElementById('template-' + button.dataset.insert).innerHTML })
    said.textContent = 'Inserted into the email.'
  })
}
const complete = document.getElementById('complete')
if (complete) complete.addEventListener('click', () => {
  post({ event: 'completedAction', actionId: Number(action) })
  complete.disabled = true
  said.textContent = 'Step completed.'
})`
