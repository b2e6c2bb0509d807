// @ts-check

/**
 * What comes after the first answer that says "log in first": a look whether that is still so, the question to the user,
 * the login in a window of its own, and the end of each held request: sent again, or released with the server's answer.
 *
 * What is known of the session is in session-expiry-session.js, and what happens before it ends in
 * session-expiry-watch.js.
 */
import { createDialog } from './session-expiry-dialog.js';
import { renewRequest } from './session-expiry-csrf.js';
import { watchForms } from './session-expiry-forms.js';
import { createPassive } from './session-expiry-passive.js';
import { createRenewal } from './session-expiry-renewal.js';
import { createSession, parseUrl } from './session-expiry-session.js';
import { createClaim } from './session-expiry-tabs.js';
import { startWatch } from './session-expiry-watch.js';
import { closeLoginWindow, createLoginWindow, read, store } from './session-expiry-window.js';

/**
 * @typedef {import('./session-expiry.d.ts').SessionStatus} SessionStatus
 * @typedef {import('./session-expiry-csrf.js').Content} Content
 *
 * @typedef {'login' | 'refresh' | 'csrf'} Kind what an answer asks for: a login, one that the identity provider may do by
 *   itself, or a new CSRF token
 *
 * @typedef {object} Details what an answer tells; all of it may have come from another server, or through a proxy
 * @property {URL} [url] who has answered
 * @property {string | null} loginUrl
 * @property {string | null} refreshUrl where to get what is asked for
 * @property {string | null} reason
 *
 * @typedef {{ status?: number, kind?: Kind }} Outcome of a request that was sent again; without a status nobody answered
 *
 * @typedef {object} HeldRequest
 * @property {number} order the place of the request among all of the page
 * @property {string} method
 * @property {URL} [url]
 * @property {boolean} isReplayable
 * @property {() => void} release lets the page have the server's answer
 * @property {() => Content | undefined} content what was sent; undefined if it can't be sent again
 * @property {(content: Content) => Promise<Outcome>} replay sends it again; the page gets the answer, whatever it is
 *
 * @typedef {object} Core what session-expiry.js shares
 * @property {Set<HeldRequest>} held
 * @property {string} mode
 * @property {URL} base where the endpoints are
 * @property {DOMStringMap} dataset the attributes of the script's tag
 * @property {(attribute: string, fallback: string, allowed: string, pattern: RegExp) => string} option of the tag
 * @property {(url: URL) => boolean} isPassive whether a request is no sign of anybody being there; ours to set
 * @property {typeof fetch} fetch the browser's own
 * @property {string} loginWindow the name of the window in which the user logs in
 * @property {boolean} isLoginWindow
 *
 * @typedef {object} Login
 * @property {(request: HeldRequest, kind: Kind, details: Details) => void} onHeld
 * @property {() => void} onDropped the page has ended a held request
 * @property {() => Promise<SessionStatus>} status
 * @property {() => Promise<SessionStatus>} extend
 * @property {() => Promise<SessionStatus>} login
 * @property {(response: Response, sentinel: string) => Promise<boolean>} isSentinel whether that is the whole body
 * @property {(pattern: string) => void} passive
 * @property {(replace: (key: string, values: Record<string, unknown>) => string | undefined) => void} texts
 * @property {() => void} stop
 */

/** In session storage: when this tab has gone to the login. */
const LEFT = 'session-expiry-left';

/** When to try again to get what is needed to send requests again. */
const RETRY_DELAYS = [500, 2_000, 5_000];

/** How long a request that follows waits for a change to be answered. */
const ORDER_TIMEOUT = 10_000;

/** A task of the browser that is longer than this could be felt. */
const SLICE = 16;

/** After a login that was of no use: how long nobody is asked again. */
const PAUSE_AFTER_FAILURE = 60_000;

/** A page that needs a login so soon after it came back from one is going round in circles. */
const LOOP_TIME = 10_000;

