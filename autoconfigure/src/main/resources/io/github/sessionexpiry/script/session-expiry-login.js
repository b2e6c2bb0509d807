// @ts-check

/**
 * What comes after the first answer that says "log in first": a look whether that is still so, the question to the user,
 * the login in a window of its own, and the end of each held request: sent again, or released with the server's answer.
 *
 * It does nothing by itself but to learn who the page's user is, and to close the window that it has opened.
 */
import { createDialog } from './session-expiry-dialog.js';
import { renewPage, renewRequest } from './session-expiry-csrf.js';
import { watchForms } from './session-expiry-forms.js';

/**
 * @typedef {import('./session-expiry.d.ts').SessionStatus} SessionStatus
 * @typedef {import('./session-expiry-csrf.js').Content} Content
 *
 * @typedef {'login' | 'csrf'} Kind what an answer asks for: a login, or a new CSRF token
 *
 * @typedef {object} Details what an answer tells; all of it may have come from another server, or through a proxy
 * @property {URL} [url] who has answered
 * @property {string | null} loginUrl
 * @property {string | null} refreshUrl where to get a new CSRF token
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
 * @property {string} maxHold how long a request that changes something may be held
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
 * @property {() => void} stop
 */

/** Name of the BroadcastChannel, of the lock that the tab holds which asks, and of what is stored to tell other tabs. */
const NAME = 'session-expiry';

/** In session storage: when this tab has gone to the login. */
const LEFT = 'session-expiry-left';

