import { csrfHeader } from './csrf.js';

const time = document.querySelector('#session-time');
const message = document.querySelector('#session-message');
const endButton = document.querySelector('#end-session');
const shortenButton = document.querySelector('#shorten-session');
const bars = new BroadcastChannel('field-notes');
let endsAt;

function show() {
  if (endsAt === undefined) {
    time.textContent = 'Session: ended';
    return;
  }
  const left = Math.max(0, Math.round((endsAt - Date.now()) / 1000));
  const seconds = String(left % 60).padStart(2, '0');
  time.textContent = `Session: ${Math.floor(left / 60)}:${seconds} left`;
}

function learn(end) {
  endsAt = end;
  show();
}

function tell(end) {
  learn(end);
  bars.postMessage(end);
}

tell(Date.now() + Number(time.dataset.seconds) * 1000);
setInterval(show, 1000);
bars.addEventListener('message', ({ data }) => learn(data));

// The server says with each answer how long the session lasts from then on
new PerformanceObserver((list) => {
  for (const { responseStart, serverTiming } of list.getEntries()) {
    const metric = serverTiming?.find(({ name }) => name === 'session-expires-in');
    if (metric) {
      tell(performance.timeOrigin + responseStart + Number(metric.description) * 1000);
    }
  }
}).observe({ type: 'resource' });

document.addEventListener('session-expiry:expired', () => learn(undefined));

// The user has logged in again without leaving the page, and can end this session, too
document.addEventListener('session-expiry:restored', () => {
  message.textContent = '';
  endButton.disabled = false;
});

function post(button) {
  return fetch(button.dataset.url, { method: 'POST', headers: csrfHeader() });
}

endButton.addEventListener('click', async () => {
  endButton.disabled = true;
  const response = await post(endButton);
  if (response.status !== 204) {
    message.textContent = 'The session could not be ended. Please load this page again.';
    return;
  }
  learn(undefined);
  const next = document.querySelector('.card') ? 'try a card' : 'go on as if nothing had happened';
  message.textContent = `Your session has ended on the server; the page does not know yet: ${next}`;
});

shortenButton.addEventListener('click', async () => {
  const response = await post(shortenButton);
  message.textContent = response.status === 204
    ? 'Your session ends after 45 seconds in which you do nothing; you are warned before'
    : 'The session could not be shortened. Please load this page again.';
});
