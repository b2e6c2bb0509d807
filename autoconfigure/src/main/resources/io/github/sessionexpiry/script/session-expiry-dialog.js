// @ts-check

/**
 * What the user sees of session-expiry.js. It knows nothing of requests, sessions and tabs: it shows what it is told to,
 * and tells what the user wants.
 *
 * All of it lives in a shadow root, so that the page's styles and ours can't touch each other, and is made of nodes and
 * a constructed style sheet, so that it needs no permission of a Content Security Policy and no Trusted Types policy.
 */
import { lookUp, texts as allTexts } from './session-expiry-texts.js';

/**
 * @typedef {Record<string, string> | ((key: string, values: Record<string, unknown>) => string | undefined)} Texts
 *   texts that replace our own, by key; `{count}` and `{time}` in them are filled in
 *
 * @typedef {object} DialogOptions
 * @property {() => void} onLogin the user wants to log in; called in the click's own call stack, so that a window may be
 *   opened
 * @property {() => void} onCancel the user doesn't want to log in now; the dialog is closed already
 * @property {Texts} [texts] texts that replace our own
 *
 * @typedef {object} AskState
 * @property {number} changes how many held requests will change something once they are sent
 * @property {string} [reason] the reason of the login-required answer, `session_expired` by default
 * @property {'none' | 'open' | 'blocked'} [window] what has become of the login window
 * @property {string} loginUrl where to log in without it
 *
 * @typedef {object} WarnState
 * @property {() => number} left milliseconds until the session ends, each time that it is called
 * @property {boolean} [final] it can't be extended
 * @property {boolean} [failed] the server could not be reached
 * @property {() => void} onExtend the user needs more time; Escape says so as well. The dialog stays until the next call
 * @property {() => void} [onRead] the user has seen that it can't be extended
 * @property {() => void} [onLogout] the user wants to log out; without it there is no button for that
 *
 * @typedef {object} Dialog
 * @property {(state: AskState) => void} ask shows the question to log in again, or brings it up to date
 * @property {() => void} notice shows a notice that asks for no answer and takes no focus
 * @property {(kind: 'user-changed' | 'failed', options: { loginUrl?: string, onClose?: () => void }) => void} message
 *   tells that somebody else has logged in, or that logging in was of no use. `onClose` is called when the user is done
 *   with it
 * @property {(state: WarnState) => void} warn shows how much time is left
 * @property {() => void} close takes everything out of the page again; the focus returns to where it was
 */

/**
 * @typedef {object} Action a button, or with `href` a link
 * @property {string} label
 * @property {string} [href]
 * @property {boolean} [newTab]
 * @property {() => void} [onClick]
 *
 * @typedef {object} View
 * @property {'dialog' | 'alertdialog'} role
 * @property {keyof typeof icons} icon
 * @property {string} title
 * @property {string} text
 * @property {string} [status]
 * @property {() => number} [left] what is counted down, in milliseconds
 * @property {Action[]} actions the one that most people want comes first
 * @property {() => void} onDismiss
 */

const DEFAULT_REASON = 'session_expired';

/** @type {Record<string, [title: string, text: string]>} whose words are used for a reason that has none of its own */
const LIKE = {
  'session-ended-elsewhere': ['logged-out', 'session-expired'],
  'refresh-required': ['login-required', 'login-required'],
};

const OPEN_POPOVER = ':popover-open';

const SVG = 'http://www.w3.org/2000/svg';

/** Paths in a square of 24 by 24. */
const icons = {
  lock: ['M8 11V8a4 4 0 0 1 8 0v3', 'M7 11h10a1 1 0 0 1 1 1v6a1 1 0 0 1-1 1H7a1 1 0 0 1-1-1v-6a1 1 0 0 1 1-1z'],
  clock: ['M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16z', 'M12 8v4.2l2.6 1.6'],
  person: ['M12 5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7z', 'M5.5 19.5c.8-3 3.4-4.5 6.5-4.5s5.7 1.5 6.5 4.5'],
  attention: ['M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16z', 'M12 8v4.5', 'M12 15.8v.1'],
};

