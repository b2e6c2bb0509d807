package io.github.sessionexpiry.oidc;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

import jakarta.servlet.http.HttpSession;
import org.jspecify.annotations.Nullable;

import org.springframework.web.util.WebUtils;

/**
 * The renewals that the browser has been sent away for, in the session, by the
 * {@code state} that it comes back with. What comes back with another one is no renewal.
 */
final class PendingRenewals {

	private static final String ATTRIBUTE = PendingRenewals.class.getName();

	private static final int MAX_SIZE = 8;

	private static final String NO_TARGET = "";

	private PendingRenewals() {
	}

	static void add(HttpSession session, String state, @Nullable String target) {
		synchronized (WebUtils.getSessionMutex(session)) {
			Map<String, String> renewals = get(session);
			renewals.put(state, (target != null) ? target : NO_TARGET);
			Iterator<String> states = renewals.keySet().iterator();
			while (renewals.size() > MAX_SIZE) {
				states.next();
				states.remove();
			}
			session.setAttribute(ATTRIBUTE, renewals);
		}
	}

	/**
	 * Returns the renewal with that state, {@code null} if there is none.
	 */
	static @Nullable PendingRenewal find(HttpSession session, String state) {
		String target = get(session).get(state);
		return (target != null) ? new PendingRenewal(state, target.equals(NO_TARGET) ? null : target) : null;
	}

	/**
	 * Takes a renewal out of the session.
	 */
	static void remove(HttpSession session, PendingRenewal renewal) {
		synchronized (WebUtils.getSessionMutex(session)) {
			Map<String, String> renewals = get(session);
			renewals.remove(renewal.state());
			session.setAttribute(ATTRIBUTE, renewals);
		}
	}

	@SuppressWarnings("unchecked")
	private static LinkedHashMap<String, String> get(HttpSession session) {
		return (session.getAttribute(ATTRIBUTE) instanceof Map<?, ?> renewals)
				? new LinkedHashMap<>((Map<String, String>) renewals) : new LinkedHashMap<>();
	}

	/**
	 * A renewal under way.
	 *
	 * @param state what the browser comes back with
	 * @param target where to go on to, {@code null} for the page that closes itself
	 */
	record PendingRenewal(String state, @Nullable String target) {
	}

}