/** How long an endpoint may take. */
const REQUEST_TIMEOUT = 15_000;

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
export function start({ held, mode, base, dataset, maxHold, fetch, loginWindow, isLoginWindow }) {
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

  const heldTooLong = parseInt(maxHold, 10) * (UNITS[maxHold.slice(-1)] ?? 0);

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

  // ------------------------------------------------------------------------------------------------------ endpoints

  /** @type {(url: URL, method: string) => Promise<SessionStatus>} rejects if the server does not say how things are */
  async function ask(url, method) {
    const response = await fetch(url.href, {
      method,
      cache: 'no-store',
      headers: { 'Accept': 'application/json', 'X-Requested-With': 'XMLHttpRequest' },
      signal: AbortSignal.timeout(REQUEST_TIMEOUT),
    });
    const answer = await response.json();
    if (response.ok && typeof answer.authenticated === 'boolean') {
      return answer;
    }
    if (response.status < 500 && typeof answer.login_url === 'string') {
      return { authenticated: false, login_url: answer.login_url };
    }
    throw new Error(`${method} ${url.href} was answered with ${response.status}`);
  }

  const getStatus = () => ask(new URL('status', base), 'GET');

  /** @param {URL} [url] */
  async function postExtend(url = new URL('extend', base)) {
    const session = await ask(url, 'POST');
    session.csrf && !isOtherUser(session) && renewPage(session.csrf);
    return session;
  }

  /** @returns {Promise<SessionStatus | undefined>} undefined: not known. An error is not the end of a session */
  function look() {
    return getStatus().catch(() => undefined);
  }

  // ----------------------------------------------------------------------------------------------------------- user

  /** @type {string | null | undefined} whose page this is; null: nobody's, undefined: not known */
  let user = dataset.user === undefined ? undefined : dataset.user || null;

  /** The answer to come, if it has been asked for. */
  let learning = Promise.resolve();

  function onVisible() {
    learning = learnUser();
  }

  async function learnUser() {
    if (user === undefined && phase === 'idle' && !document.hidden) {
      const session = await look();
      if (session && user === undefined) {
        user = session.user ?? null;
      }
    }
  }

  /** @param {SessionStatus} session */
  function isOtherUser(session) {
    return typeof user === 'string' && session.authenticated && session.user !== user;
  }

  function onOtherUser() {
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

  /** @type {(value: string | null) => URL | undefined} */
  function parseUrl(value) {
    try {
      return new URL(value ?? '', document.baseURI);
    } catch {
      return undefined;
    }
  }

  // ------------------------------------------------------------------------------------------------- from start to end

  /** @type {Login['onHeld']} */
  function onHeld(request, kind, answer) {
    if (!held.has(request)) {
      return;
    }
    if (kind === 'csrf') {
      refresh(request, answer);
    } else if (phase === 'over' || Date.now() < pausedUntil || declined.has(nameOf(request))) {
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
    await learning;
    const seen = await look();
    // A look logs nobody in, but this does whom the application remembers (remember-me).
    const session = seen?.authenticated ? seen : await postExtend().catch(() => seen);
    if (phase !== 'looking') {
      return;
    }
    if (waiting.size === 0) {
      end();
    } else if (session?.authenticated) {
      restore(session);
    } else {
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
        claim();
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
    clearTimeout(overdue);
    deafen();
    yieldClaim();
    forgetWindow();
    dialog?.close();
    logins.splice(0).forEach((resolve) => resolve({ authenticated: false }));
  }

  /** Somebody has logged in, or has been all the time. */
  async function recheck() {
    if (phase === 'asking') {
      const session = await look();
      if (session?.authenticated && phase === 'asking') {
        restore(session);
      }
    }
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

  /** @param {SessionStatus} session whose user is logged in now */
  async function restore(session) {
    phase = 'restoring';
    dialog?.close();
    yieldClaim();
    const extended = session.csrf || isOtherUser(session) ? session : await extendPatiently();
    if (extended === undefined) {
      end();
      emit('error', { reason: 'unavailable' });
      release([...waiting], 'unavailable');
    } else if (!extended.authenticated) {
      askUser();
    } else if (isOtherUser(extended)) {
      onOtherUser();
    } else {
      const waited = logins.splice(0);
      end();
      phase = 'restoring';
      await replayAll(extended);
      waited.forEach((resolve) => resolve(extended));
    }
  }

  async function extendPatiently() {
    for (const wait of [0, ...RETRY_DELAYS]) {
      await delay(wait);
      try {
        return await postExtend();
      } catch {
        // Not an answer: the network may come back.
      }
    }
    return undefined;
  }

  /** @param {SessionStatus} session */
  async function replayAll(session) {
    const requests = [...waiting].sort((a, b) => a.order - b.order);
    const [sent, kept] = [requests.filter(mayBeReplayed), requests.filter((request) => !mayBeReplayed(request))];
    release(kept, 'not-replayable');
    sent.forEach((request) => waiting.delete(request));
    declined.clear();
    user ??= session.user;
    tell();
    emit('restored', { user: session.user, requests: sent.length });

    let slice = performance.now();
    for (const request of sent) {
      if (phase !== 'restoring') {
        return;
      }
      const outcome = replay(request, session).then(onOutcome);
      // What the page has sent after a change may rely on it.
      isRead(request) || await Promise.race([outcome, delay(ORDER_TIMEOUT)]);
      if (performance.now() - slice > SLICE) {
        await delay(0);
        slice = performance.now();
      }
    }
    if (phase === 'restoring') {
      phase = 'idle';
      waiting.size > 0 && begin();
    }
  }

  /** @param {Outcome} outcome of a request that was sent again */
  async function onOutcome({ status, kind }) {
    if (kind === 'login') {
      Date.now() < pausedUntil || fail();
    } else if (status === 409) {
      // Either a conflict in the application, or the server has seen that somebody else is logged in by now.
      const session = await look();
      session && isOtherUser(session) && phase !== 'over' && onOtherUser();
    }
  }

  /** @param {HeldRequest} request */
  function mayBeReplayed(request) {
    const { isReplayable, url } = request;
    // A held log-out would log the user out right after the login.
    const logsOut = /\/logout$/.test(url?.pathname ?? '');
    return isReplayable && !logsOut && !isOverdue(request) && (isRead(request) || user !== undefined);
  }

  /** @type {(request: HeldRequest, session: SessionStatus) => Promise<Outcome>} */
  async function replay(request, session) {
    const content = request.content();
    if (!content) {
      return {};
    }
    if (content.body instanceof FormData) {
      // The browser divides its parts by another boundary this time.
      content.headers.delete('Content-Type');
    }
    if (content.url.origin === location.origin) {
      session.csrf && renewRequest(content, session.csrf);
      session.user && content.headers.set('Session-Expiry-User', session.user);
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
    refreshing ??= postExtend(url).finally(() => {
      refreshing = undefined;
    });
    const session = await refreshing.catch(() => undefined);
    if (!session?.csrf && session?.authenticated !== false) {
      release([request], 'unavailable');
    } else if (!session.authenticated) {
      onHeld(request, 'login', { ...answer, loginUrl: session.login_url ?? null });
    } else if (isOtherUser(session)) {
      onOtherUser();
    } else {
      await replay(request, session).then(({ status }) => onOutcome({ status }));
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

  /** @type {(key: string, value?: string) => void} storage may be forbidden */
  function store(key, value) {
    try {
      value === undefined ? sessionStorage.removeItem(key) : sessionStorage.setItem(key, value);
    } catch {
      // Then it is forgotten.
    }
  }

  /** @param {string} key */
  function read(key) {
    try {
      return sessionStorage.getItem(key);
    } catch {
      return null;
    }
  }

  // ---------------------------------------------------------------------------------------------------- login window

  /** @type {WindowProxy | null} */
  let opened = null;
  /** @type {'none' | 'open' | 'blocked'} */
  let windowState = 'none';
  /** @type {ReturnType<typeof setInterval> | undefined} */
  let closing;

  /** In the call stack of a click. */
  function openWindow() {
    if (opened && !opened.closed) {
      opened.focus();
      return;
    }
    const url = loginUrl();
    // Without it the login ends on a page that tells the others, and closes.
    url.searchParams.delete('continue');
    const [width, height] = [480, 640];
    const left = Math.round(window.screenX + (window.outerWidth - width) / 2);
    const top = Math.round(window.screenY + (window.outerHeight - height) / 2);
    // The new window gets a copy, which outlives a visit to other origins, as its name does not always.
    store(loginWindow, '1');
    opened = window.open(url.href, loginWindow, `popup,width=${width},height=${height},left=${left},top=${top}`);
    store(loginWindow);
    windowState = opened ? 'open' : 'blocked';
    clearInterval(closing);
    closing = opened ? setInterval(onWindowClosed, 500) : undefined;
    claim(true);
    render();
  }

  function onWindowClosed() {
    if (opened?.closed) {
      forgetWindow();
      recheck();
      render();
    }
  }

  function forgetWindow() {
    clearInterval(closing);
    opened = null;
    windowState = 'none';
  }

  /** This is that window, and the application has not brought the user to the page that would close it. */
  async function closeWindow() {
    const session = await look();
    if (session?.authenticated) {
      store(loginWindow);
      window.name = '';
      tell();
      window.close();
    }
  }

  // ------------------------------------------------------------------------------------------------------------ tabs

  /** @type {BroadcastChannel | undefined} */
  let channel;

  /** @type {AbortController | undefined} */
  let listening;

  /** Hears of whatever may mean that somebody has logged in. */
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
    window.addEventListener('storage', ({ key }) => key === NAME && recheck(), { signal });
    window.addEventListener('pagehide', () => {
      // Neither a lock nor a channel may be open in a page that goes into the back/forward cache.
      yieldClaim();
      closeChannel();
    }, { signal });
    window.addEventListener('pageshow', async ({ persisted }) => {
      if (persisted) {
        openChannel();
        await recheck();
        phase === 'asking' && (mode === 'redirect' ? cancel('stayed') : claim());
      }
    }, { signal });
    openChannel();
  }

  function deafen() {
    listening?.abort();
    listening = undefined;
    closeChannel();
  }

  function openChannel() {
    channel ??= new BroadcastChannel(NAME);
    channel.onmessage = ({ data }) => {
      data?.type === 'logged-in' && recheck();
    };
  }

  function closeChannel() {
    channel?.close();
    channel = undefined;
  }

  /** Tells the other tabs that somebody has logged in. */
  function tell() {
    const all = new BroadcastChannel(NAME);
    all.postMessage({ type: 'logged-in' });
    all.close();
  }

  // ------------------------------------------------------------------------------------------------------------ dialog

  /** @type {import('./session-expiry-dialog.js').Dialog | undefined} */
  let dialog;

  function getDialog() {
    /** @type {Record<string, string>} */
    const texts = {};
    for (const [name, value] of Object.entries(dataset)) {
      if (/^text[A-Z]/.test(name) && value !== undefined) {
        const key = name.slice(4).replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
        texts[key.slice(1)] = value;
      }
    }
    dialog ??= createDialog({ onLogin: openWindow, onCancel: decline, texts });
    return dialog;
  }

  function render() {
    if (phase !== 'asking' || !asksHere) {
      return;
    }
    if (yieldLock || !navigator.locks) {
      const state = { changes: changes(), reason: details.reason ?? undefined, window: windowState };
      getDialog().ask({ ...state, loginUrl: loginUrl().href });
    } else {
      getDialog().notice();
    }
  }

  /** @type {(() => void) | undefined} gives the lock back that this tab holds while it is the one that asks */
  let yieldLock;
  /** @type {AbortController | undefined} */
  let queueing;

  /**
   * One tab asks, the one that the user looks at: the one that has the focus takes the lock from any other.
   *
   * @param {boolean} [steal]
   */
  function claim(steal = false) {
    if (phase !== 'asking' || !asksHere) {
      return;
    }
    if (document.hidden && !steal) {
      yieldClaim();
      render();
      return;
    }
    if (yieldLock || !navigator.locks) {
      render();
      return;
    }
    queueing?.abort();
    queueing = new AbortController();
    const { signal } = queueing;
    /** @param {Lock | null} lock */
    const onLock = (lock) => {
      if (signal.aborted) {
        return undefined;
      }
      if (!lock) {
        render();
        request({ signal });
        return undefined;
      }
      return new Promise((/** @type {(value?: undefined) => void} */ resolve) => {
        yieldLock = resolve;
        render();
      });
    };
    /** @param {LockOptions} options */
    const request = (options) => navigator.locks.request(NAME, options, onLock).catch(() => {
      // Another tab has taken it.
      if (!signal.aborted) {
        yieldLock = undefined;
        claim();
      }
    });
    request(steal ? { steal } : { ifAvailable: true });
  }

  function yieldClaim() {
    queueing?.abort();
    queueing = undefined;
    yieldLock?.();
    yieldLock = undefined;
  }

  // ------------------------------------------------------------------------------------------------------ public API

  /** @param {SessionStatus} session */
  function onSession(session) {
    // A page that was nobody's, and has logged somebody in by itself.
    user ??= session.user ?? user;
    if (session.authenticated && phase === 'asking') {
      restore(session);
    }
    return session;
  }

  // ----------------------------------------------------------------------------------------------------------- forms

  /** @returns {Promise<boolean | undefined>} whether the page's user is logged in; undefined: not known, or nobody's page */
  async function isUserLoggedIn() {
    await learning;
    const session = typeof user === 'string' ? await look() : undefined;
    return session && session.authenticated && !isOtherUser(session);
  }

  const stopForms = mode === 'redirect' || (dataset.replay ?? 'all') !== 'all' || isLoginWindow ? () => {} : watchForms({
    dataset,
    isOff: () => user === null || phase === 'over' || Date.now() < pausedUntil,
    isLoggedIn: isUserLoggedIn,
    hold(request) {
      held.add(request);
      onHeld(request, 'login', { loginUrl: null, refreshUrl: null, reason: null });
    },
  });

  if (isLoginWindow) {
    closeWindow();
  } else {
    onVisible();
    document.addEventListener('visibilitychange', onVisible);
  }

  return {
    onHeld,
    onDropped,
    status: () => getStatus().then(onSession),
    extend: () => postExtend().then(onSession),
    login() {
      if (phase === 'idle') {
        pausedUntil = 0;
        details = { loginUrl: null, refreshUrl: null, reason: null };
        phase = 'asking';
        asksHere = mode === 'dialog';
        listen();
      }
      const loggedIn = new Promise((/** @type {(session: SessionStatus) => void} */ resolve) => logins.push(resolve));
      openWindow();
      if (windowState === 'blocked' && !asksHere) {
        location.assign(loginUrl().href);
      }
      return loggedIn;
    },
    stop() {
      end();
      phase = 'over';
      stopForms();
      document.removeEventListener('visibilitychange', onVisible);
    },
  };
}
