// @ts-check

/**
 * Watches the time that is left: keeps somebody logged in who is working without requests, warns somebody who is not,
 * and notices when the session has ended. Whatever it shows, the server has been asked just before.
 *
 * It asks at most twice until the end of a session that nobody uses, for all tabs, and not at all while requests of the
 * page extend it.
 *
 * @typedef {import('./session-expiry-session.js').Session} Session
 * @typedef {import('./session-expiry.d.ts').SessionStatus} SessionStatus
 *
 * @typedef {object} WatchOptions
 * @property {Session} session
 * @property {DOMStringMap} dataset the attributes of the script's tag
 * @property {number} warnBefore milliseconds before the end of the session; Infinity: no warning
 * @property {boolean} asksHere whether it is us who show something, and not the page
 * @property {() => boolean} isIdle whether nobody is being asked to log in
 * @property {() => import('./session-expiry-dialog.js').Dialog} getDialog
 * @property {(name: string, detail: object, cancelable?: boolean) => boolean} emit
 * @property {(reason: string) => void} onExpired
 *
 * @typedef {object} Watch
 * @property {() => void} onLearned something new is known of the session
 * @property {() => void} onIdle nobody is being asked to log in any more
 * @property {() => void} stop
 */

/** WCAG 2.2, 2.2.1: the user has at least 20 seconds to extend the time. */
const LEAST_WARNING = 20_000;

/** How long after its end a session is asked for: the server tells whole seconds. */
const END_MARGIN = 1_500;

/** How often to compare the clocks while somebody can see the page. A computer that wakes up fires no event. */
const HEARTBEAT = 60_000;

/** How old knowledge may be when the user comes back. */
const FRESH = 5 * 60_000;

/** How long to wait before asking again a server that has not answered. */
const RETRY_DELAY = 30_000;

/** How often somebody who is active extends the session, at most. */
const ACTIVITY_INTERVAL = 60_000;

/** How long after a sign of activity to wait for a request of the page, which extends the session as well. */
const SETTLE_TIME = 5_000;

/** No timer runs more often. */
const LEAST_DELAY = 1_000;

const LONGEST_DELAY = 2 ** 31 - 1;

const ACTIVITY = ['keydown', 'input', 'pointerdown', 'pointermove', 'wheel', 'touchmove'];

/**
 * @param {WatchOptions} options
 * @returns {Watch}
 */