/** How long a navigation to the login may take before the page is taken to stay. */
const LEAVE_TIMEOUT = 30_000;

/** How long the user may read that somebody else has logged in. */
const RELOAD_DELAY = 5_000;

/** @type {Record<string, number>} */
const UNITS = { s: 1_000, m: 60_000, h: 3_600_000 };

/** @type {(milliseconds: number) => Promise<void>} */
const delay = (milliseconds) => new Promise((resolve) => {
  setTimeout(resolve, milliseconds);
});

/**
 * Called once by session-expiry.js.
 *
 * @param {Core} core
 * @returns {Login}
 */
export function start(core) {
  const { held, mode, base, dataset, option, fetch, loginWindow, isLoginWindow } = core;

  /**
   * `looking` whether somebody is logged in; `asking` the user; `restoring` what was held.
   *
   * @type {'idle' | 'looking' | 'asking' | 'restoring' | 'over'}
   */
  let phase = 'idle';

  /** @type {Set<HeldRequest>} for a login; those that are held for a CSRF token don't wait for the user */
  const waiting = new Set();

  /** @type {WeakMap<HeldRequest, number>} since when requests are held, in milliseconds since the epoch */
  const heldSince = new WeakMap();

  /** @type {Details} of the first answer that asked for this login */
  let details = { loginUrl: null, refreshUrl: null, reason: null };

  /** Whether it is us who ask, and not the page. */
  let asksHere = false;

  let pausedUntil = 0;

  /** @type {Set<string>} what the user did not want to log in for, until the next input: a page that polls would nag */
  const declined = new Set();

  /** @type {Array<(session: SessionStatus) => void>} */
  let logins = [];

  /** @type {(attribute: string, fallback: string, allowed?: string, pattern?: RegExp) => number} in milliseconds */
  function duration(attribute, fallback, allowed = 'such as 90s, 15m, 1h', pattern = /^\d+[smh]$/) {
    const value = option(attribute, fallback, allowed, pattern);
    return value === 'off' ? Infinity : parseInt(value, 10) * (UNITS[value.slice(-1)] ?? 0);
  }

  const heldTooLong = duration('data-max-hold', '15m');

  // --------------------------------------------------------------------------------------------------------- events

  /** @type {(name: string, detail: object, cancelable?: boolean) => boolean} false if the page takes over */
  function emit(name, detail, cancelable = false) {
    return document.dispatchEvent(new CustomEvent(`session-expiry:${name}`, { cancelable, detail }));
  }

  /** @type {(requests: HeldRequest[], reason: string, cancelable?: boolean) => boolean} */
  function release(requests, reason, cancelable) {
    const released = requests.filter((request) => waiting.delete(request) || held.has(request));
    released.forEach((request) => held.delete(request) && request.release());
    const detail = { reason, requests: released.map(({ method, url }) => ({ method, url: url?.href ?? '' })) };
    return released.length === 0 && !cancelable || emit('released', detail, cancelable);
  }

  // -------------------------------------------------------------------------------------------------------- session

  const session = createSession({ base, dataset, fetch, isIdle: () => phase === 'idle', onLearned, onHint });

  /** @param {SessionStatus} status that is news */
  function onLearned(status) {
    if (phase === 'idle' || phase === 'asking') {
      if (session.isOther(status)) {
        onOtherUser();
        return;
      }
      status.authenticated && phase === 'asking' && !needsRenewal && restore(status);
    }
    watch?.onLearned();
  }

  /** @type {import('./session-expiry-session.js').SessionOptions['onHint']} */
  function onHint(type, since) {
    if (type === 'logged-in' || type === 'refresh-failed') {
      renewal.onEnd(type === 'logged-in', since);
    }
    if (type === 'refresh-failed') {
      return;
    }
    needsRenewal &&= type !== 'logged-in';
    if (phase === 'asking' || (phase === 'idle' && typeof session.user() === 'string')) {
      session.look(since);
    }
  }

  function onOtherUser() {
    if (phase === 'over') {
      return;
    }
    end();
    phase = 'over';
    const reload = () => location.reload();
    if (release([...held], 'user-changed', true)) {
      if (mode === 'dialog') {
        getDialog().message('user-changed', { onClose: reload });
        setTimeout(reload, RELOAD_DELAY);
      } else {
        reload();
      }
    }
  }

  // ------------------------------------------------------------------------------------------------ where to log in

  /** @returns {URL} logs the user in and comes back to this page */
  function loginUrl() {
    const { url: answered, loginUrl: value } = details;
    const url = parseUrl(value);
    if (!value || !url || !/^https?:$/.test(url.protocol)) {
      return ownLoginUrl();
    }
    if (url.origin !== location.origin) {
      // An application may name its identity provider, but spelt out: what reads like a path and leads elsewhere, as
      // //host or /\host do, was not meant to. Another server can only speak for itself.
      const spelledOut = /^https?:\/\/[^/\\]/i.test(value);
      return spelledOut && [location.origin, url.origin].includes(answered?.origin ?? '') ? url : ownLoginUrl();
    }
    if (url.searchParams.has('continue')) {
      // The server had only a Referer to go by, which lacks the fragment and, by policy, often the path.
      url.searchParams.set('continue', currentPage());
    }
    return url;
  }

  function ownLoginUrl() {
    const url = new URL('login', base);
    url.searchParams.set('continue', currentPage());
    return url;
  }

  function currentPage() {
    return location.pathname + location.search + location.hash;
  }

  // ------------------------------------------------------------------------------------------------- from start to end

  /** @type {Login['onHeld']} */
  function onHeld(request, kind, answer) {
    if (!held.has(request)) {
      return;
    }
    if (kind === 'csrf') {
      refresh(request, answer);
    } else if (kind === 'refresh') {
      renew(request, answer);
    } else if (isUnwanted(request)) {
      release([request], 'declined');
    } else {
      waiting.add(request);
      heldSince.set(request, heldSince.get(request) ?? Date.now());
      if (phase === 'idle') {
        details = answer;
        begin();
      } else {
        onChange();
      }
    }
  }

  /** @param {HeldRequest} request for which nobody is to be asked */
  function isUnwanted(request) {
    return phase === 'over' || Date.now() < pausedUntil || declined.has(nameOf(request));
  }

  /** @param {HeldRequest} request */
  function nameOf({ method, url }) {
    return `${method} ${url?.href}`;
  }

  /** @param {HeldRequest} request that changes nothing, by RFC 9110 */
  function isRead({ method }) {
    return /^(GET|HEAD)$/i.test(method);
  }

  function onDropped() {
    waiting.forEach((request) => held.has(request) || waiting.delete(request));
    onChange();
  }

  async function begin() {
    phase = 'looking';
    await session.learned();
    const seen = await session.look();
    // A look logs nobody in, but this does whom the application remembers (remember-me).
    const status = seen?.authenticated ? seen : await session.extend().catch(() => seen);
    if (phase !== 'looking') {
      return;
    }
    if (waiting.size === 0) {
      end();
    } else if (status?.authenticated) {
      restore(status);
    } else {
      askUser();
    }
  }

  /** @param {string} reason nothing is held: nobody has done anything since */
  function onExpired(reason) {
    if (phase === 'idle' && formLooks === 0 && Date.now() >= pausedUntil) {
      details = { loginUrl: null, refreshUrl: null, reason };
      askUser();
    }
  }

  function askUser() {
    phase = 'asking';
    listen();
    const requests = [...waiting];
    const detail = {
      reason: details.reason ?? 'session_expired',
      loginUrl: loginUrl().href,
      requests: requests.length,
      changes: changes(),
      release: () => cancel('released-by-page'),
    };
    const proceed = emit('expired', detail, true);
    if (proceed && phase === 'asking') {
      if (mode === 'redirect') {
        leave();
      } else if (mode === 'dialog') {
        asksHere = true;
        claim(waiting.size > 0 && !document.hidden && document.hasFocus());
      }
    }
    onChange();
  }

  function changes() {
    return [...waiting].filter((request) => request.isReplayable && !isRead(request)).length;
  }

  /** @param {string} reason */
  function cancel(reason) {
    end();
    release([...waiting], reason);
  }

  /** The user doesn't want to log in now. */
  function decline() {
    waiting.forEach((request) => isRead(request) && declined.add(nameOf(request)));
    ['pointerdown', 'keydown'].forEach((type) => window.addEventListener(type, () => declined.clear(),
      { capture: true, once: true }));
    cancel('cancelled');
  }

  function end() {
    phase = 'idle';
    asksHere = false;
    needsRenewal = false;
    clearTimeout(overdue);
    deafen();
    claiming.give();
    loginPopup.forget();
    dialog?.close();
    logins.splice(0).forEach((resolve) => resolve({ authenticated: false }));
    watch?.onIdle();
  }

  /** Somebody may have logged in. Not on the way out: a page that asks then can't go into the back/forward cache. */
  function recheck() {
    phase === 'asking' && !document.hidden && session.look();
  }

  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let rendering;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let overdue;

  function onChange() {
    if (phase === 'asking') {
      // Many requests at once are one change.
      rendering ??= setTimeout(() => {
        rendering = undefined;
        render();
      });
      clearTimeout(overdue);
      // They are in the order in which they are held.
      const first = [...waiting].find((request) => !isRead(request));
      if (first) {
        overdue = setTimeout(onOverdue, Math.min(heldTooLong - age(first), 2 ** 31 - 1));
      }
    }
  }

  function onOverdue() {
    release([...waiting].filter(isOverdue), 'held-too-long');
    onChange();
  }

  /** @param {HeldRequest} request */
  function isOverdue(request) {
    return !isRead(request) && age(request) >= heldTooLong;
  }

  /** @param {HeldRequest} request */
  function age(request) {
    return Date.now() - (heldSince.get(request) ?? Date.now());
  }

  // -------------------------------------------------------------------------------------------------------- restore

  /** @param {SessionStatus} status whose user is logged in now */
  async function restore(status) {
    phase = 'restoring';
    const since = session.knownSince();
    dialog?.close();
    claiming.give();
    const extended = status.csrf || session.isOther(status) ? status : await extendPatiently(since);
    if (extended === undefined) {
      end();
      emit('error', { reason: 'unavailable' });
      release([...waiting], 'unavailable');
    } else if (!extended.authenticated) {
      askUser();
    } else if (session.isOther(extended)) {
      onOtherUser();
    } else {
      const waited = logins.splice(0);
      end();
      phase = 'restoring';
      await replayAll(extended);
      waited.forEach((resolve) => resolve(extended));
    }
  }

  /** @param {number} since a new token is new enough, in milliseconds since the epoch */
  async function extendPatiently(since) {
    for (const wait of [0, ...RETRY_DELAYS]) {
      await delay(wait);
      try {
        return await session.extendForAll(since);
      } catch {
        // Not an answer: the network may come back.
      }
    }
    return undefined;
  }

  /** @param {SessionStatus} status */
  async function replayAll(status) {
    const requests = [...waiting].sort((a, b) => a.order - b.order);
    const [sent, kept] = [requests.filter(mayBeReplayed), requests.filter((request) => !mayBeReplayed(request))];
    release(kept, 'not-replayable');
    sent.forEach((request) => waiting.delete(request));
    declined.clear();
    session.claimFor(status);
    emit('restored', { user: status.user, requests: sent.length });

    let slice = performance.now();
    for (const request of sent) {
      if (phase !== 'restoring') {
        return;
      }
      const outcome = replay(request, status).then(onOutcome);
      // What the page has sent after a change may rely on it.
      isRead(request) || await Promise.race([outcome, delay(ORDER_TIMEOUT)]);
      if (performance.now() - slice > SLICE) {
        await delay(0);
        slice = performance.now();
      }
    }
    if (phase === 'restoring') {
      phase = 'idle';
      waiting.size > 0 ? begin() : watch?.onLearned();
    }
  }

  /** @param {Outcome} outcome of a request that was sent again */
  async function onOutcome({ status, kind }) {
    if (kind === 'login' || kind === 'refresh') {
      Date.now() < pausedUntil || fail();
    } else if (status === 409) {
      // Either a conflict in the application, or the server has seen that somebody else is logged in by now.
      const seen = await session.look();
      seen && session.isOther(seen) && onOtherUser();
    }
  }

  /** @param {HeldRequest} request */
  function mayBeReplayed(request) {
    const { isReplayable, url } = request;
    // A held log-out would log the user out right after the login.
    const logsOut = session.isLogout(url?.href);
    return isReplayable && !logsOut && !isOverdue(request) && (isRead(request) || session.user() !== undefined);
  }

  /** @type {(request: HeldRequest, status: Partial<SessionStatus>) => Promise<Outcome>} */
  async function replay(request, status) {
    const content = request.content();
    if (!content) {
      return {};
    }
    if (content.body instanceof FormData) {
      // The browser divides its parts by another boundary this time.
      content.headers.delete('Content-Type');
    }
    if (content.url.origin === location.origin) {
      status.csrf && renewRequest(content, status.csrf);
      status.user && content.headers.set('Session-Expiry-User', status.user);
      // As session-expiry.js does in the first place, where browsers don't send Sec-Fetch-*.
      window.isSecureContext || content.headers.has('X-Requested-With')
        || content.headers.set('X-Requested-With', 'XMLHttpRequest');
    }
    // The page may have given up in the meantime.
    return held.delete(request) ? request.replay(content) : {};
  }

  /** A login was of no use. To ask for another one could go on forever. */
  function fail() {
    pausedUntil = Date.now() + PAUSE_AFTER_FAILURE;
    end();
    const { href } = loginUrl();
    if (emit('error', { reason: 'login-failed', loginUrl: href }, true) && mode !== 'event') {
      getDialog().message('failed', { loginUrl: href });
    }
    release([...held], 'login-failed');
  }

  // ------------------------------------------------------------------------------------------------------ CSRF token

  /** @type {Promise<SessionStatus> | undefined} */
  let refreshing;

  /** @type {(request: HeldRequest, answer: Details) => Promise<void>} */
  async function refresh(request, answer) {
    const url = parseUrl(answer.refreshUrl);
    if (!request.isReplayable || url?.origin !== location.origin) {
      release([request], 'not-replayable');
      return;
    }
    refreshing ??= session.extend(url).finally(() => {
      refreshing = undefined;
    });
    const status = await refreshing.catch(() => undefined);
    if (!status?.csrf && status?.authenticated !== false) {
      release([request], 'unavailable');
    } else if (!status.authenticated) {
      onHeld(request, 'login', { ...answer, loginUrl: status.login_url ?? null });
    } else if (session.isOther(status)) {
      onOtherUser();
    } else {
      await replay(request, status).then(({ status }) => onOutcome({ status }));
    }
  }

  // ------------------------------------------------------------------------------------------------ OpenID Connect

  const renewal = createRenewal(base.pathname);

  /** Whether somebody is logged in, but has to confirm that with the identity provider. */
  let needsRenewal = false;

  /** @type {(request: HeldRequest, answer: Details) => Promise<void>} */
  async function renew(request, answer) {
    const url = parseUrl(answer.refreshUrl);
    if (!request.isReplayable || url?.origin !== location.origin) {
      release([request], 'not-replayable');
    } else if (isUnwanted(request)) {
      release([request], 'declined');
    } else if (!needsRenewal && await renewal.start(new URL(url), Date.now())) {
      await replay(request, {}).then(onOutcome);
    } else if (held.has(request)) {
      needsRenewal = true;
      waiting.add(request);
      heldSince.set(request, Date.now());
      if (phase === 'idle') {
        details = { ...answer, loginUrl: url.href };
        askUser();
      }
      onChange();
    }
  }

  // ----------------------------------------------------------------------------------------------------- redirect mode

  function leave() {
    if (isLoop()) {
      fail();
      return;
    }
    store(LEFT, String(Date.now()));
    location.assign(loginUrl().href);
    // A page may ask the user to stay, and the user may do so.
    const stay = () => phase === 'asking' && cancel('stayed');
    /** @type {EventTarget | undefined} */ (Reflect.get(window, 'navigation'))?.addEventListener('navigateerror', stay, { once: true });
    setTimeout(stay, LEAVE_TIMEOUT);
  }

  function isLoop() {
    const left = Number(read(LEFT));
    return left > 0 && performance.now() < LOOP_TIME && performance.timeOrigin > left
      && performance.timeOrigin - left < PAUSE_AFTER_FAILURE;
  }

  // ---------------------------------------------------------------------------------------------------- login window

  const loginPopup = createLoginWindow(loginWindow, () => {
    recheck();
    render();
  });

  /** In the call stack of a click. */
  function openWindow() {
    const url = loginUrl();
    // Without it the login ends on a page that tells the others, and closes.
    url.searchParams.delete('continue');
    loginPopup.open(url);
    claim(true);
    render();
  }

  /** This is that window, and the application has not brought the user to the page that would close it. */
  async function closeWindow() {
    // Only what was asked now: the tab that opened it knows that nobody is logged in.
    const seen = await session.status().catch(() => undefined);
    seen?.authenticated && closeLoginWindow(loginWindow);
  }

  // ------------------------------------------------------------------------------------------- while the user is asked

  /** @type {AbortController | undefined} */
  let listening;

  /** Notices whatever may mean that somebody has logged in. */
  function listen() {
    if (listening) {
      return;
    }
    listening = new AbortController();
    const { signal } = listening;
    const onLookedAt = () => {
      claim(document.hasFocus());
      recheck();
    };
    window.addEventListener('focus', onLookedAt, { signal });
    document.addEventListener('visibilitychange', onLookedAt, { signal });
    window.addEventListener('online', recheck, { signal });
    // A page that holds a lock can't go into the back/forward cache.
    window.addEventListener('pagehide', () => claiming.give(), { signal });
    window.addEventListener('pageshow', async ({ persisted }) => {
      if (persisted) {
        await session.look();
        phase === 'asking' && (mode === 'redirect' ? cancel('stayed') : claim());
      }
    }, { signal });
  }

  function deafen() {
    listening?.abort();
    listening = undefined;
  }

  // ------------------------------------------------------------------------------------------------------------ dialog

  /** @type {import('./session-expiry-dialog.js').Dialog | undefined} */
  let dialog;

  /** @type {((key: string, values: Record<string, unknown>) => string | undefined) | undefined} of the page */
  let ownTexts;

  function getDialog() {
    /** @type {Record<string, string>} */
    const attributes = {};
    for (const [name, value] of Object.entries(dataset)) {
      if (/^text[A-Z]/.test(name) && value !== undefined) {
        const key = name.slice(4).replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
        attributes[key.slice(1)] = value;
      }
    }
    dialog ??= createDialog({
      onLogin: openWindow,
      onCancel: decline,
      texts: (key, values) => ownTexts?.(key, values) ?? attributes[key],
    });
    return dialog;
  }

  function render() {
    if (phase !== 'asking' || !asksHere) {
      return;
    }
    if (claiming.isHeld()) {
      const state = { changes: changes(), reason: details.reason ?? undefined, window: loginPopup.state() };
      getDialog().ask({ ...state, loginUrl: loginUrl().href });
    } else {
      getDialog().notice();
    }
  }

  const claiming = createClaim(base.pathname, render);

  /**
   * One tab asks, the one that the user looks at: the one that has the focus takes it from any other.
   *
   * @param {boolean} [steal]
   */
  function claim(steal = false) {
    if (phase !== 'asking' || !asksHere) {
      return;
    }
    if (document.hidden && !steal) {
      claiming.give();
      render();
    } else {
      claiming.make(steal);
    }
  }

  // ------------------------------------------------------------------------------------------------------ public API

  /** @param {SessionStatus} status that the page has asked for */
  function onSession(status) {
    session.claimFor(status);
    watch?.onLearned();
    return status;
  }

  // ----------------------------------------------------------------------------------------------------------- forms

  /** How many forms wait for an answer: if nobody is logged in, it is they that ask for the login. */
  let formLooks = 0;

  /** @returns {Promise<boolean | undefined>} whether the page's user is logged in; undefined: not known, or nobody's page */
  async function isUserLoggedIn() {
    await session.learned();
    formLooks += 1;
    const seen = typeof session.user() === 'string' ? await session.look() : undefined;
    formLooks -= 1;
    return seen && seen.authenticated && !session.isOther(seen);
  }

  const stopForms = mode === 'redirect' || /^(safe|none)$/.test(dataset.replay ?? '') || isLoginWindow ? () => {} : watchForms({
    dataset,
    isOff: () => session.user() === null || phase === 'over' || Date.now() < pausedUntil,
    isLoggedIn: isUserLoggedIn,
    isLogout: session.isLogout,
    hold(request) {
      held.add(request);
      onHeld(request, 'login', { loginUrl: null, refreshUrl: null, reason: null });
    },
  });

  // ----------------------------------------------------------------------------------------------------------- watch

  const passive = createPassive(dataset);

  /** @type {import('./session-expiry-watch.js').Watch | undefined} */
  let watch;

  if (isLoginWindow) {
    closeWindow();
  } else {
    watch = startWatch({
      session,
      dataset,
      warnBefore: duration('data-warn', '2m', 'such as 90s, 2m, off', /^(\d+[smh]|off)$/),
      asksHere: mode !== 'event',
      isIdle: () => phase === 'idle',
      getDialog,
      emit,
      onExpired,
    });
    session.start();
    core.isPassive = passive.matches;
  }

  return {
    onHeld,
    onDropped,
    status: () => session.status().then(onSession),
    extend: () => session.extend().then(onSession),
    login() {
      if (phase === 'idle') {
        pausedUntil = 0;
        details = { loginUrl: null, refreshUrl: null, reason: null };
        phase = 'asking';
        asksHere = mode === 'dialog';
        listen();
      }
      const loggedIn = new Promise((/** @type {(status: SessionStatus) => void} */ resolve) => logins.push(resolve));
      openWindow();
      if (loginPopup.state() === 'blocked' && !asksHere) {
        location.assign(loginUrl().href);
      }
      return loggedIn;
    },
    isSentinel,
    passive: passive.add,
    texts(replace) {
      ownTexts = replace;
    },
    stop() {
      end();
      phase = 'over';
      stopForms();
      watch?.stop();
      session.stop();
    },
  };
}

/** @type {Login['isSentinel']} a copy of the response is read, no further than it takes to know */
async function isSentinel(response, sentinel) {
  const reader = response.clone().body?.getReader();
  const decoder = new TextDecoder();
  let text = '';
  while (reader && sentinel.startsWith(text)) {
    const { done, value } = await reader.read();
    if (done) {
      return text === sentinel;
    }
    text += decoder.decode(value, { stream: true });
  }
  reader?.cancel().catch(() => {});
  return false;
}
