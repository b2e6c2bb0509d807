// What a page can see of its requests, written down. Runs ahead of everything else in a page.

window.violations = [];
document.addEventListener('securitypolicyviolation', (event) => {
  window.violations.push(`${event.violatedDirective} ${event.blockedURI}`);
});

const EVENTS = ['readystatechange', 'loadstart', 'progress', 'abort', 'error', 'load', 'timeout', 'loadend'];

/** Logs the events of an XMLHttpRequest as listeners, capturing listeners and on... handlers see them. */
window.observe = (xhr) => {
  const log = [];
  const entry = (kind, event) => {
    // Chromium holds progress back for a while: whether it still is 3 by then is up to chance.
    const readyState = event.type === 'progress' ? undefined : event.target.readyState;
    log.push([kind, event.type, readyState, event.target.status, event.loaded, event.total]
      .filter((part) => part !== undefined).join(' '));
  };
  for (const type of EVENTS) {
    xhr.addEventListener(type, (event) => entry('capture', event), true);
    xhr.addEventListener(type, (event) => entry('listener', event));
    xhr[`on${type}`] = (event) => entry('handler', event);
    xhr.upload.addEventListener(type, (event) => entry('upload', event));
  }
  return log;
};

/** Resolves with the log once the last event has been fired. */
window.finished = (xhr, log) => new Promise((resolve) => {
  xhr.addEventListener('loadend', () => setTimeout(() => resolve(log)));
});
