// @ts-check

/**
 * What is known of the session: whose page this is, who is logged in, and how much time is left. It comes from the page
 * and from all answers that the page gets anyway (`Server-Timing`), from other tabs, and if need be from the server's
 * endpoints, which are asked for all tabs at once.
 */
import { renewPage } from './session-expiry-csrf.js';
import { createTabs, createTurn } from './session-expiry-tabs.js';

/**
 * @typedef {import('./session-expiry.d.ts').SessionStatus} SessionStatus
 *
 * @typedef {object} SessionOptions
 * @property {URL} base where the endpoints are
 * @property {DOMStringMap} dataset the attributes of the script's tag
 * @property {typeof fetch} fetch the browser's own
 * @property {() => boolean} isIdle whether nobody is being asked to log in
 * @property {(session: SessionStatus) => void} onLearned
 * @property {(type: Hint, at: number) => void} onHint another tab, frame or window may have changed something
 *
 * @typedef {'logged-in' | 'logged-out' | 'nobody' | 'refresh-failed'} Hint `nobody`: a page was loaded for nobody
 *
 * @typedef {ReturnType<typeof createSession>} Session
 *
 * @typedef {object} Known
 * @property {SessionStatus} session
 * @property {number} at when the server was asked, in milliseconds since the epoch: the same in all tabs
 * @property {boolean} whole whether the server has said all of it, and not only how much time is left
 * @property {boolean} extended whether it was asked to extend the session
 * @property {number | null} left milliseconds that were left when it was heard; null: it never ends
 * @property {number} date when it was heard, in milliseconds since the epoch
 * @property {number} time the same by `performance.now()`
 */

/** How long an endpoint may take. */
const REQUEST_TIMEOUT = 15_000;

/** How often other tabs are told that the session was extended by requests of the page. */
const TELL_INTERVAL = 1_000;

/** How far the two clocks may be apart. One stands still while a computer sleeps, the other can be set. */
const CLOCK_TOLERANCE = 2_000;

/** How long after somebody has logged out an ended session is taken for that. */
const LOGOUT_TIME = 10_000;

/** @type {(value: string | null | undefined) => URL | undefined} */
export function parseUrl(value) {
  try {
    return typeof value === 'string' ? new URL(value, document.baseURI) : undefined;
  } catch {
    return undefined;
  }
}