// Without `light-dark()` and `backdrop-filter` all is light, and the page is covered rather than blurred.
const styles = new CSSStyleSheet();
styles.replaceSync(`
  :host {
    all: initial !important;
    display: contents !important;
  }
  dialog, .notice {
    --accent: var(--session-expiry-accent-color, #1d5bbf);
    --on-accent: var(--session-expiry-on-accent-color, #fff);
    --surface: var(--session-expiry-background-color, #fff);
    --text: var(--session-expiry-color, #1b2027);
    --muted: var(--session-expiry-muted-color, #545d69);
    --line: var(--session-expiry-border-color, #868f9b);
    --hairline: rgb(16 24 40 / .1);
    --tint: color-mix(in srgb, var(--accent) 9%, var(--surface));
  }
  @supports (color: light-dark(#000, #fff)) {
    dialog, .notice {
      --accent: var(--session-expiry-accent-color, light-dark(#1d5bbf, #8fb8ff));
      --on-accent: var(--session-expiry-on-accent-color, light-dark(#fff, #0b1930));
      --surface: var(--session-expiry-background-color, light-dark(#fff, #1e2228));
      --text: var(--session-expiry-color, light-dark(#1b2027, #f1f3f6));
      --muted: var(--session-expiry-muted-color, light-dark(#545d69, #b4bcc7));
      --line: var(--session-expiry-border-color, light-dark(#868f9b, #78818d));
      --hairline: light-dark(rgb(16 24 40 / .1), rgb(255 255 255 / .14));
    }
  }
  dialog, .notice {
    box-sizing: border-box;
    color-scheme: var(--session-expiry-color-scheme, var(--page-color-scheme));
    border: 1px solid var(--hairline);
    background: var(--surface);
    color: var(--text);
    font: 400 medium/1.55 var(--session-expiry-font-family, system-ui, sans-serif);
    overflow-wrap: anywhere;
    text-align: start;
    -webkit-text-size-adjust: 100%;
    text-size-adjust: 100%;
  }
  dialog {
    inline-size: min(30em, 100vw - 2em);
    max-inline-size: none;
    max-block-size: calc(100vh - 2em);
    max-block-size: calc(100dvh - 2em);
    margin: auto;
    padding: 0;
    border-radius: var(--session-expiry-border-radius, 1em);
    box-shadow: 0 1px 2px rgb(0 0 0 / .08), 0 1.5em 4em -1em rgb(0 0 0 / .35);
    overflow: auto;
    overscroll-behavior: contain;
  }
  dialog::backdrop {
    background: rgb(22 27 34 / .94);
  }
  @supports (backdrop-filter: blur(1px)) or (-webkit-backdrop-filter: blur(1px)) {
    dialog::backdrop {
      background: var(--session-expiry-backdrop-color, rgb(22 27 34 / .42));
      -webkit-backdrop-filter: blur(10px);
      backdrop-filter: blur(10px);
    }
  }
  .panel {
    padding: 2em;
    outline: none;
  }
  svg {
    display: block;
    inline-size: 1.5em;
    block-size: 1.5em;
    padding: .625em;
    margin-block-end: 1.25em;
    border-radius: 50%;
    background: var(--tint);
    color: var(--accent);
    fill: none;
    stroke: currentColor;
    stroke-width: 1.6;
    stroke-linecap: round;
    stroke-linejoin: round;
  }
  h2 {
    margin: 0;
    font-size: 1.375em;
    font-weight: 650;
    line-height: 1.25;
    letter-spacing: -.011em;
    text-wrap: balance;
  }
  :lang(ar) h2, :lang(he) h2, :lang(ja) h2, :lang(zh) h2 {
    letter-spacing: normal;
  }
  p {
    margin: .625em 0 0;
  }
  .text {
    color: var(--muted);
    text-wrap: pretty;
  }
  .status:not(:empty) {
    margin-block-start: 1.25em;
    padding: .75em 1em;
    border: 1px solid transparent;
    border-radius: .625em;
    background: var(--tint);
    font-weight: 500;
    font-variant-numeric: tabular-nums;
  }
  .countdown {
    margin-block-start: .5em;
    font-size: 2.75em;
    font-weight: 400;
    line-height: 1.2;
    letter-spacing: -.02em;
    font-variant-numeric: tabular-nums;
  }
  .countdown:empty {
    display: none;
  }
  .announcement {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    margin: 0;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  .actions {
    display: flex;
    flex-wrap: wrap;
    gap: .75em;
    margin-block-start: 1.75em;
  }
  button, a {
    box-sizing: border-box;
    display: inline-flex;
    align-items: center;
    justify-content: center;
    min-block-size: 44px;
    min-inline-size: 44px;
    margin: 0;
    padding: .5em 1.25em;
    border: 1px solid var(--line);
    border-radius: calc(var(--session-expiry-border-radius, 1em) * .625);
    background: transparent;
    color: var(--text);
    font: inherit;
    font-weight: 600;
    line-height: 1.3;
    letter-spacing: inherit;
    text-align: center;
    text-decoration: none;
    cursor: pointer;
    touch-action: manipulation;
  }
  .actions > :first-child {
    border-color: transparent;
    background: var(--accent);
    color: var(--on-accent);
  }
  button:hover, a:hover {
    background: color-mix(in srgb, var(--text) 7%, transparent);
  }
  .actions > :first-child:hover {
    background: color-mix(in srgb, var(--accent) 88%, var(--text));
  }
  :focus-visible:not(.panel) {
    outline: 2px solid var(--accent);
    outline-offset: 3px;
  }
  .notice {
    position: fixed;
    inset: auto 1em 1em;
    z-index: 2147483647;
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: .75em 1.25em;
    inline-size: fit-content;
    max-inline-size: min(44em, 100vw - 2em);
    margin: 0 auto;
    padding-block: .875em;
    padding-inline: 1.25em .875em;
    border-radius: var(--session-expiry-border-radius, 1em);
    box-shadow: 0 1px 2px rgb(0 0 0 / .08), 0 .75em 2.5em -.5em rgb(0 0 0 / .3);
  }
  .notice:has(p:empty) {
    opacity: 0;
  }
  .notice p {
    flex: 1 1 16em;
    margin: 0;
  }
  @media (max-width: 30em) {
    .panel {
      padding: 1.5em 1.25em 1.25em;
    }
    .actions > *, .notice button {
      flex: 1 1 100%;
    }
    dialog, .notice {
      hyphens: auto;
    }
    .notice {
      padding-inline: 1.25em;
    }
  }
  @media (max-height: 30em) {
    svg {
      display: none;
    }
  }
  @media (prefers-reduced-motion: no-preference) {
    dialog, dialog::backdrop, .notice {
      animation: appear .18s ease-out;
    }
    dialog, .notice {
      animation-name: rise;
    }
    @keyframes appear {
      from { opacity: 0; }
    }
    @keyframes rise {
      from { opacity: 0; transform: translateY(.5em); }
    }
  }
  @media (prefers-reduced-transparency: reduce) {
    dialog::backdrop {
      background: rgb(22 27 34 / .94);
    }
  }
  @media (forced-colors: active) {
    .actions > :first-child:is(*, :hover) {
      forced-color-adjust: none;
      background: Highlight;
      color: HighlightText;
    }
    .status:not(:empty) {
      border-color: currentColor;
    }
    svg {
      forced-color-adjust: none;
      border: 1px solid CanvasText;
      background: Canvas;
      color: CanvasText;
    }
  }
  @media print {
    :host {
      display: none !important;
    }
  }
`);

