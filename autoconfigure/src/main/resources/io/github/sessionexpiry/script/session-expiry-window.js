// @ts-check

/**
 * The small window in which the user logs in while the page stays as it is.
 *
 * @typedef {'none' | 'open' | 'blocked'} WindowState
 *
 * @typedef {object} LoginWindow
 * @property {(url: URL) => void} open to be called in the call stack of a click
 * @property {() => WindowState} state
 * @property {() => void} forget leaves it to the user
 */

const [WIDTH, HEIGHT] = [480, 640];

/** How often to look whether the user has closed it, in milliseconds: there is no event for that. */
const CLOSED_INTERVAL = 1_000;

/**
 * @param {string} name of the window
 * @param {() => void} onClosed by the user, or by the end of the login
 * @returns {LoginWindow}
 */
export function createLoginWindow(name, onClosed) {
  /** @type {WindowProxy | null} */
  let opened = null;
  /** @type {WindowState} */
  let state = 'none';
  /** @type {ReturnType<typeof setInterval> | undefined} */
  let closing;

  function forget() {
    clearInterval(closing);
    opened = null;
    state = 'none';
  }

  return {
    open(url) {
      if (opened && !opened.closed) {
        opened.focus();
        return;
      }
      const left = Math.round(window.screenX + (window.outerWidth - WIDTH) / 2);
      const top = Math.round(window.screenY + (window.outerHeight - HEIGHT) / 2);
      // The new window gets a copy, which outlives a visit to other origins, as its name does not always.
      store(name, '1');
      opened = window.open(url.href, name, `popup,width=${WIDTH},height=${HEIGHT},left=${left},top=${top}`);
      store(name);
      state = opened ? 'open' : 'blocked';
      clearInterval(closing);
      closing = opened ? setInterval(() => {
        if (opened?.closed) {
          forget();
          onClosed();
        }
      }, CLOSED_INTERVAL) : undefined;
    },
    state: () => state,
    forget,
  };
}

/** This window is one: closes it. @param {string} name */
export function closeLoginWindow(name) {
  store(name);
  window.name = '';
  window.close();
}

/** @type {(key: string, value?: string) => void} in session storage, which may be forbidden */
export function store(key, value) {
  try {
    value === undefined ? sessionStorage.removeItem(key) : sessionStorage.setItem(key, value);
  } catch {
    // Then it is forgotten.
  }
}

/** @param {string} key */
export function read(key) {
  try {
    return sessionStorage.getItem(key);
  } catch {
    return null;
  }
}
