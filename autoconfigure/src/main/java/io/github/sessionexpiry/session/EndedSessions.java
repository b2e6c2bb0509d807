package io.github.sessionexpiry.session;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Remembers which sessions have been ended by a log-out in another window or at the
 * provider, so that a request that still carries the id of one can be told so. It knows
 * what has happened on this node, and the latest ten thousand of that; other nodes know
 * the same session for an expired one. The ids are kept as hashes.
 *
 * @since 0.1.0
 */
public final class EndedSessions {

	private static final int MAX_SIZE = 10_000;

	private final Set<String> hashes = Collections.synchronizedSet(Collections.newSetFromMap(new LinkedHashMap<>() {

		@Override
		protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
			return size() > MAX_SIZE;
		}

	}));

	/**
	 * Remembers a session.
	 * @param sessionId the id of the session
	 */
	public void add(String sessionId) {
		this.hashes.add(hash(sessionId));
	}

	boolean contains(String sessionId) {
		if (this.hashes.isEmpty()) {
			return false;
		}
		// What a browser sends may end with the name of the node, of which the session
		// itself does not know (Jetty)
		int node = sessionId.lastIndexOf('.');
		return this.hashes.contains(hash(sessionId))
				|| (node > 0 && this.hashes.contains(hash(sessionId.substring(0, node))));
	}

	private static String hash(String sessionId) {
		try {
			byte[] hash = MessageDigest.getInstance("SHA-256").digest(sessionId.getBytes(StandardCharsets.UTF_8));
			return Base64.getEncoder().encodeToString(hash);
		}
		catch (NoSuchAlgorithmException ex) {
			// Every Java platform has to have it
			throw new IllegalStateException(ex);
		}
	}

}