export function startWatch({ session, dataset, warnBefore, asksHere, isIdle, getDialog, emit, onExpired }) {
  /**
   * `shown` by us; `final`: shown, and the session can't be extended; `taken` by the page; `read`: the user has seen
   * that it can't be extended.
   *
   * @type {'none' | 'shown' | 'final' | 'taken' | 'read'}
   */
  let warning = 'none';

  /** Whether there is a login of which nobody has been told yet that it has ended. */
  let wasLoggedIn = true;

  let isChecking = false;
  let isUnreachable = false;

  const listening = new AbortController();
  const { signal } = listening;

  // A page in a frame of a page that has the script as well is watched by that.
  const isInner = window.parent !== window && attempt(() => 'sessionExpiry' in window.parent) === true;

  // ----------------------------------------------------------------------------------------------------------- clock

  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;

  function isOn() {
    return typeof session.user() === 'string' && session.known()?.authenticated === true && isIdle();
  }

  /** @returns {number} milliseconds before the end of the session */
  function warningTime() {
    const longest = session.maxInactive();
    return Math.max(LEAST_WARNING, Math.min(warnBefore, typeof longest === 'number' ? longest / 2 : Infinity));
  }

  /** @returns {number} how much time is left when there is something to do next */
  function threshold() {
    const warns = warning === 'none' && !document.hidden && !isInner && warnBefore < Infinity
      && Number(session.remaining()) > 0;
    return warns ? warningTime() : -END_MARGIN;
  }

  function plan() {
    clearTimeout(timer);
    const left = session.remaining();
    // Nobody sees a hidden page: it asks again when somebody does.
    if (signal.aborted || !isOn() || typeof left !== 'number' || (isUnreachable && document.hidden)) {
      return;
    }
    const next = isUnreachable ? RETRY_DELAY : left - threshold();
    timer = setTimeout(evaluate, Math.max(LEAST_DELAY, Math.min(next, document.hidden ? LONGEST_DELAY : HEARTBEAT)));
  }

  function evaluate() {
    const left = session.remaining();
    if (!isOn()) {
      return;
    }
    if (session.isClockDoubtful()) {
      check(Date.now());
    } else if (typeof left === 'number' && left <= threshold()) {
      // The same moment in all tabs, however long before their timers fire: one asks.
      check(Date.now() - (threshold() - left) - LEAST_DELAY);
    } else {
      plan();
    }
  }

  /** @returns {boolean} whether the time left is not certain: then the server is asked, unless it did not answer just now */
  function isInDoubt() {
    const isDoubtful = session.isClockDoubtful();
    isDoubtful && !isUnreachable && evaluate();
    return isDoubtful;
  }

  /** @param {number} since what the server has said since then is new enough, in milliseconds since the epoch */
  async function check(since) {
    if (!isChecking) {
      isChecking = true;
      clearTimeout(timer);
      isUnreachable = await session.look(since) === undefined;
      isChecking = false;
      // Also if nothing new was learned: what was known is new enough, and so can be acted upon.
      isUnreachable ? plan() : onLearned();
    }
  }

  /** The user comes back. */
  function onReturn() {
    if (document.hidden) {
      warning === 'shown' && hide();
      plan();
    } else if (isOn() && (session.age() > FRESH || isUnreachable)) {
      check(Date.now());
    } else {
      evaluate();
    }
  }

  function onLearned() {
    const left = session.remaining();
    const known = session.known();
    if (typeof session.user() !== 'string' || !known) {
      hide();
      return;
    }
    if (!known.authenticated) {
      hide();
      if (wasLoggedIn && !isInner) {
        wasLoggedIn = false;
        onExpired(session.wasLoggedOut() ? 'logged_out' : 'session_expired');
      }
      return;
    }
    wasLoggedIn = true;
    isUnreachable = false;
    if (typeof left !== 'number' || left > warningTime()) {
      hide();
    } else if (warning === 'none' && left <= threshold() && left > 0 && isIdle()) {
      warn();
    }
    plan();
  }

  // --------------------------------------------------------------------------------------------------------- warning

  function warn() {
    warning = 'shown';
    const detail = { expiresIn: Math.max(0, Math.floor((session.remaining() ?? 0) / 1_000)) };
    if (!emit('warning', detail, true) || !asksHere) {
      warning = 'taken';
    } else if (warning === 'shown') {
      render();
    }
  }

  /** @param {boolean} [failed] */
  function render(failed = false) {
    getDialog().warn({
      left,
      failed,
      final: warning === 'final',
      onExtend,
      onRead() {
        warning = 'read';
        getDialog().close();
        plan();
      },
      onLogout: logout(),
    });
  }

  function left() {
    isInDoubt();
    return Math.max(0, session.remaining() ?? 0);
  }

  async function onExtend() {
    const extended = await session.extend().catch(() => undefined);
    if (warning === 'shown' && isOn()) {
      // Otherwise it was closed, or has become the question to log in, or the message that somebody else has.
      warning = extended ? 'final' : 'shown';
      render(!extended);
    }
  }

  function hide() {
    if (warning === 'shown' || warning === 'final') {
      getDialog().close();
    }
    warning = 'none';
  }

  /** @returns {(() => void) | undefined} logs out as the page itself would */
  function logout() {
    const form = [...document.forms].find((candidate) => session.isLogout(candidate.getAttribute('action')));
    const link = [...document.links].find(({ href }) => session.isLogout(href));
    if (form) {
      return () => HTMLFormElement.prototype.requestSubmit.call(form);
    }
    return link ? () => link.click() : dataset.logout && (() => postLogout(String(dataset.logout))) || undefined;
  }

  /** @param {string} url */
  async function postLogout(url) {
    const csrf = (await session.extend().catch(() => undefined))?.csrf;
    const form = Object.assign(document.createElement('form'), { method: 'post', action: url, hidden: true });
    if (csrf) {
      form.append(Object.assign(document.createElement('input'), { name: csrf.parameter_name, value: csrf.token }));
    }
    document.body.append(form);
    form.requestSubmit();
  }

  // -------------------------------------------------------------------------------------------------------- activity

  let extendedAt = -Infinity;
  let activeAt = 0;
  let [pointerX, pointerY] = [NaN, NaN];

  /** @type {AbortController | undefined} */
  let noticing;

  /** Waits for one sign of activity. Between two extensions nothing listens. */
  function notice() {
    noticing = new AbortController();
    ACTIVITY.forEach((type) => window.addEventListener(type, onActivity,
      { capture: true, passive: true, signal: /** @type {AbortController} */ (noticing).signal }));
  }

  /** @param {Event} event */
  function onActivity(event) {
    if (!event.isTrusted || !isOn() || hasNotMoved(event) || isInDoubt()) {
      return;
    }
    noticing?.abort();
    activeAt = performance.now();
    const wait = Math.max(SETTLE_TIME, extendedAt + ACTIVITY_INTERVAL - activeAt);
    const left = session.remaining();
    const latest = typeof left === 'number' ? Math.max(LEAST_DELAY, left - warningTime()) : wait;
    setTimeout(onSettled, Math.min(wait, latest));
  }

  /** Browsers fire such events when something moves below a pointer that is at rest. @param {Event} event */
  function hasNotMoved(event) {
    if (event.type !== 'pointermove') {
      return false;
    }
    const { screenX, screenY } = /** @type {PointerEvent} */ (event);
    const isNew = screenX !== pointerX || screenY !== pointerY;
    const isFirst = Number.isNaN(pointerX);
    [pointerX, pointerY] = [screenX, screenY];
    return !isNew || isFirst;
  }

  function onSettled() {
    if (signal.aborted) {
      return;
    }
    notice();
    const [longest, left] = [session.maxInactive(), session.remaining()];
    if (!isOn() || typeof longest !== 'number' || typeof left !== 'number') {
      return;
    }
    const now = performance.now();
    const usedAt = now - (longest - left);
    if (!isInDoubt() && usedAt < activeAt && warning === 'none') {
      extendedAt = now;
      session.extend().catch(() => {});
    }
  }

  // ----------------------------------------------------------------------------------------------------------- start

  ['focus', 'online'].forEach((type) => window.addEventListener(type, onReturn, { signal }));
  document.addEventListener('visibilitychange', onReturn, { signal });
  window.addEventListener('pageshow', ({ persisted }) => {
    // Time has stood still in the back/forward cache, and nothing was heard.
    persisted && isOn() && check(Date.now());
  }, { signal });
  dataset.activity === 'off' || notice();

  return {
    onLearned,
    onIdle: plan,
    stop() {
      hide();
      listening.abort();
      noticing?.abort();
      clearTimeout(timer);
    },
  };
}

/** @type {<T>(part: () => T) => T | undefined} */
function attempt(part) {
  try {
    return part();
  } catch {
    // A parent of another origin.
    return undefined;
  }
}