/** @param {SessionOptions} options */
export function createSession({ base, dataset, fetch, isIdle, onLearned, onHint }) {
  /** @type {string | null | undefined} whose page this is; null: nobody's, undefined: not known */
  let user = dataset.user === undefined ? undefined : dataset.user || null;

  /** @type {Known | undefined} */
  let known;

  /** @type {number | null | undefined} milliseconds that the session lasts without a request */
  let maxInactive;

  let loggedOutAt = -Infinity;

  // ------------------------------------------------------------------------------------------------------ endpoints

  /** @type {(url: URL, method: string) => Promise<SessionStatus>} rejects if the server does not say how things are */
  async function ask(url, method) {
    const at = Date.now();
    const response = await fetch(url.href, {
      method,
      cache: 'no-store',
      headers: { 'Accept': 'application/json', 'X-Requested-With': 'XMLHttpRequest' },
      signal: AbortSignal.timeout(REQUEST_TIMEOUT),
    });
    const answer = await response.json();
    /** @type {SessionStatus} */
    let session;
    if (response.ok && typeof answer.authenticated === 'boolean') {
      session = answer;
    } else if (response.status < 500 && typeof answer.login_url === 'string') {
      session = { authenticated: false, login_url: answer.login_url };
    } else {
      throw new Error(`${method} ${url.href} was answered with ${response.status}`);
    }
    learn(session, at, { extended: method === 'POST' });
    renew(session);
    telling = tell();
    return session;
  }

  const status = () => ask(new URL('status', base), 'GET');

  const extend = (url = new URL('extend', base)) => ask(url, 'POST');

  const inTurn = createTurn(base.pathname, 'status');

  /**
   * Asks for all tabs. What another one has heard since is as good as an answer of our own.
   *
   * @type {(since: number, mustExtend: boolean) => Promise<SessionStatus>}
   */
  function askInTurn(since, mustExtend) {
    return inTurn(async (resolve) => {
      if (known?.whole && known.at >= since && known.at <= Date.now()
        && (!mustExtend || known.extended || !known.session.authenticated)) {
        resolve(known.session);
      } else {
        resolve(await (mustExtend ? extend() : status()));
        // Before the next tab looks whether it still has to ask
        await telling;
      }
    });
  }

  /** @type {(since?: number) => Promise<SessionStatus | undefined>} undefined: not known. An error is not the end of a session */
  function look(since = Date.now()) {
    return askInTurn(since, false).catch(() => undefined);
  }

  // ---------------------------------------------------------------------------------------------------------- learn

  /** @type {(session: SessionStatus, at: number, how?: { extended?: boolean, whole?: boolean }) => void} */
  function learn(session, at, { extended = false, whole = true } = {}) {
    const [date, time] = [Date.now(), performance.now()];
    if (known && at < known.at && known.at <= date) {
      return;
    }
    const { expires_in: seconds } = session;
    const left = typeof seconds === 'number' ? seconds * 1_000 - Math.max(0, date - at) : null;
    known = { session, at, whole, extended, left, date, time };
    if (session.max_inactive !== undefined) {
      maxInactive = session.max_inactive === null ? null : session.max_inactive * 1_000;
    } else if (typeof seconds === 'number' && !(typeof maxInactive === 'number' && maxInactive >= seconds * 1_000)) {
      maxInactive = seconds * 1_000;
    }
    onLearned(session);
  }

  /** @param {SessionStatus} session */
  function renew(session) {
    session.csrf && !isOther(session) && renewPage(session.csrf);
  }

  /** @param {SessionStatus} session */
  function isOther(session) {
    return typeof user === 'string' && session.authenticated && session.user !== undefined && session.user !== user;
  }

  /** The answer to come, if it has been asked for. */
  let learning = Promise.resolve();

  function onVisible() {
    learning = learnUser();
  }

  async function learnUser() {
    if (isIdle() && !document.hidden && (user === undefined || (typeof user === 'string' && !known))) {
      adopt(await look());
    }
  }

  /** @param {SessionStatus | undefined} session of the user whose page this is, if that was not known */
  function adopt(session) {
    if (session && user === undefined) {
      user = session.user ?? null;
      onLearned(session);
    }
  }

  // --------------------------------------------------------------------------------------------------- Server-Timing

  /** @type {(entry: any, name: string) => string | undefined} */
  function timing(entry, name) {
    // What comes from a cache was true another time.
    return entry?.transferSize > 0
      ? entry.serverTiming?.find((/** @type {any} */ metric) => metric.name === name)?.description : undefined;
  }

  /** @type {(description: string | undefined, responseStart: number, owner?: string) => void} */
  function learnTime(description, responseStart, owner) {
    if (description !== undefined) {
      const seconds = Number(description);
      learn({ authenticated: true, expires_in: Number.isFinite(seconds) ? seconds : null, user: owner },
        Date.now() - (performance.now() - responseStart), { whole: owner !== undefined });
      tellSoon();
    }
  }

  function learnFromPage() {
    const [page] = performance.getEntriesByType('navigation');
    user = user === undefined ? timing(page, 'session-user') : user;
    const responseStart = Number(Reflect.get(page ?? {}, 'responseStart') ?? 0);
    if (typeof user === 'string') {
      if (dataset.maxInactive) {
        maxInactive = Number(dataset.maxInactive) * 1_000;
      }
      const { responseEnd, transferSize } = /** @type {Partial<PerformanceResourceTiming>} */ (page ?? {});
      const isCached = Number(responseEnd) > 0 && transferSize === 0;
      learnTime(isCached ? undefined : timing(page, 'session-expires-in') ?? dataset.expiresIn, responseStart, user);
    } else if (user === null) {
      tabs.tell({ type: 'nobody', at: Date.now() });
    }
  }

  const observer = new PerformanceObserver((list) => {
    for (const entry of /** @type {PerformanceResourceTiming[]} */ (list.getEntries())) {
      const description = timing(entry, 'session-expires-in');
      if (description === undefined) {
        /^(fetch|xmlhttprequest)$/.test(entry.initiatorType) && isLogout(entry.name) && onOwnLogout();
      } else if (!entry.name.startsWith(base.href)) {
        // A page that was nobody's has logged somebody in.
        if (user === null) {
          user = undefined;
          onVisible();
        }
        learnTime(description, entry.responseStart);
      }
    }
  });

  // ------------------------------------------------------------------------------------------------------- log-out

  /** @param {string | null | undefined} value a URL, if it is one */
  function isLogout(value) {
    const url = parseUrl(value);
    return url !== undefined && url.origin === location.origin
      && (/\/logout$/.test(url.pathname) || url.pathname === parseUrl(dataset.logout)?.pathname);
  }

  /** @param {number} at */
  function onLoggedOut(at) {
    loggedOutAt = at;
    onHint('logged-out', at);
  }

  /** A script of the page has logged its user out, and goes on without. */
  function onOwnLogout() {
    user = null;
    known = undefined;
    onLearned({ authenticated: false });
    tabs.tell({ type: 'logged-out', at: Date.now() });
  }

  /** The page is about to be left by logging out; that it has been done is certain when it goes. */
  let leaving = false;

  /** @param {Event} event that the page has not prevented */
  function onLeaving({ type, target, defaultPrevented }) {
    const element = target instanceof Element ? target.closest(type === 'submit' ? 'form' : 'a[href]') : null;
    const url = element?.getAttribute(type === 'submit' ? 'action' : 'href');
    leaving = !defaultPrevented && isLogout(url);
  }

  // ------------------------------------------------------------------------------------------------------------ tabs

  const tabs = createTabs(base.pathname, ({ type, at, session, ...how }) => {
    const time = typeof at === 'number' ? Math.min(at, Date.now()) : Date.now();
    if (type === 'session' && typeof session?.authenticated === 'boolean') {
      learn(session, time, how);
      renew(session);
    } else if (type === 'logged-out') {
      onLoggedOut(time);
    } else if (type === 'logged-in' || type === 'refresh-failed' || type === 'nobody') {
      onHint(type, time);
    }
  });

  /** Resolves when the other tabs have heard what the server has said last. */
  let telling = Promise.resolve();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let tellTimer;
  let toldAt = -Infinity;

  async function tell() {
    clearTimeout(tellTimer);
    tellTimer = undefined;
    toldAt = performance.now();
    if (known) {
      const { session, at, whole, extended } = known;
      await tabs.deliver({ type: 'session', at, session, ...{ whole, extended } });
    }
  }

  function tellSoon() {
    const wait = toldAt + TELL_INTERVAL - performance.now();
    if (wait <= 0) {
      tell();
    } else {
      tellTimer ??= setTimeout(tell, wait);
    }
  }

  // ----------------------------------------------------------------------------------------------------------- clock

  /** @param {Known} of */
  function elapsed({ date, time }) {
    return Math.max(Date.now() - date, performance.now() - time);
  }

  const listening = new AbortController();

  return {
    status,
    extend,
    look,

    /** @type {(since: number) => Promise<SessionStatus>} extends the session once for all tabs */
    extendForAll: (since) => askInTurn(since, true),

    user: () => user,
    isOther,
    isLogout,

    /** Resolves when it is known whose page this is, as far as that can be known. */
    learned: () => learning,

    /** A page that was nobody's, and has logged somebody in by itself. @param {SessionStatus} session */
    claimFor(session) {
      user = user ?? session.user ?? user;
    },

    known: () => known?.session,

    /** @returns {number} when the server said so, in milliseconds since the epoch: the same in all tabs */
    knownSince: () => known?.at ?? 0,

    /** @returns {number | null | undefined} milliseconds until the session ends; null: never, undefined: not known */
    remaining: () => (known && known.left !== null ? known.left - elapsed(known) : known && null),

    /** @returns {number | null | undefined} milliseconds that the session lasts without a request */
    maxInactive: () => maxInactive,

    /** @returns {number} milliseconds since somebody has last said how things are */
    age: () => (known ? elapsed(known) : Infinity),

    /** @returns {boolean} whether a clock was set, or has stood still */
    isClockDoubtful: () => Boolean(known)
      && Math.abs((Date.now() - /** @type {Known} */ (known).date)
        - (performance.now() - /** @type {Known} */ (known).time)) > CLOCK_TOLERANCE,

    wasLoggedOut: () => Date.now() - loggedOutAt < LOGOUT_TIME,

    start() {
      const { signal } = listening;
      tabs.open();
      learnFromPage();
      observer.observe({ type: 'resource', buffered: true });
      onVisible();
      document.addEventListener('visibilitychange', onVisible, { signal });
      ['submit', 'click'].forEach((type) => window.addEventListener(type, onLeaving, { signal }));
      window.addEventListener('pagehide', () => {
        leaving && tabs.tell({ type: 'logged-out', at: Date.now() });
        tabs.close();
      }, { signal });
      window.addEventListener('pageshow', ({ persisted }) => persisted && tabs.open(), { signal });
    },

    stop() {
      listening.abort();
      observer.disconnect();
      clearTimeout(tellTimer);
      tabs.close();
    },
  };
}