/** A page's shortcuts, and what it does on a click outside of something, are not meant for what happens in here. */
const KEPT_FROM_THE_PAGE = ['keydown', 'keypress', 'keyup', 'pointerdown', 'pointerup', 'mousedown', 'mouseup', 'click',
  'touchstart', 'touchend', 'focusin', 'focusout'];

/** Seconds before the end at which screen readers are told, besides each whole minute, how much time is left. */
const ANNOUNCED = [10, 30];

/** So much too early a timer may fire, in milliseconds, without a second one that makes up for it. */
const EARLY = 50;

/** What a screen reader needs to notice a new live region, before something is said in it; in milliseconds. */
const LIVE_REGION_DELAY = 100;

/**
 * Creates a dialog. It puts nothing into the page until it has something to show.
 *
 * @param {DialogOptions} options
 * @returns {Dialog}
 */
export function createDialog({ onLogin, onCancel, texts }) {
  /** @type {HTMLElement | undefined} in the page as long as there is something to see */
  let host;
  /** @type {ReturnType<typeof createModal> | undefined} */
  let modal;
  /** @type {View | undefined} what the modal dialog shows */
  let view;
  /** @type {HTMLElement[]} popovers of the page that the modal dialog has hidden */
  const hiddenPopovers = [];
  /** @type {HTMLElement | undefined} */
  let quietNotice;
  let stopCountdown = () => {};

  // ---------------------------------------------------------------------------------------------------------- texts

  /** Each time anew: a page may change its language without being loaded again. */
  function spoken() {
    return lookUp(document.documentElement.lang);
  }

  /** @type {(key: string, values?: Record<string, unknown>) => string | undefined} */
  function replacement(key, values = {}) {
    try {
      const value = typeof texts === 'function' ? texts(key, values) : texts?.[key];
      return typeof value === 'string' ? value : undefined;
    } catch (error) {
      console.warn(`session-expiry: the function for texts has failed for "${key}"`, error);
      return undefined;
    }
  }

  /** @type {(key: string, values?: Record<string, unknown>, fallbackKey?: string) => string} */
  function text(key, values, fallbackKey = key) {
    const own = allTexts[spoken().language] ?? {};
    const found = replacement(key, values) ?? own[key] ?? replacement(fallbackKey, values) ?? own[fallbackKey] ?? '';
    return found.replace(/\{(\w+)\}/g, (placeholder, name) => String(values?.[name] ?? placeholder));
  }

  /** @param {number} count */
  function changesText(count) {
    const { locale } = spoken();
    const key = `changes-${new Intl.PluralRules(locale).select(count)}`;
    return text(key, { count: new Intl.NumberFormat(locale).format(count) }, 'changes-other');
  }

  /** @param {number} seconds */
  function timeLeftText(seconds) {
    const { locale } = spoken();
    /** @type {(value: number, unit: string) => string} */
    const format = (value, unit) => new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'long' })
      .format(value);
    const minutes = Math.floor(seconds / 60);
    const parts = [
      ...(minutes > 0 ? [format(minutes, 'minute')] : []),
      ...(minutes === 0 || seconds % 60 > 0 ? [format(seconds % 60, 'second')] : []),
    ];
    return text('time-left', { time: new Intl.ListFormat(locale, { type: 'unit' }).format(parts) });
  }

  /** @param {number} seconds */
  function clockText(seconds) {
    const { locale } = spoken();
    const twoDigits = new Intl.NumberFormat(locale, { minimumIntegerDigits: 2 });
    return `${new Intl.NumberFormat(locale).format(Math.floor(seconds / 60))}:${twoDigits.format(seconds % 60)}`;
  }

  // ------------------------------------------------------------------------------------------------------- elements

  /** @returns {ShadowRoot} in the page. In <html>, because some frameworks replace the <body> */
  function attachedRoot() {
    if (!host) {
      host = document.createElement('session-expiry');
      const root = host.attachShadow({ mode: 'open' });
      root.adoptedStyleSheets = [styles];
      KEPT_FROM_THE_PAGE.forEach((type) => root.addEventListener(type, (event) => event.stopPropagation()));
      // A page that says that it is light, or dark, is so whatever the user's system prefers.
      const { colorScheme } = getComputedStyle(document.documentElement);
      host.style.setProperty('--page-color-scheme', colorScheme === 'normal' ? 'light dark' : colorScheme);
    }
    if (!host.isConnected) {
      document.documentElement.append(host);
    }
    return /** @type {ShadowRoot} */ (host.shadowRoot);
  }

  /**
   * @template {keyof HTMLElementTagNameMap} K
   * @param {K} name
   * @param {Record<string, string>} attributes
   * @param {...Node} children
   */
  function element(name, attributes, ...children) {
    const created = document.createElement(name);
    Object.entries(attributes).forEach(([attribute, value]) => created.setAttribute(attribute, value));
    created.append(...children);
    return created;
  }

  function createModal() {
    const icon = document.createElementNS(SVG, 'svg');
    icon.setAttribute('viewBox', '0 0 24 24');
    icon.setAttribute('aria-hidden', 'true');
    const title = element('h2', { id: 'title' });
    const body = element('p', { id: 'text', class: 'text', role: 'status' });
    const status = element('p', { id: 'status', class: 'status', role: 'status' });
    const countdown = element('p', { class: 'countdown', role: 'timer' });
    const announcement = element('p', { id: 'announcement', class: 'announcement', role: 'status' });
    const actions = element('div', { class: 'actions' });
    // It gets the focus, not the first button: somebody who is typing would press that with the next space.
    const panel = element('div', { class: 'panel', tabindex: '-1', autofocus: '' },
      icon, title, body, status, countdown, announcement, actions);
    const dialog = element('dialog', { 'aria-labelledby': title.id,
      'aria-describedby': `${body.id} ${status.id} ${announcement.id}` }, panel);
    attachedRoot().append(dialog);

    const dismiss = () => modal?.dialog === dialog && view?.onDismiss();
    // The key as well: without a click in between, a second Escape is not to be cancelled (HTML, "close watchers"), and
    // takes a modal dialog of the page along.
    dialog.addEventListener('keydown', (event) => {
      if (event.key === 'Escape' && !event.isComposing) {
        event.preventDefault();
        dismiss();
      }
    });
    dialog.addEventListener('cancel', (event) => {
      event.preventDefault();
      dismiss();
    });
    dialog.addEventListener('close', dismiss);
    return { dialog, panel, icon, title, body, status, countdown, announcement, actions };
  }

  /** @type {(icon: Element, name: keyof typeof icons) => void} */
  function draw(icon, name) {
    icon.replaceChildren(...icons[name].map((d) => {
      const path = document.createElementNS(SVG, 'path');
      path.setAttribute('d', d);
      return path;
    }));
  }

  /** @type {(action: Action, index: number) => HTMLElement} */
  function actionElement({ label, href, newTab }, index) {
    if (href !== undefined) {
      const link = element('a', newTab ? { href, target: '_blank' } : { href });
      link.textContent = label;
      return link;
    }
    const button = element('button', { type: 'button' });
    button.textContent = label;
    button.addEventListener('click', () => view?.actions[index]?.onClick?.());
    return button;
  }

  /** @param {HTMLElement} surface */
  function setLanguage(surface) {
    const { locale, direction } = spoken();
    surface.lang = locale;
    surface.dir = direction;
  }

  /** @type {(live: Element, value: string) => void} a live region speaks up when it is set, even to what it was */
  function setText(live, value) {
    if (live.textContent !== value) {
      live.textContent = value;
    }
  }

  // ------------------------------------------------------------------------------------------------------- surfaces

  /** @param {View} next */
  function show(next) {
    stopCountdown();
    removeNotice();
    modal ??= createModal();
    const { dialog, panel, icon, title, body, status, countdown, announcement, actions } = modal;
    const root = attachedRoot();
    const before = view;
    view = next;
    setLanguage(dialog);
    dialog.setAttribute('role', next.role);
    if (before?.icon !== next.icon) {
      draw(icon, next.icon);
    }
    setText(title, next.title);
    setText(body, next.text);
    setText(status, next.status ?? '');
    setText(countdown, '');
    setText(announcement, '');
    stopCountdown = countDown(next.left);
    // What stays the same stays in place: a button that is replaced while it is pressed is never clicked.
    if (!before || !looksLike(before.actions, next.actions)) {
      const focused = [...actions.children].findIndex((action) => action === root.activeElement);
      const elements = next.actions.map(actionElement);
      actions.replaceChildren(...elements);
      if (focused >= 0) {
        (before?.title === next.title ? elements[focused] ?? elements[0] ?? panel : panel).focus();
      }
    }
    showModal(dialog);
  }

  /** @type {(some: Action[], others: Action[]) => boolean} */
  function looksLike(some, others) {
    return some.length === others.length
      && some.every(({ label, href }, i) => label === others[i]?.label && href === others[i]?.href);
  }

  /**
   * Shows the time that is left, each second while somebody can see it, and tells it to screen readers a few times.
   *
   * @param {() => number} [left] in milliseconds; without it there is nothing to count
   * @returns {() => void} stops it
   */
  function countDown(left) {
    if (left === undefined) {
      return () => {};
    }
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    let timer;
    let announced = NaN;
    const tick = () => {
      clearTimeout(timer);
      if (!modal) {
        return;
      }
      const time = left();
      const seconds = Math.max(0, Math.ceil((time - EARLY) / 1000));
      setText(modal.countdown, clockText(seconds));
      const step = ANNOUNCED.find((second) => seconds <= second) ?? Math.ceil(seconds / 60) * 60;
      if (step !== announced) {
        announced = step;
        setText(modal.announcement, timeLeftText(seconds));
      }
      if (seconds > 0 && !document.hidden) {
        timer = setTimeout(tick, time - (seconds - 1) * 1000);
      }
    };
    document.addEventListener('visibilitychange', tick);
    tick();
    return () => {
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', tick);
    };
  }

  /** @param {HTMLDialogElement} dialog */
  function showModal(dialog) {
    // Taken out of the page and put back, a dialog is still open, but no longer modal.
    if (dialog.open && !dialog.matches(':modal')) {
      dialog.open = false;
    }
    if (!dialog.open) {
      const popovers = openPopovers();
      dialog.showModal();
      hiddenPopovers.push(...popovers.filter((popover) => !popover.matches(OPEN_POPOVER)));
    }
  }

  /** @returns {HTMLElement[]} those of the page; a modal dialog hides the ones that a click elsewhere would */
  function openPopovers() {
    return CSS.supports(`selector(${OPEN_POPOVER})`) ? [...document.querySelectorAll(OPEN_POPOVER)]
      .filter((popover) => popover instanceof HTMLElement) : [];
  }

  /** @param {HTMLElement} popover */
  function showAgain(popover) {
    try {
      popover.showPopover();
    } catch {
      // The page has shown or removed it itself meanwhile
    }
  }

  function removeNotice() {
    quietNotice?.remove();
    quietNotice = undefined;
  }

  /** Closes the dialog and tells why; in this order, so that the page has its focus back by then. */
  function closeAnd(/** @type {(() => void) | undefined} */ tell) {
    return () => {
      close();
      tell?.();
    };
  }

  // ----------------------------------------------------------------------------------------------------- public API

  /** @param {AskState} state */
  function ask({ changes, reason = DEFAULT_REASON, window = 'none', loginUrl }) {
    const name = reason.replaceAll('_', '-');
    const [titleLike, textLike] = LIKE[name] ?? ['session-expired', 'session-expired'];
    const cancel = { label: text('cancel'), onClick: closeAnd(onCancel) };
    /** @type {Action[]} */
    const actions = window === 'blocked'
      ? [{ label: text('open-tab'), href: loginUrl, newTab: true }, { label: text('use-this-tab'), href: loginUrl }]
      : [{ label: text(window === 'open' ? 'show-window' : 'log-in'), onClick: onLogin }];
    show({
      role: 'dialog',
      icon: 'lock',
      title: text(`${name}-title`, {}, `${titleLike}-title`),
      text: window === 'none' ? text(`${name}-text`, {}, `${textLike}-text`) : text(`window-${window}-text`),
      status: changes > 0 ? changesText(changes) : '',
      actions: [...actions, cancel],
      onDismiss: cancel.onClick,
    });
  }

  function notice() {
    if (quietNotice?.isConnected) {
      return;
    }
    close();
    const message = element('p', { role: 'status' });
    const button = element('button', { type: 'button' });
    button.textContent = text('log-in-here');
    button.addEventListener('click', () => onLogin());
    quietNotice = element('div', { class: 'notice', popover: 'manual' }, message, button);
    setLanguage(quietNotice);
    attachedRoot().append(quietNotice);
    // In the top layer, above whatever the page has there; browsers without popovers show it above all the rest.
    quietNotice.showPopover?.();
    setTimeout(() => setText(message, text('notice-text')), LIVE_REGION_DELAY);
  }

  /** @type {Dialog['message']} */
  function message(kind, { loginUrl = '', onClose }) {
    const done = closeAnd(onClose);
    /** @type {Action[]} */
    const actions = kind === 'user-changed'
      ? [{ label: text('reload'), onClick: done }]
      : [{ label: text('go-to-login'), href: loginUrl }, { label: text('stay'), onClick: done }];
    const name = kind === 'user-changed' ? kind : 'login-failed';
    show({
      role: 'alertdialog',
      icon: kind === 'user-changed' ? 'person' : 'attention',
      title: text(`${name}-title`),
      text: text(`${name}-text`),
      actions,
      onDismiss: done,
    });
  }

  /** @param {WarnState} state */
  function warn({ left, final = false, failed = false, onExtend, onRead = () => {}, onLogout }) {
    const first = final ? { label: text('stay'), onClick: onRead } : { label: text('stay-signed-in'), onClick: onExtend };
    show({
      role: 'alertdialog',
      icon: 'clock',
      title: text('warning-title'),
      text: text(final ? 'warning-final-text' : 'warning-text'),
      status: failed ? text('extend-failed') : '',
      left,
      actions: [first, ...(onLogout ? [{ label: text('log-out'), onClick: onLogout }] : [])],
      onDismiss: first.onClick,
    });
  }

  function close() {
    const dialog = modal?.dialog;
    stopCountdown();
    removeNotice();
    modal = undefined;
    view = undefined;
    // Ahead of close(), which puts the focus back, maybe into one of them
    hiddenPopovers.splice(0).forEach(showAgain);
    dialog?.close();
    host?.remove();
    host = undefined;
  }

  return { ask, notice, message, warn, close };
}
