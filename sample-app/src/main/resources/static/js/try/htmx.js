import { csrfHeader } from '../csrf.js';

document.addEventListener('htmx:configRequest', (event) => {
  Object.assign(event.detail.headers, csrfHeader());
});
document.addEventListener('htmx:afterSwap', () => {
  document.dispatchEvent(new CustomEvent('field-notes:saved'));
});
