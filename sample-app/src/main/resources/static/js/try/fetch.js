import { csrfHeader } from '../csrf.js';
import { card } from './card.js';

card('fetch', async (text) => {
  const response = await fetch('api/notes', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...csrfHeader() },
    body: JSON.stringify({ text }),
  });
  const body = await response.json();
  return response.ok ? body : Promise.reject(body);
});
