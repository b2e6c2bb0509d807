import { csrfHeader } from '../csrf.js';

document.addEventListener('htmx:configRequest', (event) => {
  Object.assign(event.detail.headers, csrfHeader());
});
