import { csrfHeader } from './csrf.js';

const time = document.querySelector('#session-time');
const message = document.querySelector('#session-message');
const endButton = document.querySelector('#end-session');
let endsAt;

// Each request that the server answers gives the session its full time again: loading this page, or saving on a card
function restart() {
  endsAt = Date.now() + Number(time.dataset.seconds) * 1000;
  show();
}

function show() {
  const left = Math.max(0, Math.round((endsAt - Date.now()) / 1000));
  const seconds = String(left % 60).padStart(2, '0');
  time.textContent = `Session: ${Math.floor(left / 60)}:${seconds} left`;
}

restart();
let clock = setInterval(show, 1000);
document.addEventListener('field-notes:saved', restart);

// The user has logged in again without leaving the page, and can end this session, too
document.addEventListener('session-expiry:restored', () => {
  message.textContent = '';
  endButton.disabled = false;
  clearInterval(clock);
  clock = setInterval(show, 1000);
  restart();
});

endButton.addEventListener('click', async () => {
  endButton.disabled = true;
  const response = await fetch(endButton.dataset.url, { method: 'POST', headers: csrfHeader() });
  if (response.status !== 204) {
    message.textContent = 'The session could not be ended. Please load this page again.';
    return;
  }
  clearInterval(clock);
  time.textContent = 'Session: ended';
  const next = document.querySelector('.card') ? 'try a card' : 'go on as if nothing had happened';
  message.textContent = `Your session has ended on the server; the page does not know yet: ${next}`;
});
