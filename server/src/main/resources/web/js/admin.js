// The maintenance button. The token stays in this browser under the name that older pages used.
import { text, translate } from './plain-texts.js';

const form = document.getElementById('toggle');
const state = document.getElementById('state');

translate(document);
form.elements.token.value = localStorage.getItem('ADMIN_TOKEN') ?? '';

form.addEventListener('submit', async (event) => {
  event.preventDefault();
  const token = form.elements.token.value;
  try {
    const response = await fetch('/admin/toggle-maintenance', { method: 'POST', headers: { 'X-Admin-Token': token } });
    const answer = await response.json();
    if (response.ok) localStorage.setItem('ADMIN_TOKEN', token);
    state.textContent = response.ok ? text(answer.message) : answer.error;
  } catch {
    state.textContent = text('offline');
  }
});
