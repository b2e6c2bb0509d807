// @ts-check

/**
 * Forms that the browser itself submits. What is typed into one would go with the page when the answer is a login, so
 * before it leaves there is a look whether somebody is still logged in; if not, it waits with the page, and is submitted
 * after the login, with the new token in its hidden field.
 *
 * @typedef {import('./session-expiry-login.js').HeldRequest} HeldRequest
 *
 * @typedef {object} Forms
 * @property {DOMStringMap} dataset the attributes of the script's tag
 * @property {(url: string) => boolean} isLogout
 * @property {() => boolean} isOff whether a form has no user to wait for
 * @property {() => Promise<boolean | undefined>} isLoggedIn the page's own user; undefined if the server does not say
 * @property {(request: HeldRequest) => void} hold
 */

/** How long a user who has pressed "Send" waits for us. After that the form goes as it would without this script. */
const LOOK_TIMEOUT = 3_000;

/**
 * Watches the forms of the page.
 *
 * @param {Forms} forms
 * @returns {() => void} stops that
 */
export function watchForms({ dataset, isLogout, isOff, isLoggedIn, hold }) {
  const listening = new AbortController();
  const { signal } = listening;

  /** @type {HTMLFormElement | undefined} that is on its way: its `submit` event has been seen by the page already */
  let leaving;

  /** @type {WeakSet<HTMLFormElement>} */
  const waiting = new WeakSet();

  window.addEventListener('submit', (event) => {
    event.target === leaving && event.stopImmediatePropagation();
  }, { capture: true, signal });

  // The last listener at the window: libraries listen there, too (Turbo), to send the form by a script instead.
  document.addEventListener('submit', () => {
    window.removeEventListener('submit', onSubmit);
    window.addEventListener('submit', onSubmit, { signal });
  }, { capture: true, signal });

  /** @param {SubmitEvent} event that the page's own listeners have had, and may have prevented */
  function onSubmit(event) {
    const { target: form, submitter } = event;
    if (event.isTrusted && form instanceof HTMLFormElement && concerns(form, submitter) && !event.defaultPrevented) {
      event.preventDefault();
      waiting.has(form) || look(form, submitter);
    }
  }

  /** @type {(form: HTMLFormElement, submitter: HTMLElement | null) => boolean} */
  function concerns(form, submitter) {
    const url = action(form, submitter);
    return attribute(form, submitter, 'method').toLowerCase() === 'post' && !isOff()
      && url?.origin === location.origin && !isLogout(url.href)
      && (form.dataset.forms ?? dataset.forms) !== 'off';
  }

  /** @type {(form: HTMLFormElement, submitter: HTMLElement | null) => Promise<void>} */
  async function look(form, submitter) {
    waiting.add(form);
    const submit = submitAs(form, submitter);
    const timeout = new Promise((/** @type {(value?: undefined) => void} */ resolve) => {
      setTimeout(resolve, LOOK_TIMEOUT);
    });
    const isAlive = await Promise.race([isLoggedIn(), timeout]);
    if (isAlive !== false || signal.aborted) {
      submit();
      return;
    }
    hold({
      // Leaving the page ends all other requests: it is the last.
      order: Infinity,
      method: 'POST',
      url: action(form, submitter),
      isReplayable: true,
      // The user does not want to log in now: the form stays as it is, to be sent another time.
      release: () => waiting.delete(form),
      content: () => ({ url: new URL(location.href), headers: new Headers(), body: null }),
      replay: async () => {
        submit();
        return {};
      },
    });
  }

  /** @type {(form: HTMLFormElement, submitter: HTMLElement | null) => () => void} */
  function submitAs(form, submitter) {
    // Not form.elements and form.requestSubmit: these could be fields. A button that is an image is not among the elements.
    /** @type {Element[]} */
    const elements = [...Reflect.get(HTMLFormElement.prototype, 'elements', form), ...(submitter ? [submitter] : [])];
    const enabled = elements.filter((element) => !element.matches(':disabled'));
    return () => {
      waiting.delete(form);
      // A page may disable fields and buttons against a second click. When it does, the browser has taken their values.
      const disabled = enabled.filter((element) => element.hasAttribute('disabled'));
      disabled.forEach((element) => element.removeAttribute('disabled'));
      leaving = form;
      try {
        const isOwn = submitter !== null && Reflect.get(submitter, 'form') === form;
        HTMLFormElement.prototype.requestSubmit.call(form, isOwn ? submitter : null);
      } finally {
        leaving = undefined;
        disabled.forEach((element) => element.setAttribute('disabled', ''));
      }
    };
  }

  return () => listening.abort();
}

/** @type {(form: HTMLFormElement, submitter: HTMLElement | null, name: string) => string} */
function attribute(form, submitter, name) {
  return submitter?.getAttribute(`form${name}`) ?? form.getAttribute(name) ?? '';
}

/** @type {(form: HTMLFormElement, submitter: HTMLElement | null) => URL | undefined} */
function action(form, submitter) {
  try {
    return new URL(attribute(form, submitter, 'action') || location.href, document.baseURI);
  } catch {
    return undefined;
  }
}
